// What somebody has opened stays open when htmx puts new figures in its place.
// Marked by data-keep-open="name" on <details>.
const open = new Set();

document.addEventListener(
  "toggle",
  ({ target }) => {
    const name = target.dataset?.keepOpen;
    if (name && target.isConnected) target.open ? open.add(name) : open.delete(name);
  },
  true,
);

document.addEventListener("htmx:afterSwap", () => {
  for (const details of document.querySelectorAll("[data-keep-open]")) {
    details.open = open.has(details.dataset.keepOpen);
  }
});
