// Keeps "now and next" fresh while the page is open: asks once a minute, and when the page is looked at again.
const EVERY = 60_000;

export function keepFresh(box, { fetch = globalThis.fetch, document = globalThis.document } = {}) {
  const refresh = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(box.dataset.nowNext, { credentials: "same-origin" });
      if (answer.ok) box.innerHTML = await answer.text();
    } catch {
      // Without a network the last state stays, with the time it is from.
    }
  };
  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
  return refresh;
}

const box = globalThis.document?.querySelector("[data-now-next]");
if (box) keepFresh(box);
