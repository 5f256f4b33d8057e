// Whether a code in view is new. A ticket that stays in view is one reading, however long; another one counts at once.

export class SeenRecently {
  constructor(goneAfterMs = 1500) {
    this.goneAfterMs = goneAfterMs;
    this.lastSeen = new Map();
  }

  // Counts from when the code was last seen, not from when it was accepted: else a ticket held too long is read twice.
  isNew(text, atMs) {
    for (const [other, seenMs] of this.lastSeen) {
      if (atMs - seenMs > this.goneAfterMs) this.lastSeen.delete(other);
    }
    const isNew = !this.lastSeen.has(text);
    this.lastSeen.set(text, atMs);
    return isNew;
  }
}
