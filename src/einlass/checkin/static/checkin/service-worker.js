// Keeps the scanner's page and all it needs on the phone, so that it starts without a network.
// The address that registers this sets self.doorShell = {version, page, languages, files} before (views/scanner_app.py).

const { version, page, languages, files } = self.doorShell;
const PREFIX = `door-${page}-`;
const CACHE = PREFIX + version;
const LANGUAGES = "door-languages"; // kept by offline.js
const PATIENCE_MS = 3_000;

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
// Only when somebody asks for it: a page that is scanning keeps the version it began with.
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(open(request, url));
  else if (files.includes(url.pathname + url.search)) event.respondWith(kept(request));
});

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(files.map((file) => new Request(file, { cache: "no-cache" })));
  for (const language of languages) {
    // As anybody would see it: nothing of the person signed in stays on the phone.
    const answer = await fetch(page, { credentials: "omit", cache: "no-store", headers: { "Accept-Language": language } });
    if (!answer.ok) throw new Error(`${page}: ${answer.status}`);
    await cache.put(`${page}?language=${language}`, answer);
  }
}

async function tidy() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

// The page from the network, if that answers soon; else the one kept, in the language seen last.
async function open(request, url) {
  try {
    // Not by a signal: some browsers refuse to fetch a navigation with any option.
    const answer = await Promise.race([fetch(request), failAfter(PATIENCE_MS)]);
    if (answer.status >= 500) throw new Error(String(answer.status));
    return answer;
  } catch (error) {
    const shell = url.pathname === page && (await keptPage());
    if (shell) return shell;
    throw error;
  }
}

function failAfter(ms) {
  return new Promise((_, reject) => setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms));
}

async function keptPage() {
  const seen = await (await caches.open(LANGUAGES)).match(page);
  const language = (await seen?.text()) ?? languages[0];
  const cache = await caches.open(CACHE);
  return cache.match(`${page}?language=${language}`, { ignoreVary: true });
}

async function kept(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}
