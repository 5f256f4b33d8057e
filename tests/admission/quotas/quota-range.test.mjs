import assert from "node:assert/strict";
import { test } from "node:test";

import { QuotaRange } from "../../../src/einlass/admission/static/admission/quota-range.js";

test("without bounds the handles stand at both ends", () => {
  const range = new QuotaRange(100);

  assert.deepEqual([range.share("least"), range.share("most")], [0, 1]);
});

test("a handle moved to its end is no bound any more", () => {
  const range = new QuotaRange(100, 20, 60);

  range.move("least", 0);
  range.move("most", 100);

  assert.deepEqual([range.least, range.most], [null, null]);
});

test("handles stop at each other and at the ends", () => {
  const range = new QuotaRange(100, 20, 60);

  range.move("least", 75.4);
  assert.equal(range.least, 60);
  range.move("most", 12);
  assert.equal(range.most, 60);
  range.move("least", -8);
  assert.equal(range.least, null);
});

test("keys move by one, by ten, and to the end", () => {
  const range = new QuotaRange(100, 20, 60);

  range.press("least", "ArrowRight");
  assert.equal(range.least, 21);
  range.press("most", "PageDown");
  assert.equal(range.most, 50);
  range.press("least", "End");
  assert.equal(range.least, 50);
  assert.equal(range.press("least", "x"), false);
});

test("a bound beyond the line stays as it is and stands at the end", () => {
  const range = new QuotaRange(10, 320, null);

  assert.deepEqual([range.least, range.at("least"), range.share("least")], [320, 10, 1]);
});

test("a line without seats has its handles at the ends", () => {
  const range = new QuotaRange(0);

  assert.deepEqual([range.share("least"), range.share("most")], [0, 1]);
});
