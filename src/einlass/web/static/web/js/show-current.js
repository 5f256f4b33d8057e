// A menu that is wider than the phone shows the page one is on.
export function showCurrent(root) {
  for (const list of root.querySelectorAll("[data-show-current]")) {
    const current = list.querySelector("[aria-current]");
    if (current) list.scrollLeft = current.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;
  }
}
