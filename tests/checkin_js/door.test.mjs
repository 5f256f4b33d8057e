import assert from "node:assert/strict";
import test from "node:test";

import { Door, UndoTooLate } from "../../src/einlass/checkin/static/checkin/door.js";
import { ServerClock } from "../../src/einlass/checkin/static/checkin/server-clock.js";
import { TicketList } from "../../src/einlass/checkin/static/checkin/ticket-list.js";
import { makeRecord, MemoryStore, NOON, PAIRING, vectors } from "./support.mjs";

const { reading } = vectors("ticket");
const textOf = (name) => reading.find((one) => one.name === name).text;
const GOOD = textOf("good");

async function makeDoor(fields = {}) {
  const time = { ms: NOON };
  const door = new Door({
    store: new MemoryStore(),
    list: new TicketList(makeRecord()),
    clock: new ServerClock(),
    wallMs: () => time.ms,
    monoMs: () => 5,
    ...PAIRING,
    ...fields,
  });
  await door.refresh();
  return { door, time };
}

test("a good ticket is welcome, with the name and category of the list", async () => {
  const { door } = await makeDoor();

  const shown = await door.readText(GOOD);

  assert.equal(shown.verdict, "welcome");
  assert.equal(shown.name, "Jürgen Ørsted-Müller");
  assert.equal(shown.category.name.en, "Press");
});

test("the second reading says when and where the first was", async () => {
  const { door, time } = await makeDoor();
  await door.readText(GOOD);
  time.ms += 60_000;

  const shown = await door.readText(GOOD);

  assert.equal(shown.verdict, "again");
  assert.deepEqual(shown.first, {
    at_ms: NOON,
    device: "DEV7",
    epoch: "e1",
    seq: 1,
    gate: "Main entrance",
    device_name: "Mia's phone",
  });
});

test("of two readings at once only one is welcome", async () => {
  const { door } = await makeDoor();

  const shown = await Promise.all([door.readText(GOOD), door.readText(GOOD), door.admit(4711)]);

  assert.deepEqual(shown.map((one) => one.verdict), ["welcome", "again", "again"]);
});

for (const [name, reason] of [
  ["a bit of the number, last byte changed", "forged"],
  ["another event, rightly signed by its key", "other_event"],
  ["a web address", "unreadable"],
  ["good, an older generation (the judge refuses it)", "replaced"],
]) {
  test(`refused and written down as ${reason}: ${name}`, async () => {
    const { door } = await makeDoor();

    const shown = await door.readText(textOf(name));

    assert.deepEqual([shown.verdict, shown.reason], ["refused", reason]);
    assert.deepEqual(door.store.rows.map((row) => [row.verdict, row.reason]), [["refused", reason]]);
    assert.equal(door.list.inside, 0);
  });
}

test("what was forged or no ticket is kept, cut to 200 characters", async () => {
  const { door } = await makeDoor();

  await door.readText("x".repeat(500));

  assert.equal(door.store.rows[0].raw, "x".repeat(200));
});

test("nobody is told welcome when the scan could not be written", async () => {
  const { door } = await makeDoor();
  door.store.append = () => Promise.reject(new Error("disk full"));

  await assert.rejects(door.readText(GOOD), /disk full/);

  assert.equal(door.list.inside, 0);
});

test("after a failed reading the next one works", async () => {
  const { door } = await makeDoor();
  const append = door.store.append;
  door.store.append = () => Promise.reject(new Error("disk full"));
  await assert.rejects(door.readText(GOOD));
  door.store.append = append;

  assert.equal((await door.readText(GOOD)).verdict, "welcome");
});

test("a genuine ticket that is on no list is welcome and says so", async () => {
  const { door } = await makeDoor({ list: new TicketList(makeRecord({ tickets: [] })) });

  const shown = await door.readText(GOOD);

  assert.deepEqual([shown.verdict, shown.reason, shown.name], ["welcome", "not_listed", ""]);
});

test("an undo within a minute makes the ticket good again, as a record of its own", async () => {
  const { door, time } = await makeDoor();
  const shown = await door.readText(GOOD);
  time.ms += 59_000;

  await door.undo(shown);

  assert.deepEqual(door.store.rows.map((row) => [row.seq, row.kind, row.undoes_seq]), [[1, "in", undefined], [2, "undo", 1]]);
  assert.equal((await door.readText(GOOD)).verdict, "welcome");
});

test("after a minute nothing is undone", async () => {
  const { door, time } = await makeDoor();
  const shown = await door.readText(GOOD);
  time.ms += 61_000;

  await assert.rejects(door.undo(shown), UndoTooLate);

  assert.equal(door.list.inside, 1);
});

test("an override is written with its reason and leaves the first entry as it was", async () => {
  const { door, time } = await makeDoor();
  await door.readText(GOOD);
  time.ms += 1000;
  const shown = await door.readText(GOOD);

  const let_in = await door.override(shown, "went_out");

  assert.deepEqual([let_in.scan.kind, let_in.scan.verdict, let_in.scan.reason], ["override", "again", "went_out"]);
  assert.equal(door.list.entryOf(4711).seq, 1);
});

test("a fresh list from the server still knows what this phone has scanned", async () => {
  const { door } = await makeDoor();
  await door.readText(GOOD);
  const undone = await door.admit(1);
  await door.undo(undone);

  door.list.replace(makeRecord());
  await door.refresh();

  assert.deepEqual([...door.list.entries.keys()], [4711]);
});

test("times are those of the server", async () => {
  const clock = new ServerClock();
  clock.sample(NOON, NOON, NOON + 120_000);
  const { door } = await makeDoor({ clock });

  const shown = await door.readText(GOOD);

  assert.equal(shown.scan.offset_ms, 120_000);
  assert.equal(door.list.entryOf(4711).at_ms, NOON + 120_000);
});
