// What this device knows: the tickets, who is in already, the gate and its rule. Held in memory, kept as one record.

import { compareAdmissions } from "./resolve.js";

export class StaleChanges extends Error {}

export class TicketList {
  // record: what toRecord() gave, or the server's snapshot.
  constructor(record) {
    this.replace(record);
  }

  replace({ tickets, entries, ...rules }) {
    this.#useRules(rules);
    this.tickets = new Map();
    this.numbersByShortCode = new Map();
    this.entries = new Map();
    this.#addRows(tickets, entries);
  }

  // Takes the changes asked for when the cursor stood at `since`; tells whether there was anything new, be it the gate's
  // rule. Throws StaleChanges if the list has moved on meanwhile.
  apply(changes, since) {
    if (since !== this.cursor) throw new StaleChanges();
    const before = JSON.stringify(this.#rules());
    this.#useRules({ ...this.#rules(), ...changes });
    this.#addRows(changes.tickets, changes.entries);
    return JSON.stringify(this.#rules()) !== before;
  }

  toRecord() {
    return {
      ...this.#rules(),
      tickets: [...this.tickets.values()].map((ticket) => ticket.row),
      entries: [...this.entries].map(([number, entry]) => [
        number,
        entry.at_ms,
        entry.gate,
        entry.device_name,
        entry.device,
        entry.epoch,
        entry.seq,
      ]),
    };
  }

  ticket(number) {
    return this.tickets.get(number);
  }

  ticketByShortCode(text) {
    const code = text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
    return this.tickets.get(this.numbersByShortCode.get(code));
  }

  category(index) {
    return this.categories.get(index);
  }

  entryOf(number) {
    return this.entries.get(number) ?? null;
  }

  get inside() {
    return this.entries.size;
  }

  // entry: {at_ms, gate, device_name, device, epoch, seq}; an earlier one that is known stays.
  enter(number, entry) {
    const known = this.entries.get(number);
    if (!known || compareAdmissions(entry, known) < 0) this.entries.set(number, entry);
  }

  // Takes an admission back, if it is the one that counts.
  leave(number, { device, epoch, seq }) {
    const known = this.entries.get(number);
    if (known?.device === device && known.epoch === epoch && known.seq === seq) this.entries.delete(number);
  }

  #rules() {
    const { admits, ...gate } = this.gate;
    const { cursor, event, keys } = this;
    return { cursor, event, gate, keys, categories: [...this.categories.values()] };
  }

  #useRules({ cursor, event, gate, keys, categories }) {
    Object.assign(this, { cursor, event, keys });
    this.categories = new Map(categories.map((category) => [category.index, category]));
    this.gate = { ...gate, admits: (category) => this.categories.get(category)?.admitted ?? false };
  }

  #addRows(tickets, entries) {
    for (const row of tickets) {
      const [number, generation, status, category, shortCode, name] = row;
      this.tickets.set(number, { number, generation, isRevoked: status === 1, category, shortCode, name, row });
      this.numbersByShortCode.set(shortCode, number);
    }
    for (const [number, at_ms, gate, device_name, device, epoch, seq] of entries) {
      // Without a moment: an admission was taken back, and nobody is in with this ticket.
      if (at_ms === null) this.entries.delete(number);
      else this.entries.set(number, { at_ms, gate, device_name, device, epoch, seq });
    }
  }
}
