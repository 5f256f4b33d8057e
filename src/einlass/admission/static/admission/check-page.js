// The page that checks a draw in the browser: takes the files, runs the steps, shows what holds. Nothing is sent anywhere:
// the own code and salt come after the # of the address, or are typed, and stay in this page.

import { checkDraw } from "./draw-check.js";

const form = document.querySelector("[data-check-draw]");
if (form) start(form);

function start(form) {
  fillFromAddress(form);
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form);
  });
  if (form.elements.salt.value) run(form);
}

function fillFromAddress(form) {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of ["code", "salt"]) form.elements[name].value = given.get(name) ?? "";
}

async function run(form) {
  const list = document.querySelector("[data-steps]");
  const verdict = document.querySelector("[data-verdict]");
  const button = form.querySelector("button");
  list.hidden = false;
  verdict.hidden = true;
  button.disabled = true;
  for (const item of list.children) show(item, "waiting", {});
  const seen = [];
  try {
    const twin = await import(form.dataset.twin);
    const texts = await textsOf(form);
    const own = form.elements.salt.value.trim() ? { salt: form.elements.salt.value, code: form.elements.code.value } : null;
    for await (const { step, holds, facts } of checkDraw(twin, texts, form.dataset, own)) {
      show(list.querySelector(`[data-step=${step}]`), { true: "holds", false: "fails", null: "absent" }[holds], facts);
      seen.push(holds);
      await new Promise(requestAnimationFrame);
    }
  } catch {
    seen.push(false);
  }
  button.disabled = false;
  verdict.hidden = false;
  verdict.dataset.verdict = seen.includes(false) ? "fails" : "holds";
  for (const words of verdict.querySelectorAll("[data-for]")) words.hidden = words.dataset.for !== verdict.dataset.verdict;
  verdict.scrollIntoView({ block: "nearest" });
}

/** The picked files, or else the published ones from our own server. */
async function textsOf(form) {
  const texts = {};
  for (const name of ["lottery", "result", "announcement"]) {
    const picked = form.elements[name].files[0];
    const address = form.dataset[`${name}Url`];
    if (picked) texts[name] = await picked.text();
    else if (address) texts[name] = await (await fetch(address)).text();
  }
  return texts;
}

function show(item, state, facts) {
  item.dataset.state = state;
  for (const words of item.querySelectorAll("[data-when]")) words.hidden = !words.dataset.when.split(" ").includes(state);
  for (const words of item.querySelectorAll("[data-if]")) words.hidden = facts.outcome !== words.dataset.if;
  for (const place of item.querySelectorAll("[data-fact]")) place.textContent = said(place.dataset.fact, facts);
}

function said(name, facts) {
  const fact = facts[name];
  if (fact === undefined) return "";
  const language = document.documentElement.lang;
  if (name === "chance") return fact.toLocaleString(language, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return typeof fact === "number" ? fact.toLocaleString(language) : fact;
}
