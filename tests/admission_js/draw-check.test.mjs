import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { left } from "../../src/einlass/admission/static/admission/count-down.js";
import { checkDraw, entryCode } from "../../src/einlass/admission/static/admission/draw-check.js";
import * as twin from "../../src/fairdraw/draw.js";

const vectors = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8"));
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

async function steps(texts, promised, own = null) {
  const found = {};
  for await (const { step, holds, facts } of checkDraw(twin, texts, { signature: "", ...promised }, own)) found[step] = { holds, facts };
  return found;
}

function vectorDraw() {
  const [{ lottery, results }] = vectors("draw").draws;
  const fingerprint = twin.commit(lottery);
  return { lottery: JSON.stringify(lottery), result: JSON.stringify(results[0]), fingerprint };
}

test("entry codes are those of the shared vectors", () => {
  for (const { salt, application, code } of vectors("entry-codes")) assert.equal(entryCode(twin, salt, application), code);
});

test("every draw of the shared vectors holds, with the browser's SHA-256 and without", async () => {
  for (const { lottery, results } of vectors("draw").draws) {
    for (const result of results) {
      const texts = { lottery: JSON.stringify(lottery), result: JSON.stringify(result) };
      const found = await steps(texts, { fingerprint: twin.commit(lottery) });
      for (const step of ["fingerprint", "value", "seed", "number", "people"]) assert.equal(found[step].holds, true, step);
    }
  }
});

test("an announcement holds only with its own digest and the lottery's fingerprint", async () => {
  const { lottery, result, fingerprint } = vectorDraw();
  const announcement = JSON.stringify({ fingerprint, source: "Dice" });
  const good = await steps({ lottery, result, announcement }, { fingerprint, announcement: sha256(announcement) });
  assert.deepEqual([good.announcement.holds, good.announcement.facts.source], [true, "Dice"]);
  const other = announcement.replace("Dice", "Cards");
  const forged = await steps({ lottery, result, announcement: other }, { fingerprint, announcement: sha256(announcement) });
  assert.equal(forged.announcement.holds, false);
  const elsewhere = JSON.stringify({ fingerprint: "00".repeat(32), source: "Dice" });
  const strange = await steps({ lottery, result, announcement: elsewhere }, { fingerprint, announcement: sha256(elsewhere) });
  assert.equal(strange.announcement.holds, false);
});

test("the value of a round of drand is SHA-256 of its signature", async () => {
  const { lottery, fingerprint } = vectorDraw();
  const signature = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
  const value = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd";
  const result = JSON.stringify(twin.draw(JSON.parse(lottery), value));
  assert.equal((await steps({ lottery, result }, { fingerprint, signature })).value.holds, true);
  const other = signature.replace("b446", "b447");
  assert.equal((await steps({ lottery, result }, { fingerprint, signature: other })).value.holds, false);
});

test("the own entry is found by salt and code, with its rank among those that are alike", async () => {
  const own = { salt: "00112233445566778899aabbccddeeff", code: "7KQ3M9XR" };
  const code = entryCode(twin, own.salt, own.code);
  const { lottery } = vectorDraw();
  const document = JSON.parse(lottery);
  document.types[0].codes[0] = code;
  const fingerprint = twin.commit(document);
  const drawn = twin.draw(document, "1");
  const found = await steps({ lottery: JSON.stringify(document), result: JSON.stringify(drawn) }, { fingerprint }, own);
  const { holds, facts } = found.own;
  assert.equal(holds, true);
  assert.equal(facts.code, code);
  assert.equal(facts.outcome, drawn.admitted.includes(code) ? "admitted" : "waiting");
  assert.equal(facts.rank <= facts.drawn, facts.outcome === "admitted");
  const stranger = await steps({ lottery: JSON.stringify(document) }, { fingerprint }, { ...own, code: "XXXXXXXX" });
  assert.equal(stranger.own.holds, false);
});

test("before the draw there is nothing to say about value, seed, number and people", async () => {
  const { lottery, fingerprint } = vectorDraw();
  const found = await steps({ lottery }, { fingerprint });
  assert.deepEqual(Object.entries(found).filter(([, step]) => step.holds === null).map(([name]) => name), ["announcement", "value", "seed", "number", "people", "own"]);
});

test("a damaged file fails in its steps and stops nothing", async () => {
  const { lottery, fingerprint } = vectorDraw();
  const found = await steps({ lottery, result: '{"value": 5}' }, { fingerprint });
  assert.equal(found.people.holds, false);
  assert.equal(found.fingerprint.holds, true);
});

test("the time left is shown in hours, minutes and seconds", () => {
  assert.deepEqual([left(3909, 0), left(42, 0), left(5, 10_000)], ["1:05:09", "0:42", "0:00"]);
});
