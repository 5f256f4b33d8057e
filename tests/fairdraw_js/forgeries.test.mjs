// Forgeries beside the red team's: each is refused by one line of verify.js alone, so that the line cannot go.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { canonical, compare, parse } from "../../src/fairdraw/draw.js";
import { verify } from "../../src/fairdraw/verify.js";

const { honest } = JSON.parse(readFileSync(new URL("../vectors/verify.json", import.meta.url), "utf8"));
const textOf = (document) => `${canonical(document)}\n`;
const documentsOf = (name) => honest.find((one) => one.name === name).texts.map((text) => parse(text.trimEnd()));

async function refusedBy(texts) {
  for await (const { step, holds } of verify(texts)) if (holds === false) return step;
  return null;
}

/** Who refuses the lottery of an honest draw with a change, before it is drawn; with the files of the draws before it. */
function refusedWith(name, change) {
  const [lottery, , ...before] = documentsOf(name);
  change(lottery);
  return refusedBy([lottery, ...before.filter(({ format }) => !format.includes("announcement"))].map(textOf));
}

function byRules(a, b) {
  const at = a.findIndex((rule, place) => rule !== b[place]);
  return at < 0 ? a.length - b.length : a[at] - (b[at] ?? -1);
}

/** Give the lottery other kinds, and each member its kind among them. */
function rekind(lottery, change) {
  const rulesOf = lottery.types.map((type) => type.members.map((kind) => lottery.kinds[kind]));
  change(rulesOf);
  const texts = [...new Set(rulesOf.flat().map(canonical))];
  lottery.kinds = texts.map((text) => parse(text)).sort(byRules);
  const numbers = new Map(lottery.kinds.map((kind, number) => [canonical(kind), number]));
  lottery.types.forEach((type, at) => (type.members = rulesOf[at].map((rules) => numbers.get(canonical(rules)))));
}

/** The same tree, so many branches further down: on one side of each there is no panel at all. */
function deeper(tree, branches) {
  let leaf = tree;
  while (!Array.isArray(leaf)) leaf = leaf.low;
  for (let at = 0; at < branches; at += 1) tree = { at: 1000, high: leaf, low: tree, type: 0 };
  return tree;
}

function depthOf(tree) {
  return Array.isArray(tree) ? 0 : 1 + Math.max(depthOf(tree.low), depthOf(tree.high));
}

test("nothing is refused that was not changed", async () => {
  for (const { name } of honest) assert.equal(await refusedWith(name, () => {}), null, name);
});

test("the kinds of members are in order", async () => {
  const change = (lottery) => {
    const last = lottery.kinds.length - 1;
    lottery.kinds.reverse();
    for (const type of lottery.types) type.members = type.members.map((kind) => last - kind);
  };
  assert.equal(await refusedWith("teams", change), "types");
});

test("a kind names each rule once, and none that is not there", async () => {
  assert.equal(await refusedWith("teams", ({ kinds }) => kinds.at(-1).push(99)), "types");
  assert.equal(await refusedWith("teams", ({ kinds }) => kinds.at(-1).push(kinds.at(-1)[0])), "types");
});

test("no unit is without its members", async () => {
  const change = ({ types }) => {
    const type = types.find(({ size, members }) => members.length > size && size > 1);
    type.members = type.members.slice(0, type.size);
  };
  assert.equal(await refusedWith("teams", change), "types");
});

test("no weight is nothing", async () => {
  assert.equal(await refusedWith("weighted", ({ types }) => (types[0].weight = "0")), "types");
});

test("a row of panels has no other digits, and starts from its least", async () => {
  const others = (lottery) => {
    const type = lottery.types.find(({ panels }) => panels.length > 1 && panels[1].slice(0, -1).includes("0"));
    type.panels[1] = type.panels[1].replace("0", "g");
  };
  const less = (lottery) => {
    const type = lottery.types.find(({ panels }) => panels.length === 1 && panels[0] > 0);
    const beyond = 4 * Math.ceil(lottery.panels / 4) - lottery.panels;
    type.panels = [type.panels[0] - 1, "f".repeat(Math.ceil(lottery.panels / 4) - 1) + (16 - 2 ** beyond).toString(16)];
  };
  assert.equal(await refusedWith("conference", others), "panels");
  assert.equal(await refusedWith("conference", less), "panels");
});

test("a lottery without entries proves nothing", async () => {
  const change = (lottery) => {
    Object.assign(lottery, { fill: { most: 0, tree: [1, 0] }, filled: 0, kinds: [], rules: [], types: [] });
    const nothing = { entries: 0, most: 0 };
    lottery.proof = { bound: "0", gain: nothing, levels: [], loss: nothing, min_chance: "0", witness: null };
  };
  assert.equal(await refusedWith("conference", change), "types");
});

test("a tree is at most 200 deep", async () => {
  const wrap = (depth) => (lottery) => {
    const [level] = lottery.proof.levels;
    level.tree = deeper(level.tree, depth - depthOf(level.tree));
  };
  assert.equal(await refusedWith("small", wrap(200)), null);
  assert.equal(await refusedWith("small", wrap(201)), "levels");
});

test("panels of a mix keep the rules even where their mix has the right chances", async () => {
  // Two panels of one share, of which one gives the other a unit.
  const change = ({ proof: { witness } }) => {
    const { panels, shares } = witness;
    for (let one = 0; one < panels.length; one += 1) {
      for (let other = 0; other < panels.length; other += 1) {
        const type = panels[one].findIndex((units) => units > 0);
        const forged = panels.map((panel) => [...panel]);
        forged[one][type] -= 1;
        forged[other][type] += 1;
        const isOrdered = forged.every((panel, at) => at === 0 || compare(canonical(forged[at - 1]), canonical(panel)) < 0);
        if (one === other || shares[one] !== shares[other] || !isOrdered) continue;
        witness.panels = forged;
        return;
      }
    }
    assert.fail("The vectors have no such mix.");
  };
  assert.equal(await refusedWith("small", change), "possible");
});

test("an announced order is one of those offered", async () => {
  const [lottery, , announcement] = documentsOf("dice");
  announcement.value.order = "as they come";
  assert.equal(await refusedBy([textOf(lottery), canonical(announcement)]), "value");
});

test("a draw before that does not hold is found out", async () => {
  const [wave, , before, result] = documentsOf("wave");
  result.waiting.reverse();
  wave.previous.result = createHash("sha256").update(canonical(result)).digest("hex");
  assert.equal(await refusedBy([wave, before, result].map(textOf)), "previous");
});

test("who is in counts towards each rule as before", async () => {
  // The least number of chess players is there already, so one more changes no bound.
  assert.equal(await refusedWith("wave", ({ previous }) => (previous.counts[0] += 1)), "previous");
});

test("an entry counts towards the same rules as before, also where they make no difference any more", async () => {
  const change = (lottery) => rekind(lottery, (rulesOf) => {
    const type = lottery.types.findIndex(({ size, members }) => size === 1 && members.length > 0);
    const at = rulesOf[type].findIndex((rules) => !rules.includes(0));
    rulesOf[type][at] = [0, ...rulesOf[type][at]];
  });
  assert.equal(await refusedWith("wave", change), "previous");
});

test("a leaf without a scale proves only what its sum is below zero for", async () => {
  const change = ({ proof: { levels: [level] } }) => {
    let leaf = level.tree;
    while (!Array.isArray(leaf)) leaf = leaf.low;
    level.tree = { at: 1000, high: leaf.map(() => 0), low: level.tree, type: 0 };
  };
  assert.equal(await refusedWith("small", change), "levels");
});
