// Solves the small challenge of a form in the background; the widget and its worker come from our own host.
// Where this runs, what is said to those without script is not needed.
// <altcha-widget data-worker="…/pbkdf2.js" data-words="{…}" data-language="de" …>
import "../npm/altcha/altcha.min.js";

for (const notice of document.querySelectorAll("[data-without-script]")) notice.hidden = true;
for (const widget of document.querySelectorAll("altcha-widget")) {
  const { worker, words, language } = widget.dataset;
  $altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(worker));
  $altcha.i18n.set(language, { ...$altcha.i18n.get("en"), ...JSON.parse(words) });
}
