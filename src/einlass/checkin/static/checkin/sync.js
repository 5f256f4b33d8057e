// Tells the server what was scanned and learns what others did. Scanning never waits for it.

import { StaleChanges } from "./ticket-list.js";

const EVERY_MS = 5_000;
const SOON_MS = 300;
const LONGEST_PAUSE_MS = 30_000;
const GIVE_UP_AFTER_MS = 15_000;

// The server's answer was no: status and what it said.
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export class Api {
  // root: such as "/api/v1/checkin/"; token: given by pairing.
  constructor(root, token = "", fetch = globalThis.fetch.bind(globalThis)) {
    Object.assign(this, { root, token, fetch });
  }

  pair(code, name) {
    return this.#ask("pair", { code, name });
  }

  snapshot() {
    return this.#ask("snapshot");
  }

  changes(cursor) {
    return this.#ask(`changes?cursor=${cursor}`);
  }

  scans(epoch, scans) {
    return this.#ask("scans", { epoch, scans });
  }

  async #ask(path, body) {
    const answer = await this.fetch(this.root + path, {
      method: body ? "POST" : "GET",
      headers: {
        ...(this.token && { Authorization: `Bearer ${this.token}` }),
        ...(body && { "Content-Type": "application/json" }),
      },
      body: body && JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(GIVE_UP_AFTER_MS),
    });
    const content = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(answer.status, content.error ?? "");
    return content;
  }
}

// state: {kind: "starting" | "current" | "offline" | "ended" | "troubled", sinceMs, waiting}.
export class Sync {
  #timer = null;
  #running = null;
  #failures = 0;
  #isOver = false;

  // onState(state) after every round; onLearned({doubles, isNewList}) when there is news.
  constructor({ api, store, list, clock, onState, onLearned, wallMs = Date.now, random = Math.random }) {
    Object.assign(this, { api, store, list, clock, onState, onLearned, wallMs, random });
    this.state = { kind: "starting", sinceMs: null, waiting: 0 };
  }

  // At once, and from then on every few seconds.
  start() {
    return this.now();
  }

  stop() {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  // After a scan: a little later, so that a quick series goes in one request.
  async soon() {
    this.#tell({ waiting: await this.store.unsentCount() });
    if (this.#failures === 0) this.#wakeAfter(SOON_MS);
  }

  // When the network came back or the person asks.
  now() {
    clearTimeout(this.#timer);
    this.#running ??= this.#round().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #round() {
    if (this.#isOver) return;
    try {
      await this.#upload();
      await this.#download();
      this.#failures = 0;
      this.#tell({ kind: "current", sinceMs: this.wallMs(), waiting: await this.store.unsentCount() });
    } catch (error) {
      await this.#fail(error);
    } finally {
      if (!this.#isOver) this.#wakeAfter(this.pauseMs());
    }
  }

  // Twice as long after each failure, up to half a minute, never all phones at the same moment.
  pauseMs() {
    if (this.#failures === 0) return EVERY_MS;
    return Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (this.#failures - 1)) * (0.5 + this.random() / 2);
  }

  async #fail(error) {
    this.#failures += 1;
    const waiting = await this.store.unsentCount().catch(() => this.state.waiting);
    if (error instanceof Refused && error.status === 401) {
      this.#isOver = true;
      this.#tell({ kind: "ended", waiting });
    } else {
      const isRefused = error instanceof Refused && error.status < 500;
      this.#tell({ kind: isRefused ? "troubled" : "offline", waiting });
    }
  }

  async #upload() {
    for (;;) {
      const scans = await this.store.unsent();
      if (scans.length === 0) return;
      const { device, epoch } = scans[0];
      const answer = await this.#timed(() => this.api.scans(epoch, scans.map(asSent)));
      if (answer.acked < scans[0].seq) throw new Refused(409, "scans not confirmed");
      await this.store.acknowledge(device, epoch, answer.acked);
      await this.onLearned({ doubles: doubleEntries(scans, answer.results), isNewList: false });
    }
  }

  async #download() {
    const since = this.list.cursor;
    try {
      const changes = await this.#timed(() => this.api.changes(since));
      if (this.list.apply(changes, since)) await this.#learn({ isNewList: false });
    } catch (error) {
      if (error instanceof StaleChanges) return;
      if (!(error instanceof Refused) || error.status !== 410) throw error;
      this.list.replace(await this.#timed(() => this.api.snapshot()));
      await this.#learn({ isNewList: true });
    }
  }

  async #learn({ isNewList }) {
    await this.store.keep("list", this.list.toRecord());
    await this.onLearned({ doubles: [], isNewList });
  }

  async #timed(ask) {
    const sentMs = this.wallMs();
    const answer = await ask();
    this.clock.sample(sentMs, this.wallMs(), answer.server_ms);
    return answer;
  }

  #wakeAfter(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), ms);
  }

  #tell(change) {
    this.state = { ...this.state, ...change };
    this.onState(this.state);
  }
}

// Whom we let in although another gate had done so first, which neither could know.
function doubleEntries(scans, results = []) {
  const bySeq = new Map(scans.map((scan) => [scan.seq, scan]));
  return results
    .filter((result) => result.resolution === "again" && bySeq.get(result.seq)?.verdict === "welcome")
    .map((result) => ({ scan: bySeq.get(result.seq), first: result.first }));
}

function asSent({ device, epoch, is_sent, ...scan }) {
  return scan;
}
