// Finding a person whose ticket cannot be read.

import { NameFinder } from "./find.js";

const SHOWN = 30;

export class FindPanel {
  #finder = null;

  // list: a TicketList; onTicket(number) when somebody is to be let in.
  constructor({ root, words, list, onTicket }) {
    Object.assign(this, { root, words, list });
    this.input = root.querySelector("input");
    this.results = root.querySelector("[data-results]");
    this.summary = root.querySelector("[data-summary]");
    this.row = root.querySelector("template").content.firstElementChild;
    this.input.addEventListener("input", () => this.refresh());
    root.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    this.results.addEventListener("click", (event) => {
      const number = event.target.closest("[data-number]")?.dataset.number;
      if (number) onTicket(Number(number));
    });
  }

  // After the list of tickets changed.
  forget() {
    this.#finder = null;
    this.refresh();
  }

  refresh() {
    const query = this.input.value.trim();
    this.#finder ??= new NameFinder([...this.list.tickets.values()]);
    const found = this.#finder.search(query, SHOWN + 1);
    this.results.replaceChildren(...found.slice(0, SHOWN).map((ticket) => this.#rowOf(ticket)));
    this.summary.textContent = this.#summary(query, found.length);
  }

  #summary(query, number) {
    if (!query) return this.words.count("find_all", this.list.tickets.size);
    if (number > SHOWN) return this.words.say("find_many", { number: SHOWN });
    return number ? this.words.count("find_some", number) : this.words.say("find_none");
  }

  #rowOf(ticket) {
    const row = this.row.cloneNode(true);
    const category = this.list.category(ticket.category);
    const entry = this.list.entryOf(ticket.number);
    row.querySelector("[data-name]").textContent = ticket.name;
    row.querySelector("[data-swatch]").setAttribute("fill", category?.colour ?? "none");
    row.querySelector("[data-category]").textContent = this.words.localized(category?.name);
    row.querySelector("[data-code]").textContent = ticket.shortCode;
    const state = row.querySelector("[data-state]");
    state.hidden = !entry && !ticket.isRevoked;
    state.textContent = ticket.isRevoked
      ? this.words.say("find_revoked")
      : entry && this.words.say("find_inside", { time: this.words.time(entry.at_ms) });
    const button = row.querySelector("button");
    button.dataset.number = ticket.number;
    button.querySelector("[data-whom]").textContent = ticket.name;
    return row;
  }
}
