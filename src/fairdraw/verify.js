// The whole check of a draw in the browser: that it was fair, and that nobody touched it. The same steps as in verify.py, with
// code of its own; tests/vectors bind the two. What each step proves stands in docs/lottery.md under "What is proved".
// Each step has its module in browser/, to be read in the order of STEPS; besides these need.js, order.js and fractions.js are
// worth a look. No dependency but draw.js. They work in every browser since 2020 and in Node from version 18.

import { checkCloseness } from "./browser/closeness.js";
import { checkEntries, rulesOfCodes, unitsOf } from "./browser/entries.js";
import { checkFill } from "./browser/fill.js";
import { checkLevels } from "./browser/levels.js";
import { Wrong } from "./browser/need.js";
import { checkPanels } from "./browser/panels.js";
import { checkText, papersOf } from "./browser/papers.js";
import { checkDraw } from "./browser/people.js";
import { checkPossible } from "./browser/possible.js";
import { checkPrevious } from "./browser/previous.js";
import { checkTypes } from "./browser/types.js";
import { checkCommitment, checkValue } from "./browser/value.js";

const WORK = {
  text: checkText,
  entries: checkEntries,
  types: checkTypes,
  panels: checkPanels,
  fill: checkFill,
  levels: checkLevels,
  possible: checkPossible,
  closeness: checkCloseness,
  commitment: checkCommitment,
  value: checkValue,
  draw: checkDraw,
  previous: checkPrevious,
};

export const STEPS = Object.keys(WORK);

// For a page that looks for one entry.
export { papersOf, rulesOfCodes, unitsOf };

/**
 * Check a draw step by step; the first step that finds a problem is the last.
 *
 * texts: those of lottery.json, result.json, announcement.json and of the draws before, in any order. Without a result or an
 *   announcement there is less to check.
 * options.mostLoss: [1, 20] is 5 %: how far a chance may lie below and above what the proof shows.
 * options.checkRound: async (round, signature as hex) → whether the signature is that of drand's round; null if it cannot say.
 * Yields {step, holds, problem, facts} in the order of STEPS. holds: true, false, or null where there is nothing to check or a
 *   step before found a problem. problem: a sentence, "" if there is none. facts: numbers of the step.
 * Nothing is thrown, whatever the texts hold.
 */
export async function* verify(texts, options = {}) {
  yield* judge({ texts, options: { mostLoss: [1, 20], checkRound: null, ...options }, judge });
}

/** draw: what was given, {texts, options, judge}; each step adds to it what later ones need. judge: for the draws before. */
async function* judge(draw) {
  let isSound = true;
  for (const [step, work] of Object.entries(WORK)) {
    const report = { step, holds: null, problem: "", facts: {} };
    if (isSound) await run(work, draw, report);
    isSound &&= report.holds !== false;
    yield report;
  }
}

/** A step gives null where there is nothing to check. */
async function run(work, draw, report) {
  try {
    report.holds = (await work(draw, report.facts)) === null ? null : true;
  } catch (error) {
    report.holds = false;
    report.problem = error instanceof Wrong ? error.message : `A file is damaged (${error.message ?? error}).`;
  }
}
