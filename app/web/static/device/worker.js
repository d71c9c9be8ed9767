// The service worker: opens a form without a signal, and sends what waits when the browser wakes it for that.
// It keeps nothing by itself; the page puts itself aside when somebody begins to write (see keep.js).
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));

self.addEventListener("sync", event => event.waitUntil(wake()));

async function wake() {
  const sent = await flush();
  for (const page of await self.clients.matchAll({ includeUncontrolled: true })) page.postMessage(sent);
  // Refusing makes the browser wake us again later.
  if ((await all("queue")).some(record => record.state === "waiting")) throw new Error("no signal yet");
}

self.addEventListener("fetch", event => {
  const { request } = event, { pathname, searchParams } = new URL(request.url);
  if (request.method !== "GET" || searchParams.has("kiosk")) return;
  if (request.mode === "navigate" && /^\/f\/[^/]+$/.test(pathname)) event.respondWith(opened(request, pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(fixed(request));
});

// The network first, also before a page that is fresh enough: what is shown should be the form as it is now.
async function opened(request, pathname) {
  const kept = await caches.match(pathname, { ignoreVary: true });
  if (!kept) return fetch(request);
  const late = new Promise((_, fail) => setTimeout(fail, 10000));
  try {
    const answer = await Promise.race([fetch(request), late]);
    return answer.status < 500 ? answer : kept;
  } catch (error) {
    return kept;
  }
}

// The address of a style sheet or script changes with its content.
const fixed = async request => await caches.match(request, { ignoreVary: true }) || fetch(request);
