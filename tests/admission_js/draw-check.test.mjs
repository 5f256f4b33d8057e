import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { bls12_381 } from "../../node_modules/@noble/curves/bls12-381.js";
import { left } from "../../src/einlass/admission/static/admission/count-down.js";
import { checkDraw, entryCode, ownEntry, shortCode, textsOf } from "../../src/einlass/admission/static/admission/draw-check.js";
import * as twin from "../../src/fairdraw/draw.js";
import { papersOf, rulesOfCodes } from "../../src/fairdraw/verify.js";

const vectors = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8"));
const fairdraw = (name) => new URL(`../../src/fairdraw/${name}.js`, import.meta.url).href;
const MODULES = { twin: fairdraw("draw"), verifier: fairdraw("verify") };
const SALT = "00112233445566778899aabbccddeeff";
const EMAIL = "kim@example.org";

const textOf = (document) => `${twin.canonical(document)}\n`;
const url = (text) => `data:application/json,${encodeURIComponent(text)}`;

/** A lottery of four women and eight men for six seats, with Kim among the men; two men are a team if asked for. */
function lotteryWithKim(code = entryCode(twin, SALT, EMAIL)) {
  const lottery = twin.parse(vectors("draw").draws[0].lottery.trimEnd());
  const men = lottery.types[0];
  men.codes = [...men.codes.slice(1), code].sort(twin.compare);
  return lottery;
}

function papers(lottery, value = "1") {
  const texts = [textOf(lottery)];
  if (value) texts.push(textOf(twin.draw(lottery, value)));
  return papersOf(texts);
}

const ownOf = (lottery, { email = EMAIL, salt = SALT, value = "1" } = {}) => ownEntry(twin, papers(lottery, value), rulesOfCodes, { email, salt });

async function reportsOf(request) {
  const found = {};
  const base = { modules: MODULES, published: [], picked: [], own: null };
  for await (const report of checkDraw({ ...base, ...request }, async () => ({ bls12_381 }))) {
    if (report.own) found.own = report.own;
    else found[report.step] = report;
  }
  return found;
}

test("entry codes and their short forms are those of the shared vectors", () => {
  for (const { salt, email, code, short } of vectors("entry-codes")) {
    assert.equal(entryCode(twin, salt, email), code);
    assert.equal(shortCode(code), short);
  }
});

test("every draw of the shared vectors holds, from published files as from picked ones", async () => {
  for (const { lottery, results } of vectors("draw").draws) {
    for (const result of results.map(textOf)) {
      const published = [{ kind: "lottery", url: url(lottery) }, { kind: "result", url: url(result) }];
      const picked = [new Blob([result]), new Blob([lottery])];
      for (const request of [{ published }, { picked }]) {
        const found = await reportsOf(request);
        const failed = Object.values(found).filter(({ holds }) => holds === false);
        assert.deepEqual(failed, []);
        assert.equal(found.draw.holds, true);
      }
    }
  }
});

test("a picked file takes the place of the published one of its kind, that of the latest draw first", async () => {
  const published = ["lottery", "result", "lottery", "result"].map((kind, at) => ({ kind, url: url(`{"format":"fairdraw ${kind} 2","at":${at}}`) }));
  const picked = new Blob(['{"format":"fairdraw result 2","at":9}']);
  const places = (await textsOf(published, [picked])).map((text) => JSON.parse(text).at);
  assert.deepEqual(places, [9, 0, 2, 3]);
});

test("a mark before the text and bytes that are not UTF-8 are not passed over", async () => {
  const { lottery } = vectors("draw").draws[0];
  const bytes = new TextEncoder().encode(lottery);
  const marked = new Blob([Uint8Array.of(0xef, 0xbb, 0xbf), bytes]);
  assert.equal((await reportsOf({ picked: [marked] })).text.holds, false);
  const broken = bytes.slice();
  broken[lottery.indexOf('"c"') + 1] = 0xff;
  assert.equal((await reportsOf({ picked: [new Blob([broken])] })).entries.holds, false);
});

