import assert from "node:assert/strict";
import test from "node:test";

import { ServerClock } from "../../src/einlass/checkin/static/checkin/server-clock.js";
import { Api, Refused, Sync } from "../../src/einlass/checkin/static/checkin/sync.js";
import { TicketList } from "../../src/einlass/checkin/static/checkin/ticket-list.js";
import { makeRecord, MemoryStore, NOON } from "./support.mjs";

const FACTS = { device: "DEV7", epoch: "e1", number: 1, generation: 0, kind: "in", verdict: "welcome", reason: "" };
const NOTHING_NEW = { cursor: 7, server_ms: NOON, tickets: [], entries: [], alerts: [], inside: 0 };

// answers: {scans, changes, snapshot} functions in place of a server.
function makeSync(answers = {}) {
  const store = new MemoryStore();
  const api = {
    scans: async (epoch, scans) => ({ acked: scans.at(-1).seq, results: [], server_ms: NOON }),
    changes: async () => NOTHING_NEW,
    snapshot: async () => ({ ...makeRecord(), server_ms: NOON }),
    ...answers,
  };
  const news = [];
  const sync = new Sync({
    api,
    store,
    list: new TicketList(makeRecord()),
    clock: new ServerClock(),
    onState: () => {},
    onLearned: (one) => news.push(one),
    wallMs: () => NOON,
    random: () => 1,
  });
  return { sync, store, api, news };
}

async function round(sync) {
  await sync.now();
  const { state } = sync;
  const pause = sync.pauseMs();
  sync.stop();
  return { ...state, pause };
}

test("all scans reach the server in batches, in order, without the device's own marks", async () => {
  const sent = [];
  const { sync, store } = makeSync({
    scans: async (epoch, scans) => {
      sent.push(scans);
      return { acked: scans.at(-1).seq, results: [], server_ms: NOON };
    },
  });
  for (let i = 0; i < 450; i++) await store.append(FACTS);

  const state = await round(sync);

  assert.deepEqual(sent.map((batch) => batch.length), [200, 200, 50]);
  assert.deepEqual(sent.flat().map((scan) => scan.seq), Array.from({ length: 450 }, (_, i) => i + 1));
  assert.deepEqual(Object.keys(sent[0][0]).sort(), ["generation", "kind", "number", "reason", "seq", "verdict"]);
  assert.deepEqual([state.kind, state.waiting], ["current", 0]);
});

test("what the server did not confirm is sent again", async () => {
  const { sync, store } = makeSync({ scans: async () => ({ acked: 0, results: [], server_ms: NOON }) });
  await store.append(FACTS);

  const state = await round(sync);

  assert.deepEqual([state.kind, state.waiting], ["troubled", 1]);
});

test("a lost answer loses nothing", async () => {
  let isFirst = true;
  const received = [];
  const { sync, store } = makeSync({
    scans: async (epoch, scans) => {
      received.push(...scans.map((scan) => scan.seq));
      if (isFirst) {
        isFirst = false;
        throw new TypeError("Failed to fetch");
      }
      return { acked: scans.at(-1).seq, results: [], server_ms: NOON };
    },
  });
  await store.append(FACTS);
  await store.append(FACTS);

  await sync.now();
  const offline = sync.state.kind;
  await sync.now();
  sync.stop();

  assert.equal(offline, "offline");
  assert.deepEqual(received, [1, 2, 1, 2]);
  assert.equal(await store.unsentCount(), 0);
});

test("an old epoch goes before the new one, in a request of its own", async () => {
  const epochs = [];
  const { sync, store } = makeSync({
    scans: async (epoch, scans) => {
      epochs.push([epoch, scans.length]);
      return { acked: scans.at(-1).seq, results: [], server_ms: NOON };
    },
  });
  await store.append(FACTS);
  await store.append({ ...FACTS, epoch: "e2" });

  await round(sync);

  assert.deepEqual(epochs, [["e1", 1], ["e2", 1]]);
});

test("after a 401 the exchange stops and the scans stay", async () => {
  const { sync, store } = makeSync({ scans: async () => Promise.reject(new Refused(401, "")) });
  await store.append(FACTS);

  const state = await round(sync);
  await sync.now();

  assert.deepEqual([state.kind, state.waiting], ["ended", 1]);
});

test("a server that fails counts as no network", async () => {
  const { sync } = makeSync({ changes: async () => Promise.reject(new Refused(502, "")) });

  assert.equal((await round(sync)).kind, "offline");
});

test("a store that fails for a moment does not end the exchange", async () => {
  const { sync, store } = makeSync();
  const { unsent, unsentCount } = store;
  Object.assign(store, { unsent: async () => Promise.reject(new Error("lost")), unsentCount: async () => Promise.reject(new Error("lost")) });
  await sync.now();
  Object.assign(store, { unsent, unsentCount });

  assert.equal((await round(sync)).kind, "current");
});

