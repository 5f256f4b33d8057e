// Shows a question only to those it is asked of. Without script all are shown, each with a line that says when.
import { asked } from "./conditions.js";

export function askConditionally(form) {
  const parts = [...form.querySelectorAll("[data-question]")].map((element) => ({
    element,
    key: element.dataset.question,
    condition: element.dataset.askedIf ? JSON.parse(element.dataset.askedIf) : null,
  }));
  const show = () => {
    const keys = new Set(asked(parts.map(({ key, condition }) => [key, condition]), answers(form, parts)));
    for (const { element, key } of parts) element.hidden = !keys.has(key);
  };
  for (const hint of form.querySelectorAll("[data-asked-hint]")) hint.hidden = true;
  form.addEventListener("change", show);
  show();
}

for (const form of document.querySelectorAll("form[data-conditional-fields]")) askConditionally(form);

function answers(form, parts) {
  const found = Object.create(null);
  for (const key of ["category", "team", ...parts.map((part) => part.key)]) {
    const controls = form.elements[`q_${key}`] ?? form.elements[key];
    if (controls) found[key] = answer(controls);
  }
  return found;
}

function answer(controls) {
  const all = controls instanceof RadioNodeList ? [...controls] : [controls];
  if (all.length === 1 && all[0].type === "checkbox" && all[0].value === "on") return all[0].checked;
  if (all.some(({ type }) => type === "checkbox" || type === "radio")) {
    return all.filter(({ checked }) => checked).map(({ value }) => value);
  }
  return all[0].value;
}
