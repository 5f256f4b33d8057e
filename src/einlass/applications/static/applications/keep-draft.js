// Keeps what is typed into an application on this device, so that a closed tab loses nothing.
// <form data-keep-draft="event" data-draft-until="2026-11-24T18:00:00+01:00"> … <… data-draft-found> <… data-draft-kept>
import { Draft, draftKey, isKept } from "./draft.js";

const SOON = 300;

for (const form of document.querySelectorAll("form[data-keep-draft]")) {
  const draft = new Draft(window.localStorage, draftKey(form.dataset.keepDraft), {
    until: Date.parse(form.dataset.draftUntil),
  });
  const found = document.querySelector("[data-draft-found]");
  const line = form.querySelector("[data-draft-kept]");
  let isLeaving = false;
  let waiting;

  // What the server sent back after an error is newer than the draft, and stands on top of it.
  const isNewer = form.hasAttribute("data-draft-newer");
  const below = isNewer ? (draft.read()?.values ?? {}) : {};

  const keep = () => {
    clearTimeout(waiting);
    waiting = undefined;
    if (!isLeaving) line.hidden = !draft.keep({ ...below, ...typed(form) });
  };
  const startAfresh = () => {
    clearTimeout(waiting);
    isLeaving = true;
    draft.discard();
    // Anew from the server, without what stood in the form.
    window.location.assign(window.location.pathname);
  };

  const kept = isNewer ? null : draft.read();
  if (kept) {
    restore(form, kept.values);
    found.hidden = false;
    line.hidden = false;
    form.dispatchEvent(new Event("change"));
  }
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, SOON);
  });
  form.addEventListener("change", keep);
  window.addEventListener("pagehide", () => waiting && keep());
  for (const button of document.querySelectorAll("[data-draft-discard]")) button.addEventListener("click", startAfresh);
}

function controls(form) {
  return [...form.elements].filter((control) =>
    isKept({
      name: control.name,
      type: control.type,
      isConsent: control.type === "checkbox" && control.value === "on" && !control.closest("[data-draft-box]"),
      isTrap: control.closest(".form__trap") !== null,
    }),
  );
}

// What differs from the page as it came: {name: [texts]}.
function typed(form) {
  const found = {};
  for (const [name, group] of grouped(controls(form))) {
    if (group.some(isChanged)) found[name] = group.flatMap(texts);
  }
  return found;
}

function grouped(all) {
  const groups = new Map();
  for (const control of all) groups.set(control.name, [...(groups.get(control.name) ?? []), control]);
  return groups;
}

function isTicked({ type }) {
  return type === "checkbox" || type === "radio";
}

function isChanged(control) {
  if (isTicked(control)) return control.checked !== control.defaultChecked;
  if (!control.options) return control.value !== control.defaultValue;
  const standard = [...control.options].find(({ defaultSelected }) => defaultSelected) ?? control.options[0];
  return control.value !== standard?.value;
}

function texts(control) {
  return isTicked(control) && !control.checked ? [] : [control.value];
}

function restore(form, kept) {
  // Somebody who came by a team's link wants that team, whatever the draft says.
  const fixed = new Set(form.hasAttribute("data-invited") ? ["team", "team_code"] : []);
  for (const control of controls(form)) {
    if (!(control.name in kept) || fixed.has(control.name)) continue;
    const before = kept[control.name];
    if (isTicked(control)) control.checked = before.includes(control.value);
    else if (before.length > 0) control.value = before[0];
  }
}
