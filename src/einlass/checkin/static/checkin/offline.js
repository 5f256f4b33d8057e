// Registers the service worker that lets the page start without a network.

export class Offline {
  #registration = null;

  // url: of the worker; its folder is what it serves. language: of this page, so that it starts in it next time.
  async start(url, language) {
    if (!navigator.serviceWorker) return;
    await (await caches.open("door-languages")).put(location.pathname, new Response(language));
    this.#registration = await navigator.serviceWorker.register(url, { updateViaCache: "none" });
  }

  get isReady() {
    return Boolean(this.#registration?.active);
  }

  get hasUpdate() {
    return Boolean(this.#registration?.waiting && this.#registration.active);
  }

  // Takes the newer version, now that a person asks for it, and starts with it.
  update() {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    this.#registration.waiting?.postMessage("take over");
  }
}
