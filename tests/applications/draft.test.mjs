// Run by test_drafts.py: node --test
import assert from "node:assert/strict";
import { test } from "node:test";
import { Draft, LONGEST_DAYS, draftKey, isKept } from "../../src/einlass/applications/static/applications/draft.js";

const DAY = 24 * 60 * 60 * 1000;

class Storage {
  texts = new Map();
  getItem = (key) => this.texts.get(key) ?? null;
  setItem = (key, text) => this.texts.set(key, text);
  removeItem = (key) => this.texts.delete(key);
}

const full = {
  getItem() { throw new Error("forbidden"); },
  setItem() { throw new Error("full"); },
  removeItem() { throw new Error("forbidden"); },
};

test("what was kept is read again", () => {
  const storage = new Storage();
  new Draft(storage, "a", { now: () => 5 }).keep({ name: ["Ada"], q_looking: ["x", "y"] });

  const read = new Draft(storage, "a", { now: () => 6 }).read();

  assert.deepEqual(read, { at: 5, values: { name: ["Ada"], q_looking: ["x", "y"] } });
});

test("each event has its own draft", () => assert.notEqual(draftKey("one"), draftKey("two")));

test("nothing typed is no draft, and removes the one there was", () => {
  const storage = new Storage();
  const draft = new Draft(storage, "a");
  draft.keep({ name: ["Ada"] });

  const isKeptNow = draft.keep({});

  assert.deepEqual([isKeptNow, storage.texts.size], [false, 0]);
});

test("a draft goes when nobody can apply any more", () => {
  const storage = new Storage();
  let now = 0;
  const draft = new Draft(storage, "a", { until: 10, now: () => now });
  draft.keep({ name: ["Ada"] });
  now = 10;

  assert.equal(draft.read(), null);
  assert.equal(storage.texts.size, 0);
});

test("a draft goes after some weeks", () => {
  const storage = new Storage();
  let now = 0;
  const draft = new Draft(storage, "a", { now: () => now });
  draft.keep({ name: ["Ada"] });
  now = LONGEST_DAYS * DAY + 1;

  assert.equal(draft.read(), null);
});

test("a browser that forbids storage does no harm", () => {
  const draft = new Draft(full, "a");

  assert.deepEqual([draft.keep({ name: ["Ada"] }), draft.read(), draft.discard()], [false, null, false]);
});

for (const text of ["no JSON", "null", "[]", '{"at": "x", "values": {}}', '{"at": 1, "values": null}']) {
  test(`what is no draft is not read: ${text}`, () => {
    const storage = new Storage();
    storage.setItem("a", text);

    assert.equal(new Draft(storage, "a").read(), null);
  });
}

test("only texts come out of the storage", () => {
  const storage = new Storage();
  storage.setItem("a", JSON.stringify({ at: Date.now(), values: { name: ["Ada", 7, null], email: "no list" } }));

  assert.deepEqual(new Draft(storage, "a").read().values, { name: ["Ada"] });
});

for (const [says, control, expected] of [
  ["a text is kept", { name: "name", type: "text" }, true],
  ["a consent is not", { name: "consent", type: "checkbox", isConsent: true }, false],
  ["a file is not", { name: "q_cv", type: "file" }, false],
  ["a hidden field is not", { name: "csrfmiddlewaretoken", type: "hidden" }, false],
  ["the trap is not", { name: "homepage", type: "text", isTrap: true }, false],
  ["a button is not", { name: "", type: "submit" }, false],
]) {
  test(says, () => assert.equal(isKept(control), expected));
}
