// Run by test_conditions.py: node --test
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { asked, isAsked } from "../../src/einlass/applications/static/applications/conditions.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/conditions.json", import.meta.url), "utf8"));

for (const { says, condition, answers, asked: expected } of vectors.is_asked) {
  test(says, () => assert.equal(isAsked(condition, answers), expected));
}
for (const { says, conditions, answers, keys } of vectors.asked) {
  test(says, () => assert.deepEqual(asked(conditions, answers), keys));
}
