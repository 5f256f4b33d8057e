// One gate on one device: reads a ticket, judges it, writes the scan down, and only then tells the verdict.

import { judge } from "./judge.js";
import { resolve } from "./resolve.js";
import { parseTicketCode, TicketVerifier, Unreadable } from "./ticket-code.js";

export const UNDO_WITHIN_MS = 60_000;
const RAW_LENGTH = 200;

export class UndoTooLate extends Error {}

export class Door {
  #turn = Promise.resolve();

  // store: a ScanStore; list: a TicketList; clock: a ServerClock; device: {code, name}; wallMs, monoMs: the clocks to read.
  constructor({ store, list, clock, device, epoch, wallMs = Date.now, monoMs = () => performance.now() }) {
    Object.assign(this, { store, list, clock, device, epoch, wallMs, monoMs });
  }

  // To be called whenever the list's keys may have changed.
  useKeys() {
    this.verifier = new TicketVerifier(this.list.keys);
  }

  // To be called first and whenever the list was replaced: puts into it what this device wrote down itself, which the
  // server may not know yet.
  async refresh() {
    this.useKeys();
    const byNumber = new Map();
    for (const scan of await this.store.scans()) {
      if (scan.number !== null) byNumber.set(scan.number, [...(byNumber.get(scan.number) ?? []), scan]);
    }
    for (const [number, scans] of byNumber) {
      const { entry } = resolve(scans.map(asFact));
      if (entry) this.list.enter(number, this.#entry(entry));
    }
  }

  // The text of a code that the camera saw. Returns the verdict shown, see #judged.
  readText(text) {
    return this.#inTurn(async () => this.#write("in", await this.#judgeText(text)));
  }

  // A ticket typed or found by name.
  admit(number) {
    return this.#inTurn(() => {
      const { generation, category } = this.list.ticket(number);
      return this.#write("in", this.#judged({ number, generation, category }));
    });
  }

  // Lets in somebody who is in already. shown: the verdict it answers; reason: why, one of a few words.
  override(shown, reason) {
    return this.#inTurn(() => this.#write("override", { ...shown, reason }));
  }

  // Takes back a scan of the last minute. Throws UndoTooLate after that.
  undo(shown) {
    return this.#inTurn(async () => {
      if (this.wallMs() - shown.scan.wall_ms > UNDO_WITHIN_MS) throw new UndoTooLate();
      const { number, generation, verdict } = shown.scan;
      const undoes_seq = shown.scan.seq;
      const scan = await this.#append({ number, generation, kind: "undo", verdict, reason: "", undoes_seq });
      this.list.leave(number, this.#entry(asFact(shown.scan)));
      return scan;
    });
  }

  async #judgeText(text) {
    const raw = text.slice(0, RAW_LENGTH);
    let code;
    try {
      code = parseTicketCode(text);
    } catch (error) {
      if (error instanceof Unreadable) return refused("unreadable", { raw });
      throw error;
    }
    if (code.tag !== this.list.event.tag) return refused("other_event", {});
    if (!(await this.verifier.verify(code))) return refused("forged", { raw });
    return this.#judged(code);
  }

  #judged({ number, generation, category }) {
    const known = this.list.ticket(number);
    const first = this.list.entryOf(number);
    const atMs = this.clock.corrected(this.wallMs());
    return {
      ...judge(known, this.list.gate, { generation, category, isIn: first !== null, atMs }),
      number,
      generation,
      category: this.list.category(known ? known.category : category),
      name: known?.name ?? "",
      shortCode: known?.shortCode ?? "",
      first,
    };
  }

  async #write(kind, shown) {
    const { number, generation, verdict, reason, raw } = shown;
    const scan = await this.#append({ number, generation, kind, verdict, reason, ...(raw && { raw }) });
    if (verdict !== "refused") this.list.enter(number, this.#entry(asFact(scan)));
    return { ...shown, kind, scan };
  }

  #append(facts) {
    return this.store.append({
      device: this.device.code,
      epoch: this.epoch,
      wall_ms: this.wallMs(),
      mono_ms: Math.round(this.monoMs()),
      offset_ms: this.clock.offsetMs,
      ...facts,
    });
  }

  #entry({ at_ms, device, epoch, seq }) {
    return { at_ms, device, epoch, seq, gate: this.list.gate.name, device_name: this.device.name };
  }

  // One reading after the other, so that each knows of the one before, also where two come at once.
  #inTurn(work) {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}

function refused(reason, rest) {
  return { verdict: "refused", reason, number: null, generation: null, category: undefined, name: "", shortCode: "", first: null, ...rest };
}

function asFact(scan) {
  const { device, epoch, seq, kind, verdict, wall_ms, offset_ms, undoes_seq = null } = scan;
  return { device, epoch, seq, kind, verdict, undoes_seq, at_ms: wall_ms + (offset_ms ?? 0), is_sure: offset_ms !== null };
}
