// Step "levels": nobody could be given more without giving less to somebody whose chance is no larger.

import { compareFractions, fraction, inverse, isLess, largest, plus, toNumber } from "./fractions.js";
import { need } from "./need.js";
import { compare, isAscending, same } from "./order.js";
import { mostIn, paid } from "./trees.js";
import { boundsWith, FINE, limitsOf } from "./types.js";

// By this part of a certain seat the value of a level may lie below what its prices prove, where that is a long fraction.
const HAIR = 10n ** 18n;
// Who ends at a level has at least this part of the largest claim: else a rounding elsewhere could take something from them.
const LEAST_CLAIM = 10n ** 4n;
// By this part of a certain seat a value may lie below the one before.
const ROUNDING = 10n ** 12n;

/**
 * Each level in turn: if a lottery keeps the rules and gives the types before their values, the rest gets no more.
 *
 * No panel is worth more in claims than the tree shows. The types before take their part of it; the rest is used up if all
 * that are free get the level's value. So who has a claim gets more only if another one with a claim gets less.
 */
export function checkLevels(draw, facts) {
  const { lottery, model } = draw;
  // Up to as many seats as might be filled: else one who alone makes the number odd would be certain.
  draw.bounds = boundsWith(model, [lottery.filled, lottery.fill ? lottery.fill.most : lottery.filled]);
  draw.limits = limitsOf(model, draw.bounds);
  draw.values = new Map();
  let before = { n: 0n, d: 1n };
  for (const [at, level] of lottery.proof.levels.entries()) {
    const name = `Level ${at + 1}`;
    const free = [...model.types.keys()].filter((type) => !draw.values.has(type));
    const isThere = level.types.length > 0 && level.types.every((type) => type < model.types.length && !draw.values.has(type));
    need(isThere && isAscending(level.types, compare), `${name} ends no type, or one twice.`);
    const value = fraction(level.value);
    const certain = inverse(largest(free.map((type) => model.types[type].weight)));
    checkLevel(draw, { level, name, value, certain, free });
    const least = plus(value, { n: certain.n, d: certain.d * ROUNDING });
    need(!isLess(least, before) && !isLess(certain, value), `${name} gives less than the one before, or too much.`);
    for (const type of level.types) draw.values.set(type, value);
    before = value;
  }
  need(draw.values.size === model.types.length, "The levels leave out types.");
  Object.assign(facts, { levels: lottery.proof.levels.length, bound: toNumber(fraction(lottery.proof.bound)) });
}

function checkLevel(draw, { level, name, value, certain, free }) {
  const never = free.filter((type) => draw.limits[type] === 0);
  const isBare = Array.isArray(level.tree) && level.tree.length === 0;
  if (never.length === 0 && !isBare) {
    checkPrices(draw, { level, name, value, certain, free });
    return;
  }
  // Types of which one unit breaks a bound come first; without prices the heaviest get a certain seat.
  const heaviest = free.filter((type) => compareFractions(inverse(draw.model.types[type].weight), certain) === 0);
  const [ended, right] = never.length > 0 ? [never, { n: 0n, d: 1n }] : [heaviest, certain];
  const isRight = same(level.types, ended) && compareFractions(value, right) === 0;
  need(isRight && isBare && level.claims.length === 0, `${name} proves nothing.`);
}

function checkPrices(draw, { level, name, value, certain, free }) {
  const claims = claimsOf(draw, level, name);
  const sumOf = (types, valueOf) => types.reduce((sum, type) => sum + claims[type] * mean(draw, type, valueOf(type)), 0n);
  const claiming = free.filter((type) => claims[type] > 0n);
  let left = mostIn(level.tree, draw, claims, draw.bounds, draw.limits) * FINE;
  left -= sumOf([...draw.values.keys()], (type) => draw.values.get(type));
  left -= sumOf(claiming, () => value);
  const hair = sumOf(claiming, () => certain) / HAIR + claims.reduce((sum, claim) => sum + claim, 0n);
  need(left >= 0n && left <= hair, `${name} is said to give ${toNumber(value).toFixed(9)}, and its prices prove another value.`);
  const most = claims.reduce((one, other) => (other > one ? other : one));
  const isClaimed = most > 0n && level.types.every((type) => claims[type] * LEAST_CLAIM >= most);
  need(isClaimed, `${name} ends a type that has hardly any claim, and so could get more.`);
}

/** Without claims of their own, types claim what they pay by the prices of the only leaf. */
function claimsOf({ model, bounds }, { claims, tree }, name) {
  if (claims.length === 0) {
    need(Array.isArray(tree) && tree[0] === 1, `${name} has no claims.`);
    return paid(tree.slice(1).map(BigInt), model, bounds).map((pays) => (pays > 0n ? pays : 0n));
  }
  need(claims.length === model.types.length && claims.every((claim) => claim >= 0), `${name} has wrong claims.`);
  return claims.map(BigInt);
}

/** How many units are in on average whose chance per weight is `value`, in multiples of 1/FINE. */
export function mean({ model }, type, value) {
  const { weight, units } = model.types[type];
  return (value.n * weight.n * BigInt(units) * FINE) / (value.d * weight.d);
}
