// Step "possible": the values of all levels can be had together.

import { absolute, gcd, toNumber } from "./fractions.js";
import { mean } from "./levels.js";
import { need } from "./need.js";
import { compareLists, isAscending } from "./order.js";
import { FINE } from "./types.js";

// By these parts the proved chances may break a bound, or a mix of panels may miss their sum: a later level may have claims that
// are ten thousand times smaller, and all that is missing before would be taken from it.
const [ROUNDING, MIXING] = [10n ** 12n, 10n ** 7n];

export function checkPossible(draw, facts) {
  const { lottery, model, bounds, limits, values } = draw;
  const { witness, levels } = lottery.proof;
  const means = model.types.map((_, type) => mean(draw, type, values.get(type)));
  need(means.every((number, type) => number <= BigInt(limits[type]) * FINE), "A type has more than a certain seat.");
  const isOverPanels = levels.some(({ claims, tree }) => claims.length > 0 || !Array.isArray(tree));
  need(isOverPanels === (witness !== null), "A proof over whole panels, and no other, needs a mix of them.");
  facts.isRelaxation = witness === null;
  if (witness) checkMix(draw, witness, means);
  else checkTogether(sumsOf(model, bounds, means), bounds);
}

function sumsOf({ types }, bounds, units) {
  const sums = bounds.map(() => 0n);
  types.forEach(({ parts }, type) => {
    for (const [bound, number] of parts) sums[bound] += BigInt(units[type]) * BigInt(number);
  });
  return sums;
}

function checkTogether(sums, bounds) {
  for (const [at, [least, most]] of bounds.entries()) {
    const [low, high] = [BigInt(least), BigInt(most)];
    const isKept = (low * FINE - sums[at]) * ROUNDING <= FINE * (1n + low) && (sums[at] - high * FINE) * ROUNDING <= FINE * (1n + high);
    need(isKept, `No lottery has all these chances: ${toNumber({ n: sums[at], d: FINE })} is not ${least} to ${most}.`);
  }
}

/** A mix of whole panels has the values. */
function checkMix({ model, bounds }, { panels, shares }, means) {
  const parts = shares.map(BigInt);
  need(panels.length > 0 && panels.length === parts.length && isAscending(panels, compareLists), "The mix of panels is not in order.");
  need(parts.every((part) => part > 0n) && parts.reduce(gcd) === 1n, "The shares of the mix are not in lowest terms.");
  for (const panel of panels) {
    const isThere = panel.length === means.length && panel.every((units, type) => units <= model.types[type].units);
    const isKept = isThere && sumsOf(model, bounds, panel).every((sum, at) => sum >= bounds[at][0] && sum <= bounds[at][1]);
    need(isKept, "A panel of the mix breaks a rule.");
  }
  const all = parts.reduce((sum, part) => sum + part, 0n);
  let off = 0n;
  for (const [type, number] of means.entries()) {
    const mixed = parts.reduce((sum, part, panel) => sum + part * BigInt(panels[panel][type]), 0n);
    off += absolute(mixed * FINE - number * all);
  }
  need(off * MIXING <= FINE * all, "The mix of panels has other chances than the proof.");
}
