// Adds a box that ticks all rows of the page, and says how many are ticked.
for (const form of document.querySelectorAll("form[data-tick-all]")) {
  const boxes = [...form.querySelectorAll('input[name="code"]')];
  const head = form.querySelector("thead th");
  const count = form.querySelector("[data-tick-count]");
  if (!boxes.length || !count) continue;

  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", head.textContent.trim());
  const cell = document.createElement("label");
  cell.append(all);
  head.classList.add("inbox__tick");
  head.append(cell);

  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    count.textContent = ticked ? `(${ticked})` : "";
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  show();
}
