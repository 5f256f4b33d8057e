// What somebody has typed so far, kept in the browser's own storage: for one event, for a limited time.

export const LONGEST_DAYS = 30;
const DAY = 24 * 60 * 60 * 1000;

export class Draft {
  // storage: as localStorage; until: milliseconds, after which nobody can apply any more; now: tells the time.
  constructor(storage, key, { until = Infinity, now = Date.now } = {}) {
    this.storage = storage;
    this.key = key;
    this.until = until;
    this.now = now;
  }

  // values: {name: [texts]}. Returns whether there is a draft now: storage may be full or forbidden.
  keep(values) {
    if (Object.keys(values).length === 0) return this.discard();
    try {
      this.storage.setItem(this.key, JSON.stringify({ at: this.now(), values }));
      return true;
    } catch {
      return false;
    }
  }

  // {at, values}, or null if there is none that still counts.
  read() {
    const kept = this.#parsed();
    if (kept === null) return null;
    if (this.now() >= this.until || this.now() - kept.at > LONGEST_DAYS * DAY) {
      this.discard();
      return null;
    }
    return kept;
  }

  // Returns that there is none any more.
  discard() {
    try {
      this.storage.removeItem(this.key);
    } catch {
      // Storage is forbidden, so nothing is in it.
    }
    return false;
  }

  #parsed() {
    try {
      const kept = JSON.parse(this.storage.getItem(this.key));
      const isOne = typeof kept?.at === "number" && typeof kept.values === "object" && kept.values !== null;
      return isOne ? { at: kept.at, values: onlyTexts(kept.values) } : null;
    } catch {
      return null;
    }
  }
}

export function draftKey(event) {
  return `einlass.draft.${event}`;
}

// May this control be kept? Consents, files and hidden fields are not: a consent is given, never remembered.
export function isKept({ name, type, isConsent = false, isTrap = false }) {
  return Boolean(name) && !isConsent && !isTrap && !["file", "hidden", "password", "submit", "button"].includes(type);
}

function onlyTexts(values) {
  const lists = Object.entries(values).filter(([, texts]) => Array.isArray(texts));
  return Object.fromEntries(lists.map(([name, texts]) => [name, texts.filter((text) => typeof text === "string")]));
}
