// Connecting this phone to a gate: by code, by a link that carries the code, or by one tap when signed in.

import { Refused } from "./sync.js";

export class PairingScreen {
  // api: an Api; onPaired(answer).
  constructor({ root, words, api, onPaired }) {
    Object.assign(this, { root, words, api, onPaired });
    this.trouble = root.querySelector("[data-trouble]");
    this.form = root.querySelector("[data-code-form]");
    this.form.elements.name.value = this.#nameOfThisPhone();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.pair(this.form.elements.code.value);
    });
    root.querySelectorAll("[data-gate-form]").forEach((form) =>
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.#pairAtGate(form);
      }),
    );
  }

  show(troubleKey = null) {
    this.root.hidden = false;
    this.#tell(troubleKey);
  }

  async pair(typed) {
    const code = typed.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
    if (!code) return this.#tell("pair_nothing");
    return this.#attempt(async () => {
      const answer = await this.api.pair(code, this.#name());
      await this.onPaired(answer);
    });
  }

  // The server gives a code to whoever is signed in with a role at the door; the phone uses it at once.
  async #pairAtGate(form) {
    let code;
    const isGiven = await this.#attempt(async () => {
      const body = new FormData(form);
      body.set("name", this.#name());
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Refused(answer.status, "");
      code = (await answer.json()).code;
    });
    if (isGiven) await this.pair(code);
  }

  async #attempt(work) {
    this.#tell(null);
    this.root.setAttribute("aria-busy", "true");
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof Refused) this.#tell(error.status < 500 ? "pair_refused" : "pair_trouble");
      else if (error instanceof TypeError || error.name === "TimeoutError") this.#tell("pair_offline");
      else throw error;
      return false;
    } finally {
      this.root.removeAttribute("aria-busy");
    }
  }

  #tell(key) {
    this.trouble.hidden = !key;
    this.trouble.querySelector("[data-text]").textContent = key ? this.words.say(key) : "";
  }

  #name() {
    return this.form.elements.name.value.trim() || this.#nameOfThisPhone();
  }

  #nameOfThisPhone() {
    const agent = navigator.userAgent;
    const kind = /iPhone/.test(agent) ? "iPhone" : /iPad/.test(agent) ? "iPad" : /Android/.test(agent) ? "Android" : null;
    return kind ?? this.words.say("this_computer");
  }
}
