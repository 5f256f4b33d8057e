// Draws the form anew while a question is being typed. What was tried out in the preview stays chosen.
import { askConditionally } from "../conditional-fields.js";

const WAIT = 250; // milliseconds without a key before the server is asked

for (const form of document.querySelectorAll("form[data-live-preview]")) {
  const paper = document.querySelector("[data-preview]");
  let timer = 0;
  let newest = 0;
  const draw = async () => {
    const number = ++newest;
    const answer = await fetch(form.dataset.livePreview, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (!answer?.ok || number !== newest) return;
    const html = await answer.text();
    if (number === newest) replace(paper, html);
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(draw, WAIT);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  for (const button of document.querySelectorAll("[data-preview-language]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      form.elements.preview_language.value = button.value;
      for (const other of document.querySelectorAll("[data-preview-language]")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      draw();
    });
  }
  mark(paper);
}

function replace(paper, html) {
  const tried = new FormData(paper.querySelector("form"));
  const scrolled = paper.scrollTop;
  paper.innerHTML = html;
  const form = paper.querySelector("form");
  for (const control of form.elements) {
    if (control.type === "radio" || control.type === "checkbox") {
      control.checked = tried.getAll(control.name).includes(control.value);
    } else if (control.tagName === "SELECT" || control.type === "text") {
      if (tried.has(control.name)) control.value = tried.get(control.name);
    }
  }
  askConditionally(form);
  mark(paper);
  paper.scrollTop = scrolled;
}

// Frames the question that is being edited; at first also brings it into view, and chooses what it is asked for.
function mark(paper) {
  const form = paper.querySelector("form");
  const edited = find(form, form.dataset.edited);
  if (!edited) return;
  edited.classList.add("is-edited");
  if (paper.dataset.shown) return;
  paper.dataset.shown = "yes";
  reveal(form, edited);
  const distance = edited.getBoundingClientRect().top - paper.getBoundingClientRect().top;
  paper.scrollTop += distance - paper.clientHeight / 3;
}

function reveal(form, question) {
  if (!question?.hidden) return;
  const condition = JSON.parse(question.dataset.askedIf);
  reveal(form, find(form, condition.question));
  for (const control of form.elements) {
    if (control.name !== condition.question && control.name !== `q_${condition.question}`) continue;
    if (control.tagName === "SELECT") control.value = condition.is[0];
    else if (control.value === condition.is[0] || control.value === "on") control.checked = true;
    else continue;
    control.dispatchEvent(new Event("change", { bubbles: true }));
    return;
  }
}

function find(form, key) {
  return key ? form.querySelector(`[data-question="${CSS.escape(key)}"]`) : null;
}
