// The two languages as workers that are asked one thing at a time. A worker can only be ended, not interrupted, so
// where code of the student's own is to run, a second one stands ready to take over.

const base = new URL("live/", location.href);
const at = (path) => new URL(path, base).href;

class Python {
  constructor() {
    this.worker = new Worker(at("python-worker.js"), { type: "module" });
    this.asked = new Map();
    this.count = 0;
    this.ready = new Promise((resolve, reject) => {
      this.worker.onerror = (event) => reject(new Error(event.message || "its worker cannot be loaded"));
      this.worker.onmessage = ({ data }) => {
        if (data.ready) resolve();
        else if (data.failed) reject(new Error(data.failed));
        else {
          this.asked.get(data.id)?.(data.lines);
          this.asked.delete(data.id);
        }
      };
    });
  }
  ask(request) {
    this.count += 1;
    const id = this.count;
    return new Promise((resolve) => {
      this.asked.set(id, resolve);
      this.worker.postMessage({ id, request });
    });
  }
  async put(path, text) {
    this.worker.postMessage({ file: { path, text } });
  }
  end() {
    this.worker.terminate();
  }
}

// A request as R code: lists by name, texts, numbers, or vectors of either.
function asR(value) {
  if (value === null) return "NULL";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return JSON.stringify(value.replaceAll("\0", ""));
  if (Array.isArray(value)) return value.length === 0 ? "NULL" : `c(${value.map(asR).join(", ")})`;
  return `list(${Object.entries(value).map(([name, each]) => `${name} = ${asR(each)}`).join(", ")})`;
}

class R {
  constructor() {
    this.ready = this.start();
  }
  async start() {
    const [{ WebR, ChannelType }, sources] = await Promise.all([
      import(at("engines/r/webr.js")),
      fetch(at("nnref-r.txt")).then((answer) => answer.text()),
    ]);
    this.webr = new WebR({ baseUrl: at("engines/r/"), channelType: ChannelType.PostMessage, interactive: false });
    if (this.ended) this.end();
    await this.webr.init();
    await this.put("nnref.txt", sources);
    await this.webr.evalRVoid(`
      setwd("/home/web_user")
      local({
        lines <- readLines("nnref.txt", encoding = "UTF-8")
        heads <- grep("^@@ ", lines)
        ends <- c(heads[-1] - 1, length(lines))
        for (n in seq_along(heads)) {
          path <- substring(lines[heads[n]], 4)
          dir.create(dirname(path), recursive = TRUE, showWarnings = FALSE)
          writeLines(lines[seq_len(ends[n] - heads[n]) + heads[n]], path)
        }
        nnref <- new.env()
        for (file in c(list.files("R", full.names = TRUE), "session.R")) sys.source(file, nnref)
        nnref$experiments_folder <- function() "fixtures"
        assign("nnref", nnref, globalenv())
      })
    `);
  }
  ask(request) {
    return this.webr.evalRRaw(`nnref$answer(${asR(request)})`, "string[]");
  }
  async put(path, text) {
    await this.webr.FS.writeFile(`/home/web_user/${path}`, new TextEncoder().encode(text));
  }
  end() {
    this.ended = true;
    this.webr?.close();
  }
}

export class Engine {
  constructor(language) {
    this.language = language;
    this.make = () => (language === "python" ? new Python() : new R());
    this.files = new Map();
    this.state = "loading";
    this.seconds = 0;
    this.runtime = this.make();
    this.queue = Promise.resolve();
    const began = performance.now();
    this.ready = this.runtime.ready.then(() => {
      this.state = "ready";
      this.seconds = (performance.now() - began) / 1000;
    }, (problem) => {
      this.state = "failed";
      this.problem = String(problem.message ?? problem);
    });
  }
  // A second worker, so that ending the first costs nobody time.
  prepareSpare() {
    if (!this.spare && this.state === "ready") this.spare = this.make();
  }
  async put(path, text) {
    this.files.set(path, text);
    await this.ready;
    await this.runtime.put(path, text);
  }
  // End what runs. What was asked is answered by an error; the next question goes to a fresh worker.
  stop(why) {
    this.runtime.end();
    this.runtime = this.spare ?? this.make();
    this.spare = undefined;
    this.refresh = true;
    this.abandon?.(new Error(why));
    this.queue = Promise.resolve();
    this.runtime.ready.then(() => this.prepareSpare(), () => {});
  }
  // One question after the other; a limit in seconds ends what takes longer.
  ask(request, limit = Infinity) {
    const asked = this.queue.then(() => this.askNow(request, limit));
    this.queue = asked.catch(() => {});
    return asked;
  }
  async askNow(request, limit) {
    await this.ready;
    if (this.state === "failed") throw new Error(this.problem);
    const { runtime } = this;
    await runtime.ready;
    if (this.refresh) {
      this.refresh = false;
      for (const [path, text] of this.files) await runtime.put(path, text);
    }
    let timer = 0;
    try {
      return await new Promise((resolve, reject) => {
        this.abandon = reject;
        if (limit < Infinity) timer = setTimeout(() => this.stop(`stopped after ${limit} seconds: is there a loop that does not end?`), 1000 * limit);
        runtime.ask(request).then(resolve, reject);
      });
    } finally {
      clearTimeout(timer);
      this.abandon = undefined;
    }
  }
}
