// The draw step of fairdraw in the browser: from a published lottery and a public value to the admitted and the waiting.
// The same steps, written once more in people.py; tests/vectors/draw.json binds the two. verify.js checks the whole draw.
// ES modules without dependencies. They work in every browser and in Node from version 18.

import { canonical, parse } from "./browser/canonical.js";
import { compare } from "./browser/order.js";
import { bigEndian, fromHex, join, sha256, toHex } from "./browser/sha256.js";

// What a page needs that draws or looks for an entry.
export { canonical, compare, fromHex, join, parse, sha256, toHex };

const WHITE_SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const utf8 = new TextEncoder();

/**
 * Turn a public value into the admitted and the waiting.
 *
 * lottery: what parse() gives for lottery.json. value: the public value as text. signature: of a drand round, or null.
 * Returns what result.json holds: {format, commitment, value, signature, seed, panel, admitted, waiting}.
 * Throws an Error if the value is empty. Cost: O(n log n) for n entries.
 */
export function draw(lottery, value, signature = null) {
  const commitment = commit(lottery);
  return { format: "fairdraw result 2", commitment, signature, ...outcome(lottery, commitment, normalise(value)) };
}

/** The same without the lottery's hash, for those who know it: {value, seed, panel, admitted, waiting}. */
export function outcome(lottery, commitment, value) {
  const seed = seedOf(commitment, value);
  const panel = numberBelow(seed, lottery.panels);
  const order = furtherPanels(seed, panel, lottery.panels);
  const admitted = [];
  const waiting = [];
  for (const type of lottery.types) {
    const ranked = rankedUnits(seed, type);
    const counts = countsOf(type.panels, lottery.panels);
    for (const unit of ranked.slice(0, counts[panel])) admitted.push(unit);
    const still = ranked.slice(counts[panel]);
    roundsOf(counts, order, still.length).forEach((round, place) => waiting.push({ round, ...still[place] }));
  }
  admitted.sort(byPlace);
  waiting.sort((a, b) => compare(a.round, b.round) || byPlace(a, b));
  const codes = (units) => units.flatMap((unit) => unit.codes);
  return { value, seed: toHex(seed), panel: panel + 1, admitted: codes(admitted), waiting: codes(waiting) };
}

/** Unicode NFC, runs of white space to one blank, none outside. Throws an Error if nothing is left. */
export function normalise(value) {
  const normal = value.normalize("NFC").replace(WHITE_SPACE, " ").replace(/^ | $/g, "");
  if (!normal) throw new Error("The public value is empty.");
  return normal;
}

/** The SHA-256 over the canonical form, in hexadecimal. */
export function commit(lottery) {
  return toHex(sha256(utf8.encode(canonical(lottery))));
}

/** SHA-256 of the 32 bytes of the commitment and the value in UTF-8. */
export function seedOf(commitment, value) {
  return sha256(join(fromHex(commitment), utf8.encode(value)));
}

/** 0 to end − 1, each as likely: SHA-256 in counter mode, what lies above the last multiple is rejected. */
export function numberBelow(seed, end) {
  const range = 1n << 64n;
  const limit = range - (range % BigInt(end));
  for (let counter = 0n; ; counter += 1n) {
    const block = sha256(join(seed, utf8.encode("panel"), bigEndian(counter)));
    const number = new DataView(block.buffer).getBigUint64(0);
    if (number < limit) return Number(number % BigInt(end));
  }
}

/**
 * All panels but the drawn one by SHA-256(seed ‖ "panel order" ‖ number), and the drawn one last; they count from 0.
 *
 * In the order of the list an organiser could put the panels of some people side by side, so that they seldom move up.
 */
function furtherPanels(seed, panel, panels) {
  const start = join(seed, utf8.encode("panel order"));
  const keys = Array.from({ length: panels }, (_, number) => toHex(sha256(join(start, bigEndian(BigInt(number))))));
  const others = [...keys.keys()].filter((number) => number !== panel);
  return [...others.sort((a, b) => compare(keys[a], keys[b])), panel];
}

/** key: decides who of a type comes first. place: decides the order of units of all types that come in together. */
function rankedUnits(seed, type) {
  const [unit, place] = ["unit", "place"].map((name) => join(seed, utf8.encode(name)));
  const units = [];
  for (let at = 0; at < type.codes.length; at += type.size) {
    const codes = type.codes.slice(at, at + type.size);
    const first = utf8.encode(codes[0]);
    units.push({ key: toHex(sha256(join(unit, first))), place: toHex(sha256(join(place, first))), codes });
  }
  return units.sort((a, b) => compare(a.key, b.key));
}

function byPlace(a, b) {
  return compare(a.place, b.place);
}

/** How many units of a type each panel takes: the least, plus 1, 2, 4 … where a bit of a plane is set. */
export function countsOf([least, ...planes], panels) {
  const counts = new Float64Array(panels).fill(least);
  planes.forEach((plane, place) => {
    const step = 2 ** place;
    for (let panel = 0; panel < panels; panel += 1) {
      if ((DIGIT[plane.charCodeAt(panel >> 2)] >> (3 - (panel & 3))) & 1) counts[panel] += step;
    }
  });
  return counts;
}

const DIGIT = Object.fromEntries([..."0123456789abcdef"].map((digit, value) => [digit.charCodeAt(0), value]));

/** For each of the waiting of one type, after how many further panels it would be in. */
function roundsOf(counts, order, waiting) {
  let total = 0;
  const further = order.map((panel) => (total += counts[panel]));
  let step = 0;
  return Array.from({ length: waiting }, (_, rank) => {
    if (total === 0) return Infinity;
    const rest = rank % total;
    if (rest === 0) step = 0;
    while (further[step] < rest + 1) step += 1;
    return Math.floor(rank / total) * counts.length + step + 1;
  });
}
