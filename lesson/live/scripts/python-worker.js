// Python as a worker: one message in, one message out, with the same id.
import "./packed.js";

self.countAndUnpack("python", ["python/pyodide.asm.wasm"]);
const address = (path) => new URL(path, self.location.href).href;

async function start() {
  const { loadPyodide } = await import("./engines/python/pyodide.mjs");
  const sources = fetch(address("nnref-python.txt")).then((answer) => answer.text());
  const python = await loadPyodide({ indexURL: address("engines/python/"), packageBaseUrl: address("engines/python/"), packages: ["numpy"] });
  python.globals.set("sources", await sources);
  python.runPython(`
import os, sys
for part in ("\\n" + sources).split("\\n@@ ")[1:]:
    path, _, text = part.partition("\\n")
    os.makedirs(os.path.dirname("/nnref/" + path), exist_ok=True)
    with open("/nnref/" + path, "w") as file:
        file.write(text)
del sources
os.symlink("/nnref/fixtures", "/nnref/nnref/experiments")  # where the package looks for what it carries
os.chdir("/nnref")
sys.path.insert(0, "/nnref")
import lesson_live_session
`);
  return python;
}

const started = start();
started.then(() => self.postMessage({ ready: true }), (problem) => self.postMessage({ failed: String(problem.message ?? problem).trim().split("\n").at(-1) }));
self.onmessage = async ({ data: { id, request, file } }) => {
  const python = await started;
  if (file) {
    python.FS.writeFile(`/nnref/${file.path}`, file.text);
    return;
  }
  const asked = python.toPy(request);
  const lines = python.pyimport("lesson_live_session").answer(asked);
  self.postMessage({ id, lines: lines.toJs() });
  lines.destroy();
  asked.destroy();
};
