// Keeps what was loaded once, so that the second visit needs no network. It asks for nothing on its own account,
// and only for this folder. A new build has a new name, and what an older one has kept is thrown away.
const build = new URL(self.location.href).searchParams.get("build");
const name = `nnref-live-${build}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(name).then((cache) => cache.addAll(["./", "manifest.json"])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const other of await caches.keys()) if (other.startsWith("nnref-live-") && other !== name) await caches.delete(other);
    await self.clients.claim();
  })());
});
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || !address.href.startsWith(self.registration.scope)) return;
  // The page and its list of files may be newer on the server; all else belongs to this build.
  const fresh = event.request.mode === "navigate" || address.pathname.endsWith("/manifest.json");
  event.respondWith((async () => {
    const cache = await caches.open(name);
    const kept = await cache.match(event.request, { ignoreSearch: true });
    if (kept && !fresh) return kept;
    try {
      const answer = await fetch(event.request);
      if (answer.ok) await cache.put(event.request, answer.clone());
      return answer;
    } catch (problem) {
      if (kept) return kept;
      throw problem;
    }
  })());
});
