// Which keys and values each of the three files has: parse() reads whole numbers only, BigInt beyond 2^53, with at most 40 digits.

import { gcd } from "./fractions.js";
import { same } from "./order.js";

const METHOD = "leximin by types; panels of equal chance; order by SHA-256";
export const [LOTTERY, RESULT, ANNOUNCEMENT] = ["fairdraw lottery 2", "fairdraw result 2", "fairdraw announcement 2"];
const LONGEST = { name: 1_000, code: 200, fraction: 200 };
// Characters that cannot be seen or that change what is seen beside them: two codes must not look alike.
const UNSEEN =
  /[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;
const FRACTION = /^(0|[1-9][0-9]*)(?:\/([1-9][0-9]*))?$/;
const MOMENT = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

export const isText = (value) => typeof value === "string";
export const isWhole = (value, least = 0, most = Number.MAX_SAFE_INTEGER) => typeof value === "number" && value >= least && value <= most;
const isBig = (value) => typeof value === "number" || typeof value === "bigint";
const maybe = (shape) => (value) => value === null || misfitOf(value, shape) === null;
const hex = (digits) => (value) => isText(value) && value.length === digits && /^[0-9a-f]*$/.test(value);
const HASH = hex(64);
const CHANGE = { entries: isWhole, most: isWhole };

export const SHAPES = {
  __proto__: null,
  [LOTTERY]: {
    bands: null,
    fill: maybe({ most: isWhole, tree: isTree }),
    filled: isWhole,
    format: LOTTERY,
    kinds: [[isWhole]],
    method: METHOD,
    panels: isWhole,
    previous: maybe({ counts: [isWhole], gone: [isText], held: [isText], lottery: HASH, result: HASH }),
    proof: {
      bound: isFraction,
      gain: CHANGE,
      levels: [{ claims: [isBig], tree: isTree, types: [isWhole], value: isFraction }],
      loss: CHANGE,
      min_chance: isFraction,
      witness: maybe({ panels: [[isWhole]], shares: [isBig] }),
    },
    rules: [{ attribute: isTitle, least: maybe(isWhole), most: maybe(isWhole), value: isName }],
    seated: null,
    seats: isWhole,
    types: [{
      adds: [[isWhole]],
      codes: [isText],
      members: [isWhole],
      panels: [(value) => value === null || isWhole(value) || isText(value)],
      size: isWhole,
      weight: isFraction,
    }],
    wishes: null,
  },
  [RESULT]: {
    admitted: [isText],
    commitment: HASH,
    format: RESULT,
    panel: isWhole,
    seed: HASH,
    signature: maybe(hex(96)),
    value: isText,
    waiting: [isText],
  },
  [ANNOUNCEMENT]: {
    commitment: HASH,
    draw: isCode,
    event: isCode,
    format: ANNOUNCEMENT,
    number: isCounted,
    outcome_at: maybe(isMoment),
    replaces: maybe(HASH),
    trail: maybe(HASH),
    value: {
      at: isMoment,
      chain: maybe(HASH),
      count: maybe(isWhole),
      example: isText,
      form: isText,
      high: maybe(isWhole),
      low: maybe(isWhole),
      order: isText,
      pattern: isText,
      round: maybe(isWhole),
      source: isCode,
    },
  },
};

/** Where a value differs from its shape, as a path; null if it does not. */
export function misfitOf(value, shape, path = "") {
  if (typeof shape === "function") return shape(value) ? null : path;
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return path;
    return firstOf(value, (item, at) => misfitOf(item, shape[0], `${path}[${at}]`));
  }
  if (shape === null || typeof shape === "string") return value === shape ? null : path;
  const keys = Object.keys(shape);
  if (!isObject(value) || !same(Object.keys(value), keys)) return path || "keys";
  return firstOf(keys, (key) => misfitOf(value[key], shape[key], path ? `${path}.${key}` : key));
}

function firstOf(list, find) {
  for (const [at, item] of list.entries()) {
    const found = find(item, at);
    if (found !== null) return found;
  }
  return null;
}

export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text that is seen as it is: composed, without unseen characters, blanks outside, or great length. It may be empty. */
function isName(value, most = LONGEST.name) {
  if (!isText(value) || UNSEEN.test(value) || value !== value.normalize("NFC")) return false;
  return !/^ | $/.test(value) && (value.length <= most || [...value].length <= most);
}

function isTitle(value) {
  return value !== "" && isName(value);
}

export function isCode(value) {
  return value !== "" && isName(value, LONGEST.code);
}

function isCounted(value) {
  return isWhole(value, 1);
}

function isFraction(value) {
  const found = isText(value) && value.length <= LONGEST.fraction && FRACTION.exec(value);
  return Boolean(found) && (found[2] === undefined || (found[2] !== "1" && gcd(BigInt(found[1]), BigInt(found[2])) === 1n));
}

function isMoment(value) {
  if (!isText(value) || !MOMENT.test(value)) return false;
  const at = new Date(value);
  return !Number.isNaN(at.getTime()) && momentOf(at) === value;
}

export function momentOf(at) {
  return at.toISOString().replace(".000Z", "Z");
}

/** A leaf [scale, price of each bound …], or a branch of two trees; an empty leaf may be all. */
function isTree(value) {
  if (Array.isArray(value)) return value.every(isBig);
  return misfitOf(value, { at: isWhole, high: isTree, low: isTree, type: isWhole }) === null;
}
