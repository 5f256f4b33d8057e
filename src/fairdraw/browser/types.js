// Step "types": entries are told apart only by what can make a difference.

import { canonical } from "./canonical.js";
import { unitsOf } from "./entries.js";
import { compareFractions, fraction, inverse, largest, times, toNumber } from "./fractions.js";
import { need, shown } from "./need.js";
import { compare, compareLists, isAscending } from "./order.js";

// Sums of chances are worked out in whole multiples of 1/FINE, rounded down.
export const FINE = 10n ** 60n;

export function checkTypes(draw, facts) {
  const { rules, kinds, types, previous } = draw.lottery;
  const isRule = (rule) => rule < rules.length;
  need(isAscending(rules, (a, b) => compare(a.attribute, b.attribute) || compare(a.value, b.value)), "The rules are not in order.");
  need(isAscending(kinds, compareLists), "The kinds are not in order.");
  need(kinds.every((kind) => isAscending(kind, compare) && kind.every(isRule)), "A kind names its rules wrongly.");
  const used = new Set(types.flatMap((type) => [...new Set(type.members)]));
  need(used.size === kinds.length && [...used].every((kind) => kind < kinds.length), "A kind is missing or left over.");
  need(previous === null || previous.counts.length >= rules.length, "The seats that are taken do not fit the rules.");
  need(types.length > 0, "There are no entries.");
  for (const type of types) {
    const isSound = type.adds.every((pair) => pair.length === 2 && isRule(pair[0]) && pair[1] > 0);
    need(isSound && isAscending(type.adds, (a, b) => a[0] - b[0]), "A type adds wrongly.");
    need([0, type.codes.length].includes(type.members.length), "A type has not one kind for each code.");
    const { n, d } = fraction(type.weight);
    need(n > 0n && n < FINE * d, "A weight is not above zero, or too large.");
  }
  draw.model = modelOf(draw.lottery);
  for (const type of types) checkMembers(type, kinds, draw.model.binds);
  need(isAscending(draw.model.types, compareTypes), "Two types are alike in all that can make a difference, or not in order.");
  Object.assign(facts, typeFacts(draw.lottery, draw.model));
}

function checkMembers(type, kinds, binds) {
  const { adds, codes, members, size } = type;
  const who = `the type of ${shown(codes[0])}`;
  const alone = adds.map(([rule]) => rule);
  const isPlain = size === 1 && members.every((kind) => compareLists(kinds[kind], alone) === 0);
  need(isPlain === (members.length === 0), `The members of ${who} are missing, or named without need.`);
  const units = isPlain ? [[alone]] : [...unitsOf({ codes: members, size })].map((unit) => unit.map((kind) => kinds[kind]));
  const wanted = canonical(adds);
  for (const unit of units) need(canonical(addsOf(unit, binds)) === wanted, `Members or rules set ${who} apart wrongly.`);
}

/** What the members of a unit add to the rules that can bind: pairs [rule, number]. */
function addsOf(hits, binds) {
  const adds = new Map();
  for (const rules of hits) for (const rule of rules) if (binds[rule]) adds.set(rule, (adds.get(rule) ?? 0) + 1);
  return [...adds].sort(([a], [b]) => a - b);
}

/** By size, what a unit adds to each rule in turn, weight. */
function compareTypes(a, b) {
  return a.size - b.size || compareAdds(a.adds, b.adds) || compareFractions(a.weight, b.weight);
}

// Pairs [rule, number] stand for a long row in which all other rules have 0.
function compareAdds(a, b) {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [ours, theirs] = [a[at]?.[0] ?? Infinity, b[at]?.[0] ?? Infinity];
    if (ours !== theirs) return theirs - ours;
    if (a[at][1] !== b[at][1]) return a[at][1] - b[at][1];
  }
  return 0;
}

/** What the later steps need: bounds, what each type adds to them, how many units of it an outcome can hold at most. */
function modelOf(lottery) {
  const counts = countsOfRules(lottery);
  const held = lottery.previous ? lottery.previous.counts : counts.map(() => 0);
  const bounds = lottery.rules.map((rule, at) => {
    const most = rule.most === null ? counts[at] : Math.min(rule.most - held[at], counts[at]);
    const least = (rule.least ?? 0) - held[at];
    return [Math.max(lottery.previous ? Math.min(least, counts[at]) : least, 0), most];
  });
  const binds = bounds.map(([least, most], at) => least > 0 || most < Math.min(counts[at], lottery.seats));
  const types = lottery.types.map((type) => ({
    size: type.size, units: type.codes.length / type.size, adds: type.adds, weight: fraction(type.weight),
  }));
  const model = { lottery, counts, bounds, binds, types };
  tighten(model);
  return model;
}

/** Every whole panel keeps these bounds too: if each unit counts for at most the least number itself, it is still reached. */
function tighten(model) {
  const { types, bounds } = model;
  const most = bounds.map(() => 0);
  for (const { adds } of types) for (const [rule, number] of adds) most[rule] = Math.max(most[rule], number);
  const beyond = bounds.flatMap(([least], rule) => (least > 0 && most[rule] > least ? [rule] : []));
  const sums = beyond.map(() => 0);
  for (const type of types) {
    const adds = new Map(type.adds);
    const more = beyond.map((rule, at) => [1 + bounds.length + at, Math.min(adds.get(rule) ?? 0, bounds[rule][0])]);
    more.forEach(([, number], at) => (sums[at] += number * type.units));
    // Pairs [bound, number]: bound 0 is the seats, bound q + 1 is rule q, then come the tightened ones.
    type.parts = [[0, type.size], ...type.adds.map(([rule, number]) => [rule + 1, number]), ...more.filter(([, number]) => number)];
  }
  model.more = beyond.map((rule, at) => [bounds[rule][0], sums[at]]);
}

export function boundsWith({ bounds, more }, seats) {
  return [seats, ...bounds, ...more];
}

/** None if one unit alone breaks a bound. */
export function limitsOf({ types }, bounds) {
  return types.map((type) => (type.parts.some(([bound, number]) => number > bounds[bound][1]) ? 0 : type.units));
}

/** How many entries count towards each rule, also towards those that bind nothing. */
function countsOfRules(lottery) {
  const counts = lottery.rules.map(() => 0);
  for (const type of lottery.types) {
    for (const kind of type.members) for (const rule of lottery.kinds[kind]) counts[rule] += 1;
    if (type.members.length === 0) for (const [rule, number] of type.adds) counts[rule] += number * type.codes.length;
  }
  return counts;
}

function typeFacts(lottery, { counts, bounds, binds, types }) {
  const weights = types.map((type) => type.weight);
  return {
    types: types.length,
    quotas: lottery.rules.length,
    rules: lottery.rules.map((rule, at) => ({ ...rule, counts: counts[at], asks: bounds[at][0], binds: binds[at] })),
    weighted: types.reduce((sum, { weight, units, size }) => sum + (weight.n === weight.d ? 0 : units * size), 0),
    ratio: weights.length ? toNumber(times(largest(weights), largest(weights.map(inverse)))) : 1,
    follows: lottery.previous !== null,
  };
}
