import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { canonical, compare, parse } from "../../src/fairdraw/draw.js";
import { STEPS, verify } from "../../src/fairdraw/verify.js";

const { draws } = JSON.parse(readFileSync(new URL("../vectors/draw.json", import.meta.url), "utf8"));
const textOf = (document) => `${canonical(document)}\n`;

async function reportsOf(texts, options) {
  const found = {};
  for await (const report of verify(texts, options)) found[report.step] = report;
  return found;
}

async function refusedBy(texts, options) {
  return Object.values(await reportsOf(texts, options)).find(({ holds }) => holds === false)?.step ?? null;
}

/** The first lottery of the vectors with a change, and its result. */
function changed(change) {
  const lottery = parse(draws[0].lottery.trimEnd());
  change(lottery);
  return [textOf(lottery), textOf(draws[0].results[0])];
}

test("whole numbers beyond 2^53 are read to the last digit", () => {
  assert.deepEqual(parse('{"a":[9007199254740991,9007199254740993,-12345678901234567890]}').a, [9007199254740991, 9007199254740993n, -12345678901234567890n]);
});

test("what is read is written again to the letter, quotation marks, faces and deep trees included", () => {
  const texts = ['{"a":"\\"\\\\\\n\\u0001/é\u2028\u{1f600}","b":[[],{},null,-1]}', `${"[".repeat(200)}1${"]".repeat(200)}`];
  for (const text of texts) assert.equal(canonical(parse(text)), text);
});

test("every other spelling of the same document is refused", () => {
  const spellings = ['{"b":1,"a":2}', '{"a":1,"a":1}', '{ "a":1}', '{"a":1}\n', '{"a":01}', '{"a":-0}', '{"a":1.0}', '{"a":1e2}', '["\\u0061"]', '["\\/"]', '["\\ud800"]', '["\ud800"]', '[1,]', "[", "", '"a', "tru", "[1 ]", "NaN"];
  for (const text of spellings) assert.throws(() => parse(text), /Character|half/, text);
  assert.throws(() => parse(`[1${"0".repeat(40)}]`), /whole number/);
  assert.throws(() => parse("[".repeat(100_000)), /less nesting/);
});

test("texts are in the order of their code points", () => {
  assert.deepEqual(["\u{1f600}", "\ufb00", "b", "a", "ab", ""].sort(compare), ["", "a", "ab", "b", "\ufb00", "\u{1f600}"]);
});

test("every draw of the shared vectors holds, in any order of its files", async () => {
  for (const { lottery, results } of draws) {
    for (const result of results.map(textOf)) {
      for (const texts of [[lottery, result], [result, lottery]]) {
        assert.deepEqual(await refusedBy(texts), null);
      }
    }
  }
});

test("before the draw there is nothing to check of value, people and earlier draws", async () => {
  const reports = await reportsOf([draws[0].lottery]);
  const idle = STEPS.filter((step) => reports[step].holds === null);
  assert.deepEqual(idle, ["commitment", "value", "draw", "previous"]);
});

test("the first step that refuses is the last that is checked", async () => {
  const reports = await reportsOf(changed((lottery) => lottery.types[0].codes.reverse()));
  assert.deepEqual(STEPS.map((step) => reports[step].holds), [true, false, ...Array(10).fill(null)]);
  assert.match(reports.entries.problem, /not in order/);
});

test("chances may lie beside the proof by as much as is allowed, and by no more", async () => {
  const { lottery } = draws.at(-1);
  const { loss, gain } = parse(lottery.trimEnd()).proof;
  const most = Math.max(loss.most, gain.most);
  assert.ok(most > 0);
  assert.equal(await refusedBy([lottery], { mostLoss: [most, 1_000_000] }), null);
  assert.equal(await refusedBy([lottery], { mostLoss: [0, 1] }), "closeness");
});

test("the signature of a drand round is asked for, and without anybody to ask it is said", async () => {
  const value = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd";
  const drawn = draws[0].results.find((result) => result.value === value);
  const announcement = canonical({
    commitment: drawn.commitment, draw: "K7", event: "e", format: "fairdraw announcement 2", number: 1, outcome_at: null, replaces: null, trail: null,
    value: {
      at: "2023-08-23T15:59:24Z", chain: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", count: null, example: value, form: "drand",
      high: null, low: null, order: "as published", pattern: "[0-9a-f]{64}", round: 1000, source: "drand",
    },
  });
  const texts = [draws[0].lottery, textOf(drawn), announcement];
  const asked = [];
  const answering = (answer) => ({ checkRound: async (...round) => (asked.push(round), answer) });
  assert.equal(await refusedBy(texts, answering(true)), null);
  assert.equal(await refusedBy(texts, answering(false)), "value");
  assert.deepEqual(asked, Array(2).fill([1000, drawn.signature]));
  for (const options of [{}, answering(null)]) {
    assert.deepEqual((await reportsOf(texts, options)).value.facts.unchecked, ["signature"]);
  }
  assert.equal(await refusedBy([...texts.slice(0, 2), announcement.replace("15:59:24", "15:59:21")], answering(true)), "value");
});

const { honest, cheats } = JSON.parse(readFileSync(new URL("../vectors/verify.json", import.meta.url), "utf8"));

test("every honest draw of the shared vectors holds", async () => {
  for (const { name, texts } of honest) assert.equal(await refusedBy(texts), null, name);
});

test("every cheat of the shared vectors is refused, and by the step that is there for it", async () => {
  assert.ok(cheats.length > 0);
  for (const { name, step, texts } of cheats) assert.equal(await refusedBy(texts), step, name);
});

test("the numbers of a draw are told with it", async () => {
  const factsOf = async (name) => {
    const reports = await reportsOf(honest.find((one) => one.name === name).texts);
    return Object.assign({}, ...Object.values(reports).map(({ facts }) => facts));
  };
  const conference = await factsOf("conference");
  assert.deepEqual([conference.weighted, conference.ratio, conference.isRelaxation, conference.follows], [0, 1, true, false]);
  assert.deepEqual(conference.rules.map(({ value, binds }) => [value, binds]), [["chess", true], ["woman", true], ["48", true]]);
  assert.equal(conference.kept.every((count, rule) => count >= conference.rules[rule].least), true);
  const weighted = await factsOf("weighted");
  const weights = parse(honest.find(({ name }) => name === "weighted").texts[0].trimEnd()).types;
  const others = weights.filter(({ weight }) => weight !== "1");
  assert.equal(weighted.weighted, others.reduce((sum, { codes }) => sum + codes.length, 0));
  assert.ok(weighted.ratio > 1);
  assert.equal((await factsOf("small")).isRelaxation, false);
  const wave = await factsOf("wave");
  assert.deepEqual([wave.follows, wave.held], [true, parse(honest.find(({ name }) => name === "wave").texts[0].trimEnd()).previous.held.length]);
});
