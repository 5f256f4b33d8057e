// Scans, pairing and ticket list on this device, in IndexedDB. A scan is on the disk before its verdict shows.

import { openDB } from "../npm/idb/index.js";

const VERSION = 1;
export const BATCH = 200;

export class ScanStore {
  // slug: the event's, so that two events on one phone do not mix.
  static async open(slug) {
    const store = new ScanStore(`einlass-door-${slug}`);
    await store.#reopen();
    return store;
  }

  constructor(name) {
    this.name = name;
  }

  // Writes a scan with the next number of its device and epoch; both in one transaction, so that no number is given twice.
  append(facts) {
    return this.#strictly(["scans", "counters"], async (transaction) => {
      const counters = transaction.objectStore("counters");
      const seq = ((await counters.get([facts.device, facts.epoch])) ?? 0) + 1;
      const scan = { ...facts, seq, is_sent: 0 };
      counters.put(seq, [facts.device, facts.epoch]);
      transaction.objectStore("scans").add(scan);
      return scan;
    });
  }

  scans() {
    return this.#retrying((database) => database.getAll("scans"));
  }

  // The oldest scans of one epoch that the server has not confirmed, in order, as many as fit a request.
  async unsent(limit = BATCH) {
    const scans = await this.#retrying((database) => database.getAllFromIndex("scans", "by_sent", IDBKeyRange.only(0)));
    return scans.filter((scan) => scan.epoch === scans[0].epoch).slice(0, limit);
  }

  unsentCount() {
    return this.#retrying((database) => database.countFromIndex("scans", "by_sent", IDBKeyRange.only(0)));
  }

  // The server has every scan of this epoch up to `seq`.
  acknowledge(device, epoch, seq) {
    return this.#strictly(["scans"], async (transaction) => {
      const range = IDBKeyRange.bound([device, epoch, 0], [device, epoch, seq]);
      for (let cursor = await transaction.store.openCursor(range); cursor; cursor = await cursor.continue()) {
        if (!cursor.value.is_sent) cursor.update({ ...cursor.value, is_sent: 1 });
      }
    });
  }

  // Gives what another pairing of this phone left unsent to the new one, under numbers of its own.
  async adopt(device, epoch) {
    return this.#strictly(["scans", "counters"], async (transaction) => {
      const scans = transaction.objectStore("scans");
      const counters = transaction.objectStore("counters");
      let seq = (await counters.get([device, epoch])) ?? 0;
      const given = new Map();
      for (const scan of await scans.index("by_sent").getAll(IDBKeyRange.only(0))) {
        if (scan.device === device) continue;
        seq += 1;
        given.set(`${scan.epoch}/${scan.seq}`, seq);
        // Undo records name the number of the scan they take back; it has moved, too.
        const undone = scan.kind === "undo" ? { undoes_seq: given.get(`${scan.epoch}/${scan.undoes_seq}`) ?? null } : {};
        scans.delete([scan.device, scan.epoch, scan.seq]);
        scans.add({ ...scan, ...undone, device, epoch, seq });
      }
      counters.put(seq, [device, epoch]);
    });
  }

  recall(key) {
    return this.#retrying((database) => database.get("notes", key));
  }

  keep(key, value) {
    return this.#strictly(["notes"], async (transaction) => {
      transaction.store.put(value, key);
    });
  }

  forget(key) {
    return this.#strictly(["notes"], async (transaction) => {
      transaction.store.delete(key);
    });
  }

  #strictly(stores, work) {
    return this.#retrying(async (database) => {
      const transaction = database.transaction(stores, "readwrite", { durability: "strict" });
      const [result] = await Promise.all([work(transaction), transaction.done]);
      return result;
    });
  }

  // Browsers close databases of pages in the background; what failed so is done again on a fresh connection.
  async #retrying(work) {
    try {
      return await work(this.database);
    } catch (error) {
      if (error.name !== "InvalidStateError" && !/connection|closing|lost/i.test(error.message)) throw error;
      await this.#reopen();
      return work(this.database);
    }
  }

  async #reopen() {
    this.database = await openDB(this.name, VERSION, {
      upgrade(database) {
        const scans = database.createObjectStore("scans", { keyPath: ["device", "epoch", "seq"] });
        scans.createIndex("by_sent", "is_sent");
        database.createObjectStore("counters");
        database.createObjectStore("notes");
      },
    });
  }
}
