// Asks for a number that the page has no time for, and shows it where it is not nought.
for (const badge of document.querySelectorAll("[data-count-from]")) {
  const answer = await fetch(badge.dataset.countFrom, { credentials: "same-origin" });
  const number = answer.ok ? Number(await answer.text()) : 0;
  if (!number) continue;
  badge.querySelector("[data-count]").textContent = number;
  badge.before(" ");
  badge.hidden = false;
}
