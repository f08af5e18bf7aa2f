// Answers from its cache first: the build's files have their hash in their name. Vite fills in both constants.
const files = __FILES__;
const cacheName = `overpaint-${__VERSION__}`;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll(files))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names
            .filter((name) => /^overpaint-(?!models)/.test(name) && name !== cacheName)
            .map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  );
});

/** Not what a script fetches from elsewhere on this server: models of one's own are kept as models, not twice. */
function isOfThePage({ url, destination }) {
  const { scope } = self.registration;
  return url.startsWith(destination === '' ? `${scope}assets/` : scope) || files.some((file) => url === scope + file);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !isOfThePage(request)) return;
  event.respondWith(
    caches.open(cacheName).then(async (cache) => {
      const cached = await cache.match(request, { ignoreSearch: request.mode === 'navigate' });
      // The page itself comes from the network where there is one, so that a new version is seen.
      if (cached && request.mode !== 'navigate') return cached;
      const kept = cached ?? (request.mode === 'navigate' ? await cache.match('./') : undefined);
      try {
        const response = await fetch(request);
        if (response.status === 200) await cache.put(request, response.clone());
        return response.ok ? response : (kept ?? response);
      } catch (error) {
        if (kept) return kept;
        throw error;
      }
    }),
  );
});
