// Shows a box that ticks all rows of the page, and says how many are ticked.
for (const form of document.querySelectorAll("form[data-tick-all]")) {
  const boxes = [...form.querySelectorAll('input[name="code"]')];
  const label = form.querySelector("[data-tick-page]");
  const count = form.querySelector("[data-tick-count]");
  if (!boxes.length || !label) continue;

  const all = label.querySelector("input");
  label.hidden = false;
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
