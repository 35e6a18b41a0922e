// webR starts this worker. It sets up what counts and unpacks, and goes on to webR's own.
importScripts("../../packed.js");
self.countAndUnpack("r", ["r/R.wasm", "r/libRblas.so", "r/libRlapack.so"]);
// Scripts, and what R asks for without waiting, are loaded at once or not at all, past the service worker too: so these
// files are fetched and unpacked first, and the messages wait for that.
const waiting = [];
const keep = (event) => waiting.push(event);
self.addEventListener("message", keep);
const plainImport = self.importScripts.bind(self);
const atHand = async (name) => (await fetch(new URL(name, self.location.href))).arrayBuffer();
const unpacked = async (name) => {
  const answer = await fetch(new URL(`${name}.packed`, self.location.href));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  const text = await new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).blob();
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
};
const asked = ["libRlapack.so", "vfs/usr/lib/R/library/translations/DESCRIPTION"];
Promise.all([unpacked("webr-own-worker.js"), unpacked("R.js"), ...asked.map(atHand)]).then(([own, script, ...files]) => {
  self.XMLHttpRequest = class extends XMLHttpRequest {
    open(method, address, ...rest) {
      this.kept = files[asked.findIndex((name) => String(address).endsWith(`/${name}`))];
      if (!this.kept) super.open(method, address, ...rest);
    }
    send(...content) {
      if (!this.kept) super.send(...content);
    }
    get status() {
      return this.kept ? 200 : super.status;
    }
    get response() {
      return this.kept ? this.kept.slice(0) : super.response;
    }
  };
  self.importScripts = (...addresses) => plainImport(...addresses.map((address) => (String(address).endsWith("/R.js") ? script : address)));
  self.removeEventListener("message", keep);
  plainImport(own);
  for (const event of waiting) self.dispatchEvent(new MessageEvent("message", { data: event.data, ports: [...event.ports] }));
}).catch((problem) => {
  self.tellPage({ problem: problem.message });
  setTimeout(() => { throw problem; });
});
