// Step "entries": everybody is in it once, in one spelling. And what each entry counts towards.

import { need, shown } from "./need.js";
import { compare, compareLists, isAscending } from "./order.js";
import { isCode } from "./shapes.js";

export function checkEntries({ lottery }, facts) {
  const seen = new Set();
  let units = 0;
  for (const { codes, size } of lottery.types) {
    need(size > 0 && codes.length > 0 && codes.length % size === 0, "A type has half a team.");
    units += codes.length / size;
    for (const code of codes) {
      need(isCode(code), `The code ${shown(code)} is empty, too long, or not seen as it is.`);
      need(!seen.has(code), `The code ${shown(code)} occurs twice.`);
      seen.add(code);
    }
    need(isOrdered({ codes, size }), `The codes at ${shown(codes[0])} are not in order.`);
  }
  Object.assign(facts, { entries: seen.size, units });
}

function isOrdered({ codes, size }) {
  if (size === 1) return isAscending(codes, compare);
  const units = [...unitsOf({ codes, size })];
  return isAscending(units, compareLists) && units.every((unit) => isAscending(unit, compare));
}

export function* unitsOf({ codes, size }) {
  for (let at = 0; at < codes.length; at += size) yield codes.slice(at, at + size);
}

/** Towards which rules each code counts, those that bind nothing included. A later lottery has the last word. */
export function rulesOfCodes(lotteries) {
  const found = new Map();
  for (const lottery of lotteries) {
    for (const type of lottery.types) {
      const alone = type.adds.map(([rule]) => rule);
      type.codes.forEach((code, at) => found.set(code, type.members.length ? lottery.kinds[type.members[at]] : alone));
    }
  }
  return found;
}
