// The time left until a moment, as 1:05:09 or 0:42. Without this script the moment itself stands there.
// <time data-count-down="seconds since 1970">

export function left(until, now) {
  const seconds = Math.max(Math.ceil(until - now / 1000), 0);
  const pad = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:${pad(minutes)}` : minutes}:${pad(seconds % 60)}`;
}

function show() {
  for (const place of document.querySelectorAll("[data-count-down]")) {
    place.textContent = left(Number(place.dataset.countDown), Date.now());
  }
}

if (typeof document !== "undefined") {
  show();
  setInterval(show, 500);
}
