// webR starts this worker. It sets up what counts and unpacks, and goes on to webR's own.
importScripts("../../packed.js");
self.countAndUnpack("r", ["r/R.wasm", "r/libRblas.so"]);
// Scripts are loaded at once or not at all, so the packed ones are unpacked first; messages wait for that.
const waiting = [];
const keep = (event) => waiting.push(event);
self.addEventListener("message", keep);
const plainImport = self.importScripts.bind(self);
const unpacked = async (name) => {
  const answer = await fetch(new URL(`${name}.packed`, self.location.href));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  const text = await new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).blob();
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
};
Promise.all([unpacked("webr-own-worker.js"), unpacked("R.js")]).then(([own, script]) => {
  self.importScripts = (...addresses) => plainImport(...addresses.map((address) => (String(address).endsWith("/R.js") ? script : address)));
  self.removeEventListener("message", keep);
  plainImport(own);
  for (const event of waiting) self.dispatchEvent(new MessageEvent("message", { data: event.data, ports: [...event.ports] }));
}).catch((problem) => { setTimeout(() => { throw problem; }); });
