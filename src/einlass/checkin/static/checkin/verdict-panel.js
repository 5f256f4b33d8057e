// The verdict, as large as the screen: colour, drawing, word and tone say the same. The next code takes its place.

import { verdictWords } from "./verdict-words.js";

const WELCOME_SHOWN_MS = 2_500;

export class VerdictPanel {
  #timer = null;
  #focusBefore = null;

  // root: the panel; announcement: what a screen reader says at once; onOverride(shown, reason), onGone().
  constructor({ root, announcement, words, onOverride, onGone }) {
    Object.assign(this, { root, announcement, words, onOverride, onGone });
    root.addEventListener("click", (event) => this.#click(event));
    root.addEventListener("keydown", (event) => this.#key(event));
  }

  show(shown, list, nowMs) {
    clearTimeout(this.#timer);
    const text = verdictWords(shown, { words: this.words, list, nowMs });
    this.shown = shown;
    this.root.dataset.verdict = shown.kind === "override" ? "welcome" : shown.verdict;
    this.root.dataset.listed = String(shown.reason !== "not_listed");
    this.#fill("word", text.word);
    this.#fill("name", text.name);
    this.#fill("category", text.category);
    this.#fill("reason-text", text.reason);
    this.#fill("advice", text.advice);
    this.root.querySelector("[data-swatch]").setAttribute("fill", text.colour);
    this.root.querySelector("[data-override]").hidden = !(shown.verdict === "again" && shown.kind === "in");
    this.root.querySelector("[data-override]").open = false;
    if (this.root.hidden) this.#focusBefore = document.activeElement;
    this.root.hidden = false;
    this.#restartAnimation();
    this.root.querySelector("[data-next]").focus({ preventScroll: true });
    this.announcement.textContent = "";
    this.announcement.textContent = [text.word, text.name, text.category, text.reason, text.advice].filter(Boolean).join(". ");
    // Only a welcome goes by itself; what has to be read or settled stays until it was, or the next code comes.
    if (this.root.dataset.verdict === "welcome") this.#timer = setTimeout(() => this.hide(), WELCOME_SHOWN_MS);
  }

  hide() {
    if (this.root.hidden) return;
    clearTimeout(this.#timer);
    this.root.hidden = true;
    this.announcement.textContent = "";
    this.#focusBefore?.focus?.({ preventScroll: true });
    this.onGone();
  }

  #click(event) {
    const reason = event.target.closest("[data-reason]")?.dataset.reason;
    if (reason) this.onOverride(this.shown, reason);
    else if (!event.target.closest("[data-override]")) this.hide();
  }

  // A hand scanner types the next code while this one is still shown: its letters belong into the field behind.
  #key(event) {
    const isLetter = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "Escape" || isLetter) this.hide();
  }

  #fill(name, text) {
    const element = this.root.querySelector(`[data-${name}]`);
    element.hidden = !text;
    const slot = element.querySelector("[data-text]") ?? element;
    slot.textContent = text;
  }

  // So that a second verdict of the same colour is seen as a new one.
  #restartAnimation() {
    this.root.getAnimations?.().forEach((animation) => {
      animation.cancel();
      animation.play();
    });
  }
}
