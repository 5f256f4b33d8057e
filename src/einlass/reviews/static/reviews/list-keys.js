// Keys for a long list: j and k move, o opens, x ticks, t tags, f filters, ? says so. They move the focus itself, so
// that screen readers follow, and can be switched off (WCAG 2.1.4).
const OFF = "einlass.list-keys.off";

for (const form of document.querySelectorAll("form[data-list-keys]")) {
  const links = [...form.querySelectorAll('tbody th[scope="row"] a')];
  const help = document.querySelector("[data-keys]");
  const opener = form.querySelector("[data-keys-help]");
  const keySwitch = help.querySelector("[data-keys-switch]");

  const place = () => links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const go = (to) => {
    const link = links[Math.min(Math.max(to, 0), links.length - 1)];
    link.focus({ preventScroll: true });
    link.closest("tr").scrollIntoView({ block: "nearest" });
  };
  const keyed = (key) => document.querySelector(`[data-key="${key}"]`);
  const actions = {
    j: () => go(place() + 1),
    k: () => go(place() - 1),
    o: () => links[place()]?.click(),
    // A box clicked by script takes no focus, so the next key goes on from this row.
    x: () => links[place()]?.closest("tr").querySelector('input[name="code"]')?.click(),
    t: () => keyed("t")?.focus(),
    f: () => keyed("f")?.focus(),
    "?": () => help.showModal(),
  };

  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
  help.querySelector("[data-keys-close]").addEventListener("click", () => help.close());
  keySwitch.checked = localStorage.getItem(OFF) === null;
  keySwitch.addEventListener("change", () => {
    if (keySwitch.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });

  document.addEventListener("keydown", (event) => {
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : null;
    const types = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open]");
    if (!action || types || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keySwitch.checked) return;
    event.preventDefault();
    action();
  });
}
