// The picture of all seats: arrow keys go from seat to seat, and a seat's story opens beside the picture.
// Without this, a seat is a link to the page of its story.
const picture = document.querySelector("[data-seat-picture]");
const dialog = picture?.querySelector("[data-seat-dialog]");
const seats = [...(picture?.querySelectorAll(".seat-block__seats > a") ?? [])];

function step(from, key) {
  const at = seats.indexOf(from);
  if (key === "ArrowRight") return seats[at + 1];
  if (key === "ArrowLeft") return seats[at - 1];
  if (key === "Home") return from.parentElement.firstElementChild;
  if (key === "End") return from.parentElement.lastElementChild;
  return beside(from, key === "ArrowDown" ? 1 : -1);
}

// The nearest seat of the next row; rows are as long as the screen allows, so only the layout knows.
function beside(from, way) {
  const here = from.getBoundingClientRect();
  let found, least = Infinity;
  for (let at = seats.indexOf(from) + way; seats[at]; at += way) {
    const there = seats[at].getBoundingClientRect();
    if (Math.abs(there.top - here.top) < 2) continue;
    const off = Math.abs(there.left - here.left) + 1000 * Math.abs(there.top - here.top);
    if (off >= least) break;
    [found, least] = [seats[at], off];
  }
  return found;
}

function focusSeat(seat) {
  for (const one of seat.parentElement.querySelectorAll('a:not([tabindex="-1"])')) one.tabIndex = -1;
  seat.tabIndex = 0;
  seat.focus();
}

async function tell(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return location.assign(address);
  const story = dialog.querySelector("[data-seat-story]");
  story.innerHTML = await answer.text();
  if (!dialog.open) dialog.showModal();
  story.querySelector("#seat-title").focus({ preventScroll: true });
  dialog.scrollTop = 0;
}

picture?.addEventListener("keydown", (event) => {
  const from = event.target.closest(".seat-block__seats > a");
  const moves = ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key);
  if (!from || !moves || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const to = step(from, event.key);
  if (to) focusSeat(to);
});

picture?.addEventListener("click", (event) => {
  const link = event.target.closest(".seat-block__seats > a, [data-seat-link]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  tell(link.href);
});

// Back where one was: the seat whose story was read last.
dialog?.addEventListener("close", () => {
  const number = dialog.querySelector("[data-seat]")?.dataset.seat;
  const seat = seats.find((one) => one.getAttribute("href") === `${number}/`);
  if (seat) focusSeat(seat);
});
dialog?.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
