/* Keeps the shell of the page for visits: words, styles, scripts. It keeps no answer of the office, because none of the
   addresses that carry data is in SHELL.files; whatever is not in that list goes to the network untouched. */
"use strict";

const CACHE = "visits-shell-" + SHELL.version;
const ADDRESSES = new Set(SHELL.files.map((file) => new URL(file, self.location).pathname));

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    // Without cookies, so that what is kept is nobody's.
    await cache.addAll([...ADDRESSES].map((file) => new Request(file, { credentials: "omit", cache: "reload" })));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("visits-shell-") && name !== CACHE) {
        await caches.delete(name);
      }
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin || !ADDRESSES.has(address.pathname)) {
    return;
  }
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    return (await cache.match(address.pathname)) || fetch(event.request);
  })());
});
