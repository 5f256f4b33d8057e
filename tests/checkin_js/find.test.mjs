import assert from "node:assert/strict";
import test from "node:test";

import { folded, NameFinder } from "../../src/einlass/checkin/static/checkin/find.js";
import { SeenRecently } from "../../src/einlass/checkin/static/checkin/seen-recently.js";

const PEOPLE = ["Jürgen Ørsted-Müller", "Mia Berg", "Anna Bergmann", "Łukasz Weiß", "Hedi Umberger"].map((name, index) => ({
  number: index,
  name,
  shortCode: `AC3${index}`,
}));
const names = (query) => new NameFinder(PEOPLE).search(query).map((ticket) => ticket.name);

test("accents, capitals and punctuation make no difference", () => {
  assert.equal(folded("Jürgen Ørsted-Müller"), "jurgen orsted muller");
  assert.deepEqual(names("orsted JURGEN"), ["Jürgen Ørsted-Müller"]);
  assert.deepEqual(names("lukasz weiss"), ["Łukasz Weiß"]);
});

test("umlauts may be spelled out", () => {
  assert.deepEqual(names("mueller"), ["Jürgen Ørsted-Müller"]);
});

test("beginnings of a word come before the middle of one", () => {
  assert.deepEqual(names("berg"), ["Anna Bergmann", "Mia Berg", "Hedi Umberger"]);
});

test("the short code finds its person", () => {
  assert.deepEqual(names("ac33"), ["Łukasz Weiß"]);
});

test("an empty query finds nobody, and no more than asked for are given", () => {
  assert.deepEqual(names("  "), []);
  assert.equal(new NameFinder(PEOPLE).search("a", 2).length, 2);
});

test("a ticket that stays in view counts once, however long", () => {
  const seen = new SeenRecently();

  const answers = [0, 1000, 2000, 3000, 4000].map((at) => seen.isNew("A", at));

  assert.deepEqual(answers, [true, false, false, false, false]);
});

test("another ticket counts at once, the same one after it was gone", () => {
  const seen = new SeenRecently();

  assert.deepEqual([seen.isNew("A", 0), seen.isNew("B", 30), seen.isNew("A", 60), seen.isNew("A", 1561)], [true, true, false, true]);
});
