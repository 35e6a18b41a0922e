// In a worker: what it fetches is counted, and what lies packed beside its name is unpacked on the way.
// Any server will do for that: it need not know how to compress.
self.countAndUnpack = (language, packed) => {
  const channel = new BroadcastChannel("nnref-live");
  self.tellPage = (news) => channel.postMessage({ language, ...news });
  const fetchFile = self.fetch.bind(self);
  const types = { wasm: "application/wasm", js: "text/javascript", mjs: "text/javascript" };
  self.fetch = async (what, how) => {
    const address = new URL(what.url ?? what, self.location.href);
    const name = packed.find((each) => address.pathname.endsWith(`/engines/${each}`));
    if (name) address.pathname += ".packed";
    const answer = await fetchFile(name ? address.href : what, how);
    if (!answer.ok || !answer.body) return answer;
    const count = new TransformStream({
      transform(chunk, out) {
        self.tellPage({ bytes: chunk.byteLength });
        out.enqueue(chunk);
      },
    });
    const body = answer.body.pipeThrough(count);
    if (!name) return new Response(body, { headers: answer.headers });
    return new Response(body.pipeThrough(new DecompressionStream("gzip")), { headers: { "Content-Type": types[name.split(".").at(-1)] ?? "application/octet-stream" } });
  };
};
