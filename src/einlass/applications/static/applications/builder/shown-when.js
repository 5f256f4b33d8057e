// Shows a part of a form only where it matters: data-shown-when="kind=choice multiple". Without script all is shown.
for (const part of document.querySelectorAll("[data-shown-when]")) {
  const [name, values] = part.dataset.shownWhen.split("=");
  const control = part.closest("form").elements[name];
  const show = () => { part.hidden = !values.split(" ").includes(control.value); };
  for (const hint of part.querySelectorAll("[data-shown-hint]")) hint.hidden = true;
  control.addEventListener("change", show);
  show();
}
document.documentElement.classList.add("is-scripted");
