// Stand-ins that keep the same promises as the real things, and small builders.
import { readFileSync } from "node:fs";

export const OPEN = 1_790_000_000_000;
export const NOON = OPEN + 3_600_000;
export const PAIRING = { device: { code: "DEV7", name: "Mia's phone" }, epoch: "e1" };

export function vectors(name) {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url)));
}

// In memory, with the interface of ScanStore; the real one is tested in a browser.
export class MemoryStore {
  rows = [];
  notes = new Map();

  async append(facts) {
    const seq = this.rows.filter((row) => row.device === facts.device && row.epoch === facts.epoch).length + 1;
    const scan = { ...facts, seq, is_sent: 0 };
    this.rows.push(scan);
    return scan;
  }

  async scans() {
    return this.rows;
  }

  async unsent(limit = 200) {
    const waiting = this.rows.filter((row) => !row.is_sent);
    return waiting.filter((row) => row.epoch === waiting[0].epoch).slice(0, limit);
  }

  async unsentCount() {
    return this.rows.filter((row) => !row.is_sent).length;
  }

  async acknowledge(device, epoch, seq) {
    for (const row of this.rows) if (row.device === device && row.epoch === epoch && row.seq <= seq) row.is_sent = 1;
  }

  async keep(key, value) {
    this.notes.set(key, value);
  }
}

// tickets: rows [number, generation, status, category, short code, name].
export function makeRecord(fields = {}) {
  return {
    cursor: 7,
    event: { slug: "day", name: "Founders Day", zone: "Europe/Berlin", tag: "00beef" },
    gate: { code: "GATE", name: "Main entrance", opens_ms: OPEN, closes_ms: OPEN + 36_000_000 },
    keys: vectors("ticket").event.keys,
    categories: [
      { index: 0, name: { en: "Founder", de: "Gründung" }, colour: "#7a1f3d", admitted: true },
      { index: 5, name: { en: "Press", de: "Presse" }, colour: "#2f6f78", admitted: true },
      { index: 9, name: { en: "Crew", de: "Team" }, colour: "#5a5f9c", admitted: false },
    ],
    tickets: [
      [1, 0, 0, 0, "AC34", "Mia Berg"],
      [4711, 2, 0, 5, "DE67", "Jürgen Ørsted-Müller"],
      [12, 0, 1, 0, "FG79", "Lena Voss"],
      [13, 0, 0, 9, "HJ9A", "Omar Haddad"],
    ],
    entries: [],
    inside: 0,
    ...fields,
  };
}
