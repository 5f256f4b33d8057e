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

function mark(paper) {
  const form = paper.querySelector("form");
  const edited = form.dataset.edited && form.querySelector(`[data-question="${CSS.escape(form.dataset.edited)}"]`);
  if (!edited) return;
  edited.classList.add("is-edited");
  if (!paper.dataset.shown) {
    paper.dataset.shown = "yes";
    paper.scrollTop = edited.offsetTop - paper.offsetTop - paper.clientHeight / 3;
  }
}
