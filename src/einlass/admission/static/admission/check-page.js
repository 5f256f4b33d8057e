// The page that checks a draw in the browser: takes address, salt and files, and shows what each step found. Nothing is sent
// anywhere: the own address and salt come after the # of the address, or are typed, and stay in this page.

import { CheckView } from "./check-view.js";

class NoWorker extends Error {}

const form = document.querySelector("[data-check-draw]");
if (form) start(form);

function start(form) {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of ["email", "salt", "fingerprint"]) if (given.has(name)) form.elements[name].value = given.get(name);
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form);
  });
  if (form.elements.salt.value) run(form);
}

async function run(form) {
  if (form.getAttribute("aria-busy") === "true") return;
  const view = new CheckView(document.querySelector("[data-check-report]"), form.elements.fingerprint.value);
  form.setAttribute("aria-busy", "true");
  view.begin();
  try {
    for await (const report of reportsOf(requestOf(form), form.dataset.worker)) await view.take(report);
    view.end();
  } catch {
    view.judge("broken");
  }
  form.setAttribute("aria-busy", "false");
}

function requestOf(form) {
  const { email, salt, files } = form.elements;
  const absolute = (url) => new URL(url, location.href).href;
  return {
    modules: { twin: absolute(form.dataset.twin), verifier: absolute(form.dataset.verifier) },
    published: JSON.parse(document.querySelector("#check-files").textContent).map((file) => ({ ...file, url: absolute(file.url) })),
    picked: [...files.files],
    own: salt.value.trim() ? { email: email.value, salt: salt.value } : null,
  };
}

/** What each step found, from a worker; from this page where the browser knows no workers that are modules. */
async function* reportsOf(request, address) {
  const worker = workerOf(address);
  let isAnswered = false;
  if (worker) {
    try {
      worker.postMessage(request);
      for await (const report of answersOf(worker)) {
        isAnswered = true;
        yield report;
      }
      return;
    } catch (error) {
      if (isAnswered || !(error instanceof NoWorker)) throw error;
    } finally {
      worker.terminate();
    }
  }
  const { checkDraw } = await import("./draw-check.js");
  yield* checkDraw(request);
}

function workerOf(address) {
  try {
    return new Worker(address, { type: "module" });
  } catch {
    return null;
  }
}

async function* answersOf(worker) {
  const answers = [];
  let wake = () => {};
  const push = (answer) => {
    answers.push(answer);
    wake();
  };
  worker.onmessage = ({ data }) => push(data);
  worker.onerror = () => push({ isMissing: true });
  for (;;) {
    if (!answers.length) await new Promise((resolve) => (wake = resolve));
    const { report, isDone, isMissing, error } = answers.shift() ?? {};
    if (isMissing) throw new NoWorker();
    if (error) throw new Error(error);
    if (isDone) return;
    if (report) yield report;
  }
}
