// A menu that is wider than the phone, or higher than the window, shows the page one is on.
export function showCurrent(root) {
  for (const list of root.querySelectorAll("[data-show-current]")) {
    const current = list.querySelector("[aria-current]");
    if (!current) continue;
    list.scrollLeft = current.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;
    list.scrollTop = current.offsetTop - (list.clientHeight - current.offsetHeight) / 2;
  }
}
