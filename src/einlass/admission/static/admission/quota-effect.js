// Shows what the quotas on the page would do, a moment after a handle or a number was moved. The server works it out.
const PAUSE = 250;

class Effect {
  constructor(form) {
    this.form = form;
    this.place = form.querySelector("[data-effect]");
    this.verdict = form.querySelector("[data-verdict]");
    form.addEventListener("input", () => this.askSoon());
    form.addEventListener("change", (event) => event.target.matches("select") && this.askSoon());
    this.place.addEventListener("click", (event) => this.apply(event));
    if (this.place.querySelector("[data-short]")) this.spread();
    else this.ask();
  }

  askSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
    this.place.setAttribute("aria-busy", "true");
  }

  async ask() {
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    this.place.setAttribute("aria-busy", "true");
    try {
      const body = new FormData(this.form);
      const answer = await fetch(this.form.dataset.effectFrom, { method: "POST", body, signal, redirect: "error" });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const text = await answer.text();
      if (signal.aborted) return;
      this.place.innerHTML = text;
      this.spread();
    } catch (error) {
      // Without an answer the old one must not stand there as if it were the new one.
      if (error.name !== "AbortError") {
        this.place.textContent = this.form.dataset.failedWords;
        this.verdict.textContent = "";
      }
    }
    if (!signal.aborted) this.place.removeAttribute("aria-busy");
  }

  // The verdict to the bar, each chance to its row.
  spread() {
    const notice = this.place.querySelector("[data-short]");
    this.verdict.textContent = notice.dataset.short;
    this.verdict.dataset.kind = [...notice.classList].find((name) => name.startsWith("notice--")) ?? "";
    const chances = new Map();
    for (const one of this.place.querySelectorAll("[data-chance]")) chances.set(one.dataset.chance, one.textContent);
    for (const spot of this.form.querySelectorAll("[data-chance-of]")) {
      const chance = chances.get(spot.dataset.chanceOf);
      spot.textContent = chance ? ` · ${chance}` : "";
    }
  }

  // A suggestion is applied here instead of loading the page anew.
  apply(event) {
    const button = event.target.closest("[data-change]");
    if (!button) return;
    event.preventDefault();
    for (const [name, then] of JSON.parse(button.value)) {
      const input = this.form.elements.namedItem(name);
      input.value = then ?? "";
      input.closest("details").open = true;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.verdict.focus();
  }
}

for (const form of document.querySelectorAll("[data-quotas]")) new Effect(form);
