import assert from "node:assert/strict";
import { test } from "node:test";

import { bls12_381 } from "../../node_modules/@noble/curves/bls12-381.js";
import { roundChecker } from "../../src/einlass/admission/static/admission/drand-round.js";
import * as twin from "../../src/fairdraw/draw.js";

// Rounds that quicknet has published.
const ROUNDS = {
  1000: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
  657413: "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
  12040883: "929906c959032ab363c9f26570d215d66f5c06cb0c44fe508c12bb5839f04ec895bb6868e5b9ff13ab289bdb5266b394",
  32285086: "a64d99fd7fa3e48912be7209c7b69c72c88fc5224be2516949b6f29f3a4b7e3fa069dd58b2bbb4bf2c34ae61ef631a44",
};
const checkRound = roundChecker(twin, async () => ({ bls12_381 }));

test("the signatures of published rounds hold, each for its own round only", async () => {
  for (const [round, signature] of Object.entries(ROUNDS)) {
    assert.equal(await checkRound(Number(round), signature), true);
    assert.equal(await checkRound(Number(round) + 1, signature), false);
  }
});

test("a signature with any bit changed does not hold", async () => {
  for (let bit = 0n; bit < 384n; bit += 5n) {
    const forged = (BigInt(`0x${ROUNDS[1000]}`) ^ (1n << bit)).toString(16).padStart(96, "0");
    assert.equal(await checkRound(1000, forged), false, `bit ${bit}`);
  }
});

test("made-up bytes, the point at infinity and a point of another group do not hold", async () => {
  const madeUp = "a1".repeat(48);
  const infinity = `c0${"00".repeat(47)}`;
  const elsewhere = `80${"00".repeat(46)}04`;
  for (const signature of [madeUp, infinity, elsewhere, ""]) assert.equal(await checkRound(1000, signature), false);
});

test("where the library does not come, nobody says that a signature holds or does not", async () => {
  const without = roundChecker(twin, async () => { throw new Error("offline"); });
  assert.equal(await without(1000, ROUNDS[1000]), null);
});
