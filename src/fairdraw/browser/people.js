// Step "draw": the value picks this outcome, these people, and this waiting order.

import { outcome } from "../draw.js";
import { rulesOfCodes } from "./entries.js";
import { need } from "./need.js";
import { same } from "./order.js";

export function checkDraw({ lottery, result, commitment }, facts) {
  if (!result) return null;
  const right = outcome(lottery, commitment, result.value);
  for (const [name, holds] of [
    ["seed", result.seed === right.seed],
    ["panel", result.panel === right.panel],
    ["admitted", same(result.admitted, right.admitted)],
    ["waiting", same(result.waiting, right.waiting)],
  ]) {
    need(holds, `“${name}” of the result does not follow from this lottery and the public value.`);
  }
  const { seed, panel, admitted, waiting } = right;
  const numbers = { admitted: admitted.length, waiting: waiting.length };
  Object.assign(facts, { seed, panel, panels: lottery.panels, ...numbers, kept: keptOf(lottery, admitted) });
}

/** How many of those who are in now count towards each rule, those of earlier draws included. */
function keptOf(lottery, admitted) {
  const kept = lottery.previous ? [...lottery.previous.counts] : lottery.rules.map(() => 0);
  const rulesOf = rulesOfCodes([lottery]);
  for (const code of admitted) for (const rule of rulesOf.get(code)) kept[rule] += 1;
  return kept;
}
