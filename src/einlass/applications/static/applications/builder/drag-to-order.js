// Lets people drag a question to another place, by mouse, pen or finger. The arrows do the same without script.
for (const list of document.querySelectorAll("[data-drag-to-order]")) {
  list.classList.add("is-sortable");
  for (const handle of list.querySelectorAll("[data-handle]")) {
    handle.addEventListener("pointerdown", (event) => {
      if (event.button === 0) drag(list, handle, event);
    });
  }
}

function drag(list, handle, start) {
  const item = handle.closest("[data-key]");
  const before = item.nextElementSibling;
  start.preventDefault();
  item.classList.add("is-dragged");
  document.body.classList.add("is-dragging");
  const move = ({ clientY }) => {
    if (clientY < 60) window.scrollBy(0, -12);
    if (clientY > window.innerHeight - 60) window.scrollBy(0, 12);
    const others = [...list.children].filter((one) => one !== item);
    const next = others.find((one) => clientY < middle(one)) ?? null;
    if (next !== item.nextElementSibling) list.insertBefore(item, next);
  };
  const stop = () => {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", drop);
    window.removeEventListener("pointercancel", cancel);
    document.removeEventListener("keydown", escape);
    item.classList.remove("is-dragged");
    document.body.classList.remove("is-dragging");
  };
  const cancel = () => {
    stop();
    list.insertBefore(item, before);
  };
  const escape = ({ key }) => {
    if (key === "Escape") cancel();
  };
  const drop = () => {
    stop();
    if (item.nextElementSibling !== before) send(item);
  };
  // On the window: an element that is moved in the document loses the pointer it has captured.
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", drop);
  window.addEventListener("pointercancel", cancel);
  document.addEventListener("keydown", escape);
}

function middle(element) {
  const { top, height } = element.getBoundingClientRect();
  return top + height / 2;
}

// The same form that the arrows send, with the place it was dropped at.
function send(item) {
  const form = item.querySelector("form");
  const next = item.nextElementSibling?.dataset.key ?? "";
  form.action = `${form.getAttribute("action")}?before=${encodeURIComponent(next)}`;
  form.submit();
}