test("pauses grow from one second to thirty and are five seconds when all is well", async () => {
  let isDown = true;
  const { sync } = makeSync({ changes: async () => (isDown ? Promise.reject(new TypeError("x")) : NOTHING_NEW) });
  const pauses = [];

  for (let i = 0; i < 7; i++) {
    await sync.now();
    pauses.push(sync.pauseMs());
  }
  isDown = false;
  await sync.now();
  sync.stop();

  assert.deepEqual([...pauses, sync.pauseMs()], [1000, 2000, 4000, 8000, 16000, 30000, 30000, 5000]);
});

test("changes are taken in and kept with their cursor", async () => {
  const { sync, store, news } = makeSync({
    changes: async () => ({
      ...NOTHING_NEW,
      cursor: 9,
      tickets: [[77, 0, 0, 0, "NEW3", "Ida Nowak"], [1, 0, 1, 0, "AC34", "Mia Berg"]],
      entries: [[4711, NOON, "North", "Ali", "DEV9", "e4", 3]],
    }),
  });

  await round(sync);

  assert.equal(sync.list.ticket(77).name, "Ida Nowak");
  assert.equal(sync.list.ticket(1).isRevoked, true);
  assert.equal(sync.list.entryOf(4711).gate, "North");
  assert.equal(store.notes.get("list").cursor, 9);
  assert.deepEqual(news, [{ doubles: [], isNewList: false }]);
});

test("a change of the gate's rule is taken in although no ticket changed", async () => {
  const { gate } = makeRecord();
  const { sync, store } = makeSync({ changes: async () => ({ ...NOTHING_NEW, gate: { ...gate, name: "South" } }) });

  await round(sync);

  assert.equal(sync.list.gate.name, "South");
  assert.equal(store.notes.get("list").gate.name, "South");
});

test("an entry that was taken back elsewhere is gone here", async () => {
  const { sync } = makeSync({
    changes: async () => ({ ...NOTHING_NEW, cursor: 8, entries: [[1, null, null, null, null, null, null]] }),
  });
  sync.list.enter(1, { at_ms: NOON, gate: "North", device_name: "Ali", device: "DEV9", epoch: "e4", seq: 1 });

  await round(sync);

  assert.equal(sync.list.entryOf(1), null);
});

test("a cursor that the server does not know any more brings the whole list", async () => {
  const { sync, news } = makeSync({
    changes: async () => Promise.reject(new Refused(410, "")),
    snapshot: async () => ({ ...makeRecord({ cursor: 40, tickets: [] }), server_ms: NOON }),
  });

  const state = await round(sync);

  assert.deepEqual([state.kind, sync.list.cursor, sync.list.tickets.size], ["current", 40, 0]);
  assert.equal(news[0].isNewList, true);
});

test("a welcome that came second is reported with the first", async () => {
  const first = { at_ms: NOON - 5, gate: "North", device: "Ali", seq: 3, device_code: "DEV9", epoch: "e4" };
  const { sync, store, news } = makeSync({
    scans: async () => ({ acked: 2, server_ms: NOON, results: [{ seq: 1, resolution: "again", first }, { seq: 2, resolution: "entry" }] }),
  });
  await store.append(FACTS);
  await store.append({ ...FACTS, number: 4711 });

  await round(sync);

  assert.deepEqual(news[0].doubles.map((double) => [double.scan.number, double.first.gate]), [[1, "North"]]);
});

test("the list survives being written down and read again", () => {
  const list = new TicketList(makeRecord());
  list.enter(1, { at_ms: NOON, gate: "Main entrance", device_name: "Mia's phone", device: "DEV7", epoch: "e1", seq: 1 });

  const again = new TicketList(structuredClone(list.toRecord()));

  assert.deepEqual(again.toRecord(), list.toRecord());
  assert.equal(again.ticketByShortCode(" de-67 ").number, 4711);
});

test("the clock believes the shortest of the last eight round trips", () => {
  const clock = new ServerClock();
  assert.equal(clock.offsetMs, null);

  clock.sample(0, 10, 1005);
  clock.sample(0, 400, 1500);
  assert.equal(clock.offsetMs, 1000);

  for (let i = 0; i < 8; i++) clock.sample(0, 100, 2050);
  assert.equal(clock.offsetMs, 2000);
});

test("the token goes in the header and nowhere else, and a no carries its reason", async () => {
  const asked = [];
  const fetch = async (url, options) => {
    asked.push({ url, ...options });
    return new Response(JSON.stringify({ error: "unknown" }), { status: 404 });
  };

  await assert.rejects(new Api("/api/", "secret", fetch).changes(5), new Refused(404, "unknown"));

  assert.equal(asked[0].url, "/api/changes?cursor=5");
  assert.deepEqual(asked[0].headers, { Authorization: "Bearer secret" });
  assert.equal(asked[0].credentials, "omit");
});
