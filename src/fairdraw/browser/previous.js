// Step "previous": who was in stays in or is gone, who waited is an entry or is gone.

import { canonical } from "./canonical.js";
import { rulesOfCodes, unitsOf } from "./entries.js";
import { need, shown } from "./need.js";
import { compare, isAscending, same } from "./order.js";
import { paperOf } from "./papers.js";
import { LOTTERY } from "./shapes.js";

export async function checkPrevious({ papers, lottery, options, judge }, facts) {
  const { previous } = lottery;
  if (previous === null) return null;
  const before = paperOf(papers, previous.lottery);
  need(before.lottery && before.result, "This draw follows another one; its lottery and its result are needed too.");
  const missed = [];
  for await (const { problem, facts: seen } of judge({ texts: [], papers, commitment: previous.lottery, options, judge })) {
    need(!problem, `The draw before: ${problem}`);
    missed.push(...(seen.unchecked ?? []), ...(seen.earlier ?? []));
  }
  need(previous.result === papers.hashOf.get(before.result), "This draw follows another result than the one given.");
  checkChain(lottery, before, chainOf(papers, lottery));
  // earlier: what of all draws before was not looked at.
  Object.assign(facts, { held: previous.held.length, gone: previous.gone.length, earlier: [...new Set(missed)] });
}

/** The lotteries before, the latest first. */
function chainOf(papers, lottery) {
  const chain = [];
  for (let one = lottery; one?.previous; ) {
    one = papers[LOTTERY].get(one.previous.lottery);
    if (one) chain.push(one);
  }
  return chain;
}

function checkChain(lottery, { lottery: earlier, result }, chain) {
  const { previous } = lottery;
  need(canonical(lottery.rules) === canonical(earlier.rules), "The rules are not those of the draw before.");
  const inside = new Set([...result.admitted, ...(earlier.previous?.held ?? [])]);
  const known = new Set([...inside, ...result.waiting]);
  const gone = new Set(previous.gone);
  const isKnown = previous.gone.every((code) => known.has(code));
  need(isKnown && isAscending(previous.gone, compare), "Someone is gone who was not in the draw before, or twice.");
  const held = [...inside].filter((code) => !gone.has(code)).sort(compare);
  need(same(previous.held, held), "Who is in already is not who was in before without who is gone.");
  const rulesOf = rulesOfCodes([...chain].reverse());
  const counts = lottery.rules.map(() => 0);
  for (const code of held) for (const rule of rulesOf.get(code)) counts[rule] += 1;
  need(same(previous.counts, counts), "What those who are in count towards the rules is wrong.");
  const entries = new Map(unitsWithWeights(lottery));
  need(isSameMap(waitingUnits(earlier, inside, gone), entries), "The entries are not those who waited without who is gone.");
  for (const [code, rules] of rulesOfCodes([lottery])) {
    need(same(rules, rulesOf.get(code)), `${shown(code)} counts towards other rules than before.`);
  }
}

/** The units of those who still wait, without members who are gone, each with its weight. */
function waitingUnits(lottery, inside, gone) {
  const waiting = new Map();
  for (const type of lottery.types) {
    for (const unit of unitsOf(type)) {
      const left = inside.has(unit[0]) ? [] : unit.filter((code) => !gone.has(code));
      if (left.length) waiting.set(canonical(left), type.weight);
    }
  }
  return waiting;
}

function isSameMap(one, other) {
  return one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);
}

function* unitsWithWeights(lottery) {
  for (const type of lottery.types) for (const unit of unitsOf(type)) yield [canonical(unit), type.weight];
}
