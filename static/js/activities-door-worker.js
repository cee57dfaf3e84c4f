// Keeps the door's pages at hand: the network first, and what was kept when there is none. Nothing else is touched.

const KEPT = "activities-door";
const PATIENCE = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

function inTime(request) {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), PATIENCE);
  return fetch(request, { signal: ending.signal }).finally(() => clearTimeout(timer));
}

async function answer(request) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(request.url, { ignoreVary: true });
  try {
    const fresh = await (kept ? inTime(request) : fetch(request));
    if (fresh.ok && !fresh.redirected && fresh.type === "basic") await cache.put(request.url, fresh.clone());
    return fresh;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

function isOurs(request) {
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return false;
  return address.pathname.startsWith("/static/") || (request.mode === "navigate" && address.href.startsWith(self.registration.scope));
}

self.addEventListener("fetch", (event) => {
  if (isOurs(event.request)) event.respondWith(answer(event.request));
});
