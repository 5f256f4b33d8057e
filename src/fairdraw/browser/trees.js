// Trees of prices: they show the most that any outcome can be worth in claims. Step "fill" needs one, and so does each level.

import { floor } from "./fractions.js";
import { need } from "./need.js";

// Beyond these sizes a proof is refused, so that a check always ends.
const MOST = { leaves: 20_000, leavesByTypes: 10_000_000, depth: 200 };

/**
 * The most that a panel can be worth in claims, as a tree of prices shows; null if it shows that there is no panel.
 *
 * A leaf [scale, price of each bound …] holds for all counts with low ≤ y ≤ high, by plain sums:
 *   scale · Σ claims · y ≤ Σ (price > 0: price · most, else price · least) + Σ max over y of (scale · claim − paid) · y
 */
export function mostIn(tree, draw, claims, bounds, limits) {
  const [low, high] = [limits.map(() => 0), [...limits]];
  draw.leaves ??= 0;
  need(claims.length > 0, "There are no entries.");
  const inLeaf = (leaf, depth) => {
    draw.leaves += 1;
    const isFew = draw.leaves <= Math.min(MOST.leaves, MOST.leavesByTypes / claims.length);
    need(isFew && depth <= MOST.depth, "The proofs are too large to check.");
    const [scale, ...prices] = leaf.map(BigInt);
    let total = priced(prices, bounds);
    paid(prices, draw.model, bounds).forEach((pays, type) => {
      const rest = scale * claims[type] - pays;
      total += rest * BigInt(rest > 0n ? high[type] : low[type]);
    });
    need(scale > 0n || (scale === 0n && total < 0n), "A leaf of a proof proves nothing.");
    return scale > 0n ? floor(total, scale) : null;
  };
  const inPart = (part, depth) => {
    if (Array.isArray(part)) return inLeaf(part, depth);
    const { type, at } = part;
    need(type < limits.length, "A branch of a proof names a type that is not there.");
    const [least, most] = [low[type], high[type]];
    high[type] = Math.min(most, at);
    const below = inPart(part.low, depth + 1);
    [low[type], high[type]] = [Math.max(least, at + 1), most];
    const above = inPart(part.high, depth + 1);
    low[type] = least;
    return below === null || (above !== null && above > below) ? above : below;
  };
  const found = inPart(tree, 0);
  need(found !== null, "A proof shows that there are no panels.");
  return found;
}

function priced(prices, bounds) {
  need(prices.length === bounds.length, "A leaf of a proof has not one price for each bound.");
  return prices.reduce((sum, price, at) => sum + price * BigInt(bounds[at][price > 0n ? 1 : 0]), 0n);
}

/** What a unit of each type pays. */
export function paid(prices, { types }, bounds) {
  need(prices.length === bounds.length, "A leaf of a proof has not one price for each bound.");
  return types.map(({ parts }) => {
    let sum = 0n;
    for (const [bound, number] of parts) if (prices[bound] !== 0n) sum += prices[bound] * BigInt(number);
    return sum;
  });
}