test("the own entry is found by salt and address, with its rules, chance, rank and outcome", () => {
  const lottery = lotteryWithKim();
  const { admitted } = twin.draw(lottery, "1");
  const own = ownOf(lottery);
  assert.equal(own.state, "found");
  assert.equal(own.outcome, admitted.includes(own.code) ? "admitted" : "waiting");
  assert.equal(own.rank <= own.drawn, own.outcome === "admitted");
  assert.deepEqual([own.isTrue, own.alike, own.size, own.weight, own.respelled], [true, 6, 1, "1", false]);
  assert.deepEqual([own.towards, own.others], [[], [{ name: "gender = woman", least: 2, most: null }]]);
  assert.equal(own.chance, 2 / 6);
});

test("the rules that count an entry are those of its kind, also where they can make no difference", () => {
  const lottery = lotteryWithKim();
  lottery.kinds = [[], [0]];
  const [men] = lottery.types;
  men.members = men.codes.map((code) => (code === entryCode(twin, SALT, EMAIL) ? 1 : 0));
  const { towards, others } = ownOf(lottery, { value: null });
  assert.deepEqual([towards.map(({ name }) => name), others], [["gender = woman"], []]);
});

test("before the draw the own entry has a chance and no outcome", () => {
  const { state, outcome, chance } = ownOf(lotteryWithKim(), { value: null });
  assert.deepEqual([state, outcome, chance], ["found", "open", 2 / 6]);
});

test("an address that a keyboard spelled otherwise is found, and the page is told how", () => {
  const own = ownOf(lotteryWithKim(), { email: " Kim@Example.org " });
  assert.deepEqual([own.state, own.email, own.respelled], ["found", "kim@example.org", true]);
});

test("a rehearsal's entry is found behind its word", () => {
  const code = `REHEARSAL-${entryCode(twin, SALT, EMAIL)}`;
  const own = ownOf(lotteryWithKim(code));
  assert.deepEqual([own.state, own.code, own.short], ["found", code, shortCode(code)]);
});

test("another address or salt finds nothing, and what is no salt is said", () => {
  const lottery = lotteryWithKim();
  assert.equal(ownOf(lottery, { email: "tim@example.org" }).state, "absent");
  assert.equal(ownOf(lottery, { salt: SALT.replace("0", "1") }).state, "absent");
  assert.equal(ownOf(lottery, { salt: "my salt" }).state, "malformed");
});

test("an outcome that does not follow from the value is told", () => {
  const lottery = lotteryWithKim();
  const result = twin.draw(lottery, "1");
  const code = entryCode(twin, SALT, EMAIL);
  const [from, to] = result.admitted.includes(code) ? ["admitted", "waiting"] : ["waiting", "admitted"];
  result[from] = result[from].filter((one) => one !== code);
  result[to].push(code);
  const own = ownEntry(twin, papersOf([textOf(lottery), textOf(result)]), rulesOfCodes, { email: EMAIL, salt: SALT });
  assert.deepEqual([own.outcome, own.isTrue], [to, false]);
});

test("files that cannot be read fail in the first step, and say nothing of an entry", async () => {
  const found = await reportsOf({ picked: [new Blob(["{}"])], own: { email: EMAIL, salt: SALT } });
  assert.deepEqual([found.text.holds, found.draw.holds, found.own], [false, null, undefined]);
});

test("the time left is shown in hours, minutes and seconds", () => {
  assert.deepEqual([left(3909, 0), left(42, 0), left(5, 10_000)], ["1:05:09", "0:42", "0:00"]);
});

test("a draw by a drand round holds with the round's signature, and not with made-up bytes", async () => {
  for (const { name, signed, texts } of vectors("verify").signatures) {
    const { value } = await reportsOf({ picked: texts.map((text) => new Blob([text])) });
    assert.deepEqual([value.holds, value.facts.unchecked], [signed, []], name);
  }
});
