// The whole check of a draw in the browser: that it was fair, and that nobody touched it. The same steps as in verify.py, with
// code of its own; tests/vectors bind the two. What each step proves stands in docs/lottery.md under "What is proved".
// One ES module beside draw.js, no other dependency. Works in every browser since 2020 and in Node from version 18.

import { canonical, compare, countsOf, fromHex, normalise, outcome, parse, sha256, toHex } from "./draw.js";

export const STEPS = [
  "text", "entries", "types", "panels", "fill", "levels", "possible", "closeness", "commitment", "value", "draw", "previous",
];

const METHOD = "leximin by types; panels of equal chance; order by SHA-256";
const [LOTTERY, RESULT, ANNOUNCEMENT] = ["fairdraw lottery 2", "fairdraw result 2", "fairdraw announcement 2"];
const MOST = { panels: 100_000, depth: 200, leaves: 4_000, allLeaves: 20_000, code: 200, name: 1_000, fraction: 200, value: 500 };
// Characters that cannot be seen or that change what is seen beside them: two codes must not look alike.
const UNSEEN =
  /[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]/u;
const FRACTION = /^(0|[1-9][0-9]*)(?:\/([1-9][0-9]*))?$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
// A billionth is the room for sums of rounded values, a millionth of a millionth that for one value.
const TEN_TO_9 = 1_000_000_000n;
const TEN_TO_12 = 1_000_000_000_000n;
// drand's quicknet: a round every three seconds from the first.
const QUICKNET = {
  chain: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
  genesis: 1692803367,
  period: 3,
  // The randomness of round 1000.
  example: "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
};
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

/** Something is not as it must be; nothing further can be checked. */
class Wrong extends Error {}

function need(holds, words) {
  if (!holds) throw new Wrong(words);
}

/**
 * Check a draw step by step; the first step that finds a problem is the last.
 *
 * texts: those of lottery.json, result.json, announcement.json and of the draws before, in any order. Without a result or an
 *   announcement there is less to check.
 * options.mostLoss: [1, 20] is 5 %: how far a chance may lie below and above what the proof shows.
 * options.checkRound: async (round, signature as hex) → whether the signature is that of drand's round; null if it cannot say.
 * Yields {step, holds, problems, facts} in the order of STEPS. holds: true, false, or null where there is nothing to check or a
 *   step before found a problem. problems: sentences. facts: numbers of the step.
 * Nothing is thrown, whatever the texts hold.
 */
export async function* verify(texts, options = {}) {
  yield* judge({ texts, options: { mostLoss: [1, 20], checkRound: null, ...options } });
}

async function* judge(draw) {
  let holds = true;
  for (const step of STEPS) {
    const report = holds ? await run(step, draw) : { step, holds: null, problems: [], facts: {} };
    holds = report.holds !== false && holds;
    yield report;
  }
}

async function run(step, draw) {
  const report = { step, holds: null, problems: [], facts: {} };
  try {
    for await (const problem of WORK[step](draw, report.facts)) report.problems.push(problem);
    const { isIdle } = report.facts;
    delete report.facts.isIdle;
    report.holds = report.problems.length > 0 ? false : isIdle ? null : true;
  } catch (error) {
    report.problems.push(error instanceof Wrong ? error.message : `The files are damaged: ${error.message ?? error}`);
    report.holds = false;
  }
  return report;
}

// --- text: each file has the one form that its content can have ---------------------------------------------------------

function* checkText(draw, facts) {
  draw.papers ??= sortPapers(draw.texts.map(read));
  Object.assign(draw, paperOf(draw.papers, draw.commitment ?? headOf(draw.papers)));
  facts.files = draw.texts.length;
  facts.characters = draw.texts.reduce((sum, text) => sum + text.length, 0);
}

/** {lottery, result, announcement, commitment} of the draw that no other one follows. Throws an Error if a text is not as it must be. */
export function papersOf(texts) {
  const papers = sortPapers(texts.map(read));
  return paperOf(papers, headOf(papers));
}

function read(text) {
  const end = text.endsWith("\n") ? -1 : text.length;
  let document;
  try {
    document = parse(text.slice(0, end));
  } catch (error) {
    throw new Wrong(`A file has not the one form of its text. ${error.message}`);
  }
  const shape = SHAPES[document?.format];
  need(Object.hasOwn(SHAPES, document?.format), "A file is not a lottery, a result or an announcement of this format.");
  need((end === -1) === (document.format !== ANNOUNCEMENT), `“${document.format}” has one line feed too many or too few at its end.`);
  const misfit = misfitOf(document, shape);
  need(misfit === null, `“${misfit}” of “${document.format}” is not as it must be.`);
  return { document, hash: toHex(sha256(new TextEncoder().encode(text.slice(0, end)))) };
}

/** The documents of each draw, by the hash of its lottery. */
function sortPapers(papers) {
  const sorted = { [LOTTERY]: new Map(), [RESULT]: new Map(), [ANNOUNCEMENT]: new Map(), hashOf: new Map() };
  for (const { document, hash } of papers) {
    const lottery = document.format === LOTTERY ? hash : document.commitment;
    need(!sorted[document.format].has(lottery), `Two files “${document.format}” belong to one draw.`);
    sorted[document.format].set(lottery, document);
    sorted.hashOf.set(document, hash);
  }
  need(sorted[LOTTERY].size > 0, "There is no lottery among the files.");
  return sorted;
}

function headOf(papers) {
  const followed = new Set([...papers[LOTTERY].values()].map((lottery) => lottery.previous?.lottery));
  const heads = [...papers[LOTTERY].keys()].filter((commitment) => !followed.has(commitment));
  need(heads.length === 1, "Two lotteries are among the files of which neither follows the other.");
  return heads[0];
}

function paperOf(papers, commitment) {
  const [lottery, result, announcement] = [LOTTERY, RESULT, ANNOUNCEMENT].map((format) => papers[format].get(commitment) ?? null);
  return { lottery, result, announcement, commitment };
}

// --- what a value of the JSON may be: parse() reads whole numbers only, BigInt beyond 2^53, with at most 40 digits ----------

const isText = (value) => typeof value === "string";
const isWhole = (value, least = 0, most = Number.MAX_SAFE_INTEGER) => typeof value === "number" && value >= least && value <= most;
const isBig = (value) => typeof value === "number" || typeof value === "bigint";
const maybe = (shape) => (value) => value === null || misfitOf(value, shape) === null;
const hex = (digits) => (value) => isText(value) && value.length === digits && /^[0-9a-f]*$/.test(value);
const HASH = hex(64);
const CHANGE = { entries: isWhole, most: isWhole };
const SHAPES = {
  [LOTTERY]: {
    bands: null,
    fill: maybe({ most: isWhole, tree: isTree }),
    filled: isWhole,
    format: LOTTERY,
    kinds: [[isWhole]],
    method: METHOD,
    panels: (value) => isWhole(value, 1, MOST.panels),
    previous: maybe({ counts: [isWhole], gone: [isText], held: [isText], lottery: HASH, result: HASH }),
    proof: {
      bound: isFraction,
      gain: CHANGE,
      levels: [{ claims: [isBig], tree: isTree, types: [isWhole], value: isFraction }],
      loss: CHANGE,
      min_chance: isFraction,
      witness: maybe({ panels: [[isWhole]], shares: [isBig] }),
    },
    rules: [{ attribute: isName, least: maybe(isWhole), most: maybe(isWhole), value: isName }],
    seated: null,
    seats: isWhole,
    types: [{
      adds: [[isWhole]],
      codes: [isText],
      members: [isWhole],
      panels: ([least, ...planes]) => isWhole(least) && planes.every(isText),
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
    draw: isName,
    event: isName,
    format: ANNOUNCEMENT,
    number: (value) => isWhole(value, 1),
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
      source: isName,
    },
  },
};

/** Where a value differs from its shape, as a path; null if it does not. */
function misfitOf(value, shape, path = "") {
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

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text that is seen as it is: composed, without unseen characters, blanks outside, or great length. */
function isName(value, most = MOST.name) {
  if (!isText(value) || UNSEEN.test(value) || value !== value.normalize("NFC")) return false;
  return !/^ | $/.test(value) && (value.length <= most || [...value].length <= most);
}

function isFraction(value) {
  const found = isText(value) && value.length <= MOST.fraction && FRACTION.exec(value);
  return Boolean(found) && (found[2] === undefined || (found[2] !== "1" && gcd(BigInt(found[1]), BigInt(found[2])) === 1n));
}

function isMoment(value) {
  if (!isText(value) || !MOMENT.test(value)) return false;
  const at = new Date(value);
  return !Number.isNaN(at.getTime()) && momentOf(at) === value;
}

function momentOf(at) {
  return at.toISOString().replace(".000Z", "Z");
}

/** A leaf [scale, price of each bound …], or a branch of two trees. */
function isTree(value, depth = 0) {
  if (Array.isArray(value)) return value.every(isBig) && (value.length === 0 || value[0] >= 0) && (depth === 0 || value.length > 0);
  if (!isObject(value) || !same(Object.keys(value), ["at", "high", "low", "type"])) return false;
  return isWhole(value.at) && isWhole(value.type) && depth < MOST.depth && isTree(value.low, depth + 1) && isTree(value.high, depth + 1);
}

// --- entries: everybody is in it once ------------------------------------------------------------------------------------

function* checkEntries(draw, facts) {
  const { lottery } = draw;
  const seen = new Set();
  let units = 0;
  for (const type of lottery.types) {
    const { codes, size } = type;
    need(size > 0 && codes.length > 0 && codes.length % size === 0, "A type has half a team.");
    units += codes.length / size;
    for (const code of codes) {
      if (code === "" || !isName(code, MOST.code)) yield `The code ${shown(code)} is empty, too long, or not seen as it is.`;
      if (seen.has(code)) yield `The code ${shown(code)} occurs twice.`;
      seen.add(code);
    }
    if (!isOrdered(type)) yield `The codes of the type of ${shown(codes[0])} are not in order.`;
  }
  Object.assign(facts, { entries: seen.size, units });
}

function isOrdered({ codes, size }) {
  if (size === 1) return isAscending(codes, compare);
  const units = [...unitsOf({ codes, size })];
  return isAscending(units, compareLists) && units.every((unit) => isAscending(unit, compare));
}

// --- types: entries are told apart only by what can make a difference ----------------------------------------------------

function* checkTypes(draw, facts) {
  const { lottery } = draw;
  const { rules, kinds, types } = lottery;
  const isRule = (rule) => rule < rules.length;
  need(isAscending(rules, (a, b) => compare(a.attribute, b.attribute) || compare(a.value, b.value)), "The rules are not in order.");
  need(isAscending(kinds, compareLists), "The kinds are not in order.");
  need(kinds.every((kind) => isAscending(kind, compare) && kind.every(isRule)), "A kind names its rules wrongly.");
  const used = new Set(types.flatMap((type) => [...new Set(type.members)]));
  need(used.size === kinds.length && [...used].every((kind) => kind < kinds.length), "The kinds are not those of the members.");
  for (const type of types) {
    need(type.adds.every((pair) => pair.length === 2 && isRule(pair[0]) && pair[1] > 0), "A type adds wrongly.");
    need(isAscending(type.adds, (a, b) => a[0] - b[0]), "A type names its rules out of order.");
    need([0, type.codes.length].includes(type.members.length), "A type has not one kind for each code.");
    need(type.weight !== "0", "A weight is not above zero.");
  }
  if (lottery.previous) need(lottery.previous.counts.length === rules.length, "The seats that are taken do not fit the rules.");
  draw.model = modelOf(lottery);
  yield* checkMembers(lottery, draw.model);
  if (!isAscending(draw.model.types, compareTypes)) yield "Two types are alike in all that can make a difference, or not in order.";
  Object.assign(facts, typeFacts(lottery, draw.model));
}

function* checkMembers({ types, kinds }, { binds }) {
  for (const type of types) {
    const name = shown(type.codes[0]);
    const alone = type.adds.map(([rule]) => rule);
    if (!alone.every((rule) => binds[rule])) yield `The type of ${name} is told apart by a rule that makes no difference.`;
    const isPlain = type.size === 1 && type.members.every((kind) => compareLists(kinds[kind], alone) === 0);
    if (isPlain !== (type.members.length === 0)) yield `The members of the type of ${name} are left out, or named without need.`;
    else if (isPlain && type.adds.some(([, number]) => number !== 1)) yield `The entry ${name} counts more than once.`;
    const wanted = canonical(type.adds);
    for (let at = 0; at < type.members.length; at += type.size) {
      const added = addsOf(type.members.slice(at, at + type.size).map((kind) => kinds[kind]), binds);
      if (canonical(added) !== wanted) yield `The members of ${shown(type.codes[at])} add otherwise than their type.`;
    }
  }
}

/** What the members of a unit add to the rules that can bind: pairs [rule, number]. */
function addsOf(hits, binds) {
  const adds = new Map();
  for (const rules of hits) for (const rule of rules) if (binds[rule]) adds.set(rule, (adds.get(rule) ?? 0) + 1);
  return [...adds].sort(([a], [b]) => a - b);
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
  const binds = bounds.map(([least, most], at) => least > 0 || most < counts[at]);
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

function boundsWith({ bounds, more }, seats) {
  return [seats, ...bounds, ...more];
}

/** None if one unit alone breaks a bound. */
function limitsOf({ types }, bounds) {
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
  const [heaviest, lightest] = [largest(weights), inverse(largest(weights.map(inverse)))];
  return {
    types: types.length,
    quotas: lottery.rules.length,
    rules: lottery.rules.map((rule, at) => ({ ...rule, counts: counts[at], asks: bounds[at][0], binds: binds[at] })),
    weighted: types.reduce((sum, { weight, units, size }) => sum + (weight.n === weight.d ? 0 : units * size), 0),
    ratio: toNumber(over(heaviest, lightest)),
    follows: lottery.previous !== null,
  };
}

// --- panels: each fills the announced seats, keeps every rule, and takes no more than there are ---------------------------

function* checkPanels(draw, facts) {
  const { lottery, model } = draw;
  const { panels, filled, seats } = lottery;
  need(seats > 0 && filled <= seats, "More seats are filled than there are.");
  const bounds = boundsWith(model, [lottery.filled, lottery.filled]);
  const sums = bounds.map(() => new Float64Array(panels));
  draw.appearances = [];
  for (const [at, type] of model.types.entries()) {
    const counts = unpacked(lottery.types[at].panels, panels);
    const panel = counts.findIndex((count) => count > type.units);
    need(panel < 0, `Panel ${panel + 1} takes ${counts[panel]} units of a type that has ${type.units}.`);
    for (const [bound, number] of type.parts) {
      const row = sums[bound];
      for (let panel = 0; panel < panels; panel += 1) row[panel] += counts[panel] * number;
    }
    draw.appearances.push(counts.reduce((sum, count) => sum + count, 0));
  }
  const names = ["seats", ...lottery.rules.map((rule) => `${rule.attribute} = ${rule.value}`)];
  for (const [bound, name] of names.entries()) {
    const [least, most] = bounds[bound];
    const panel = sums[bound].findIndex((sum) => sum < least || sum > most);
    if (panel >= 0) yield `Panel ${panel + 1} has ${sums[bound][panel]} × ${name}, which must be ${least} to ${most}.`;
  }
  Object.assign(facts, { panels, seats: lottery.seats, filled: lottery.filled });
}

/** The counts, if they are packed as short as can be. */
function unpacked(packed, panels) {
  const digits = Math.ceil(panels / 4);
  const beyond = 4 * digits - panels;
  for (const plane of packed.slice(1)) {
    need(plane.length === digits && /^[0-9a-f]*$/.test(plane), "A row of panels is damaged.");
    need(parseInt(plane[digits - 1], 16) % 2 ** beyond === 0, "A row of panels is longer than there are panels.");
  }
  need(packed.length <= 53, "A row of panels has too many digits.");
  need(packed.length === 1 || !/^0*$/.test(packed[packed.length - 1]), "A row of panels is not as short as can be.");
  const counts = countsOf(packed, panels);
  need(counts.reduce((least, count) => Math.min(least, count)) === packed[0], "A row of panels does not start from its least.");
  return counts;
}

// --- fill: no outcome could fill notably more seats -----------------------------------------------------------------------

function* checkFill(draw, facts) {
  const { lottery, model } = draw;
  const { filled, seats, fill } = lottery;
  need((fill === null) === (filled === seats), "Empty seats need a proof, full ones none.");
  facts.most = fill ? fill.most : seats;
  if (!fill) return;
  const bounds = boundsWith(model, [0, seats]);
  const claims = model.types.map((type) => BigInt(type.size));
  const most = mostIn(fill.tree, draw, claims, bounds, limitsOf(model, bounds));
  if (most !== BigInt(fill.most)) yield `The proof shows that ${most} seats can be filled at most, not ${fill.most}.`;
  // More than half a per cent of the seats would be seats withheld.
  if (200 * (fill.most - filled) > seats) yield `Only ${filled} of ${seats} seats are filled, though up to ${fill.most} might be.`;
}

/**
 * The most that a panel can be worth in claims, as a tree of prices shows; null if it shows that there is no panel.
 *
 * A leaf [scale, price of each bound …] holds for all counts with low ≤ y ≤ high, by plain sums:
 *   scale · Σ claims · y ≤ Σ (price > 0: price · most, else price · least) + Σ max over y of (scale · claim − paid) · y
 */
function mostIn(tree, draw, claims, bounds, limits) {
  const [low, high] = [limits.map(() => 0), [...limits]];
  const leaves = { left: MOST.leaves };
  draw.leaves ??= MOST.allLeaves;
  const leaf = (part) => {
    need(part.length === 1 + bounds.length, "A leaf of the proof has not a price for each bound.");
    leaves.left -= 1;
    draw.leaves -= 1;
    need(leaves.left >= 0 && draw.leaves >= 0, "The trees of the proof have too many leaves.");
    const scale = BigInt(part[0]);
    const prices = part.slice(1).map(BigInt);
    let total = priced(prices, bounds);
    paid(prices, draw.model).forEach((pays, type) => {
      const rest = scale * claims[type] - pays;
      total += rest * BigInt(rest > 0n ? high[type] : low[type]);
    });
    need(scale > 0n || total < 0n, "A leaf of the proof proves nothing.");
    return scale > 0n ? floor(total, scale) : null;
  };
  const walk = (part) => {
    if (Array.isArray(part)) return leaf(part);
    const { type, at } = part;
    need(type < limits.length, "A branch of the proof names a type that is not there.");
    const [least, most] = [low[type], high[type]];
    high[type] = Math.min(most, at);
    const below = walk(part.low);
    [low[type], high[type]] = [Math.max(least, at + 1), most];
    const above = walk(part.high);
    low[type] = least;
    return below === null || (above !== null && above > below) ? above : below;
  };
  return walk(tree);
}

function priced(prices, bounds) {
  return prices.reduce((sum, price, at) => sum + price * BigInt(bounds[at][price > 0n ? 1 : 0]), 0n);
}

/** What a unit of each type pays. */
function paid(prices, { types }) {
  return types.map(({ parts }) => {
    let sum = 0n;
    for (const [bound, number] of parts) if (prices[bound] !== 0n) sum += prices[bound] * BigInt(number);
    return sum;
  });
}

// --- levels: nobody could be given more without giving less to somebody whose chance is no larger --------------------------

/**
 * Each level in turn: if a lottery keeps the rules and gives the types before their values, the rest gets no more.
 *
 * No panel is worth more in claims than the tree shows. The types before take their part of that. The rest is shared by those
 * that are free, so not all of them can have more than their share.
 */
function* checkLevels(draw, facts) {
  const { lottery, model } = draw;
  const bounds = boundsWith(model, [lottery.filled, lottery.filled]);
  const limits = limitsOf(model, bounds);
  const scale = commonDenominator(model.types.map((type) => type.weight));
  const shares = model.types.map((type, at) => type.weight.n * (scale / type.weight.d) * BigInt(limits[at]));
  Object.assign(draw, { bounds, limits, valueOf: new Map() });
  const ended = [];
  for (const [at, level] of lottery.proof.levels.entries()) {
    const free = model.types.map((_, type) => type).filter((type) => !draw.valueOf.has(type));
    const isThere = level.types.length > 0 && level.types.every((type) => type < limits.length && !draw.valueOf.has(type));
    need(isThere && isAscending(level.types, compare), `Level ${at + 1} names its types wrongly, or one that ended before.`);
    const value = fraction(level.value);
    const words = checkLevel({ draw, level, value, free, ended, shares, scale, isFirst: at === 0 });
    if (words) yield `Level ${at + 1}: ${words}`;
    for (const type of level.types) draw.valueOf.set(type, value);
    ended.push({ value, types: level.types });
  }
  if (draw.valueOf.size !== model.types.length) yield "The proof leaves out types.";
  Object.assign(facts, { levels: ended.length, bound: toNumber(fraction(lottery.proof.bound)) });
}

function checkLevel({ draw, level, value, free, ended, shares, scale, isFirst }) {
  const { limits, model } = draw;
  const without = limits.flatMap((limit, type) => (limit === 0 ? [type] : []));
  if (isFirst && without.length > 0 && !(isBare(level) && level.value === "0" && same(level.types, without))) {
    return "it must end the types of which one unit alone breaks a bound.";
  }
  if (isFirst && without.length > 0) return null;
  const certain = inverse(largest(free.map((type) => model.types[type].weight)));
  const last = ended.length ? ended[ended.length - 1].value : { n: 0n, d: 1n };
  if (isLess(plus(value, times(certain, { n: 1n, d: TEN_TO_9 })), last)) return "its value is smaller than the one before.";
  if (isBare(level)) {
    const heaviest = free.filter((type) => compareFractions(inverse(model.types[type].weight), certain) === 0);
    if (compareFractions(value, certain) !== 0) return "it gives a certain seat, but its value is another one.";
    return same(level.types, heaviest) ? null : "it must end the heaviest types.";
  }
  const { claims, worth } = worthOf(draw, level);
  const most = largestOf(free.map((type) => claims[type]));
  if (level.types.some((type) => claims[type] <= 0n || 10_000n * claims[type] < most)) return "it ends a type that claims next to nothing.";
  const part = (types) => types.reduce((sum, type) => sum + claims[type] * shares[type], 0n);
  const owed = ended.reduce((sum, one) => plus(sum, { n: one.value.n * part(one.types), d: one.value.d * scale }), { n: 0n, d: 1n });
  const proven = over(minus({ n: worth, d: 1n }, owed), { n: part(free), d: scale });
  if (isLess(certain, proven)) return "it proves more than a certain seat.";
  const rest = minus(proven, value);
  if (rest.n < 0n || isLess(times(certain, { n: 1n, d: TEN_TO_12 }), rest)) {
    return `the proof shows ${toNumber(proven).toFixed(9)}, not ${toNumber(value).toFixed(9)}.`;
  }
  return null;
}

/** The claim of each type, and the most that a panel can be worth in claims. */
function worthOf(draw, level) {
  const { bounds, limits, model } = draw;
  let claims = level.claims.map(BigInt);
  need([0, limits.length].includes(claims.length) && claims.every((claim) => claim >= 0n), "A level has not a claim for each type.");
  if (claims.length === 0) {
    need(Array.isArray(level.tree) && level.tree[0] === 1, "A level without claims has not one leaf of scale 1.");
    need(level.tree.length === 1 + bounds.length, "A leaf of the proof has not a price for each bound.");
    claims = paid(level.tree.slice(1).map(BigInt), model).map((pays) => (pays > 0n ? pays : 0n));
  }
  return { claims, worth: mostIn(level.tree, draw, claims, bounds, limits) ?? 0n };
}

function isBare(level) {
  return Array.isArray(level.tree) && level.tree.length === 0 && level.claims.length === 0;
}

// --- possible: the values of all levels can be had together ----------------------------------------------------------------

function* checkPossible(draw, facts) {
  const { lottery, model, bounds, limits, valueOf } = draw;
  const { witness, levels } = lottery.proof;
  need(valueOf.size === model.types.length, "The values of some types are missing.");
  // How many units of each type are in on average: whole numbers over one denominator.
  const expected = model.types.map((type, at) => times(times(valueOf.get(at), type.weight), { n: BigInt(type.units), d: 1n }));
  const scale = commonDenominator(expected);
  const numbers = expected.map(({ n, d }) => n * (scale / d));
  draw.expected = expected;
  const isSpecial = levels.some((level) => level.claims.length > 0 || !Array.isArray(level.tree));
  if (isSpecial !== (witness !== null)) yield "Values of whole panels need a witness, others none.";
  if (numbers.some((number, at) => number > BigInt(limits[at]) * scale)) yield "A type is to have more units in than there are.";
  facts.isRelaxation = witness === null;
  yield* witness ? checkWitness(draw, witness, numbers, scale) : checkTogether(draw, numbers, scale);
}

/** Each bound holds for the values themselves, to a billionth of the largest bound. */
function* checkTogether({ model, bounds }, numbers, scale) {
  const room = BigInt(1 + Math.max(...bounds.flat()));
  const sums = bounds.map(() => 0n);
  model.types.forEach(({ parts }, at) => {
    for (const [bound, number] of parts) sums[bound] += numbers[at] * BigInt(number);
  });
  for (const [at, [least, most]] of bounds.entries()) {
    const sum = sums[at] * TEN_TO_9;
    const isKept = sum >= (BigInt(least) * TEN_TO_9 - room) * scale && sum <= (BigInt(most) * TEN_TO_9 + room) * scale;
    if (!isKept) yield `The values together break the bound ${at}: ${toNumber({ n: sums[at], d: scale })} is not ${least} to ${most}.`;
  }
}

/** A mix of whole panels gives the values. */
function* checkWitness({ model, bounds }, witness, numbers, scale) {
  const shares = witness.shares.map(BigInt);
  if (shares.reduce(gcd) !== 1n) yield "The shares of the witness are not in lowest terms.";
  if (!isAscending(witness.panels, compareLists)) yield "The panels of the witness are not in order.";
  for (const panel of witness.panels) {
    const sums = bounds.map(() => 0);
    panel.forEach((units, at) => model.types[at].parts.forEach(([bound, number]) => (sums[bound] += units * number)));
    const isPanel = panel.every((units, at) => units <= model.types[at].units);
    if (!isPanel || sums.some((sum, at) => sum < bounds[at][0] || sum > bounds[at][1])) yield "A panel of the witness breaks a bound.";
  }
  const all = shares.reduce((sum, share) => sum + share, 0n);
  for (const [at, number] of numbers.entries()) {
    const mixed = shares.reduce((sum, share, panel) => sum + share * BigInt(witness.panels[panel][at]), 0n);
    const apart = absolute(mixed * scale - number * all) * TEN_TO_9;
    const room = all * (number > scale ? number : scale);
    if (apart > room) yield `The witness does not give type ${at} its value.`;
  }
}

// --- closeness: the list of panels gives everybody that chance, neither notably less nor more ------------------------------

function* checkCloseness(draw, facts) {
  const { lottery, model, appearances, valueOf } = draw;
  const { proof } = lottery;
  const [part, whole] = draw.options.mostLoss.map(BigInt);
  const found = { loss: { most: 0n, entries: 0 }, gain: { most: 0n, entries: 0 } };
  const chances = [];
  for (const [at, type] of model.types.entries()) {
    const people = type.units * type.size;
    const value = valueOf.get(at);
    const due = times(times(value, type.weight), { n: BigInt(lottery.panels * type.units), d: 1n });
    const came = BigInt(appearances[at]) * due.d;
    if (came * whole < (whole - part) * due.n) yield `Type ${at} is in too seldom: ${shown(lottery.types[at].codes[0])} gets less than the proof shows.`;
    if ((came - due.d) * whole > (whole + part) * due.n) yield `Type ${at} is in too often: ${shown(lottery.types[at].codes[0])} gets more than the proof shows.`;
    if (value.n === 0n) continue;
    count(found.loss, millionths(due.n - came, due.n), people);
    count(found.gain, millionths(came - due.n, due.n), people);
    const chance = { n: BigInt(appearances[at]), d: BigInt(lottery.panels * type.units) };
    chances.push({ chance, claim: over(chance, type.weight), people });
  }
  yield* checkSaid(proof, found, draw, chances);
  Object.assign(facts, chanceFacts(draw, found, chances));
}

function* checkSaid(proof, found, { valueOf, lottery }, chances) {
  for (const [name, { most, entries }] of Object.entries(found)) {
    const said = proof[name];
    if (BigInt(said.most) !== most || said.entries !== entries) yield `The largest ${name} is ${most} millionths for ${entries} entries, which the proof denies.`;
  }
  const smallest = chances.map(({ claim }) => claim).reduce(lesser, null) ?? { n: 0n, d: 1n };
  if (written(smallest) !== proof.min_chance) yield `The smallest chance is ${written(smallest)}, not ${proof.min_chance} as announced.`;
  const first = lottery.proof.levels.find((level) => level.value !== "0")?.value ?? "0";
  if (first !== proof.bound) yield `The bound is ${first}, not ${proof.bound} as announced.`;
}

// --- commitment: result and announcement name this very lottery ------------------------------------------------------------

function* strays(papers) {
  for (const format of [RESULT, ANNOUNCEMENT]) {
    for (const commitment of papers[format].keys()) {
      if (!papers[LOTTERY].has(commitment)) yield `A file “${format}” names another lottery: ${commitment}.`;
    }
  }
}

function* checkCommitment(draw, facts) {
  const { commitment, result, announcement } = draw;
  facts.commitment = commitment;
  facts.isIdle = !result && !announcement;
  yield* strays(draw.papers);
  if (announcement) Object.assign(facts, { number: announcement.number, replaces: announcement.replaces });
}

// --- value: it has the announced form, and a drand round carries the signature of its servers ------------------------------

async function* checkValue(draw, facts) {
  const { result, announcement } = draw;
  facts.unchecked = [];
  if (announcement) {
    yield* checkForm(announcement.value);
    facts.form = announcement.value;
  } else {
    facts.unchecked.push("announcement");
  }
  if (!result) {
    facts.isIdle = !announcement;
    return;
  }
  facts.value = result.value;
  const { value, signature } = result;
  if ([...value].length > MOST.value || value !== normalise(value)) yield "The public value is not in its normal form.";
  if (signature !== null && value !== toHex(sha256(fromHex(signature)))) yield "The value is not the SHA-256 of the signature.";
  if (!announcement) return;
  const { form } = announcement.value;
  if (!hasForm(value, announcement.value)) yield `The value has not the announced form, which is like “${announcement.value.example}”.`;
  if ((form === "drand") !== (signature !== null)) yield "A drand round needs its signature, another value has none.";
  else if (form === "drand") yield* checkSignature(draw, facts);
}

async function* checkSignature({ options, result, announcement }, facts) {
  const { round } = announcement.value;
  const holds = options.checkRound ? await options.checkRound(round, result.signature) : null;
  if (holds === null) facts.unchecked.push("signature");
  if (holds === false) yield `The signature is not that of drand's round ${round}.`;
}

/** All that follows from the rest of the form is as it follows. */
function* checkForm(form) {
  const make = { drand: drandForm, numbers: numbersForm }[form.form];
  need(make, "The form of the value is none that this program knows.");
  for (const [name, right] of Object.entries(make(form))) {
    if (form[name] !== right) yield `“${name}” of the announced form must be ${JSON.stringify(right)}.`;
  }
}

function drandForm({ round }) {
  const at = new Date((QUICKNET.genesis + (round - 1) * QUICKNET.period) * 1000);
  need(round >= 1 && !Number.isNaN(at.getTime()), "The announced round is not a whole number from 1.");
  const nothing = { count: null, high: null, low: null };
  return { ...nothing, at: momentOf(at), chain: QUICKNET.chain, example: QUICKNET.example, order: "as published", pattern: "[0-9a-f]{64}" };
}

function numbersForm(form) {
  const { count, low, high, order } = form;
  need(isWhole(count, 1, 100) && isWhole(low) && isWhole(high, low + 1, 1_000_000), "The announced numbers are not as they must be.");
  need(["ascending", "as thrown"].includes(order), "The announced order is none that this program knows.");
  need((String(high).length + 1) * count - 1 <= MOST.value, "The announced numbers are too long.");
  need(possibilities(form) >= 1_000_000n, "So few different values are possible that an organiser could have tried them all.");
  const number = "(0|[1-9][0-9]*)";
  const pattern = count === 1 ? number : `${number}( ${number}){${count - 1}}`;
  return { chain: null, example: exampleOf(form), pattern, round: null };
}

/** From the lowest to the highest in even steps, backwards if any order may come. */
function exampleOf({ count, low, high, order }) {
  const numbers = Array.from({ length: count }, (_, at) => low + Math.floor(((high - low) * at) / Math.max(count - 1, 1)));
  return (order === "ascending" ? numbers : numbers.reverse()).join(" ");
}

function possibilities({ count, low, high, order }) {
  const numbers = BigInt(high - low + 1);
  if (order === "as thrown") return numbers ** BigInt(count);
  let ways = 1n;
  for (let at = 0n; at < BigInt(count); at += 1n) ways = (ways * (numbers - at)) / (at + 1n);
  return ways;
}

function hasForm(value, form) {
  if (!new RegExp(`^(?:${form.pattern})$`).test(value)) return false;
  if (form.form === "drand") return true;
  const numbers = value.split(" ").map(Number);
  const isInside = numbers.every((number) => form.low <= number && number <= form.high);
  return isInside && (form.order !== "ascending" || isAscending(numbers, compare));
}

// --- draw: the value picks this outcome, these people, and this waiting order ----------------------------------------------

function* checkDraw(draw, facts) {
  const { lottery, result, commitment } = draw;
  if (!result) {
    facts.isIdle = true;
    return;
  }
  const right = outcome(lottery, commitment, result.value);
  for (const name of ["seed", "panel"]) {
    if (result[name] !== right[name]) yield `The “${name}” of the result does not follow from this lottery and the public value.`;
  }
  for (const name of ["admitted", "waiting"]) {
    if (!same(result[name], right[name])) yield `The “${name}” of the result does not follow from this lottery and the public value.`;
  }
  const { seed, panel, admitted, waiting } = right;
  const kept = keptOf(lottery, admitted);
  Object.assign(facts, { seed, panel, panels: lottery.panels, admitted: admitted.length, waiting: waiting.length, kept });
}

/** How many of those who are in now count towards each rule, those of earlier draws included. */
function keptOf(lottery, admitted) {
  const kept = lottery.previous ? [...lottery.previous.counts] : lottery.rules.map(() => 0);
  const rulesOf = rulesOfCodes([lottery]);
  for (const code of admitted) for (const rule of rulesOf.get(code)) kept[rule] += 1;
  return kept;
}

// --- previous: who was in stays in or is gone, who waited is an entry or is gone -------------------------------------------

async function* checkPrevious(draw, facts) {
  const { papers, lottery, options } = draw;
  const { previous } = lottery;
  facts.isIdle = previous === null;
  if (previous === null) return;
  const before = paperOf(papers, previous.lottery);
  need(before.lottery && before.result, "This draw follows another one; its lottery and its result are needed too.");
  for await (const { step, problems } of judge({ texts: [], papers, commitment: previous.lottery, options })) {
    yield* problems.map((problem) => `The draw before, ${step}: ${problem}`);
  }
  if (previous.result !== papers.hashOf.get(before.result)) yield "This draw follows another result than the one given.";
  yield* checkChain(lottery, before, chainOf(papers, lottery));
  Object.assign(facts, { held: previous.held.length, gone: previous.gone.length });
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

function* checkChain(lottery, { lottery: earlier, result }, chain) {
  const { previous } = lottery;
  if (canonical(lottery.rules) !== canonical(earlier.rules)) yield "The rules are not those of the draw before.";
  const inside = new Set([...result.admitted, ...(earlier.previous?.held ?? [])]);
  const known = new Set([...inside, ...result.waiting]);
  const gone = new Set(previous.gone);
  if (!isAscending(previous.gone, compare) || !previous.gone.every((code) => known.has(code))) {
    yield "Someone is gone who was not in the draw before, or twice.";
  }
  const held = [...inside].filter((code) => !gone.has(code)).sort(compare);
  if (!same(previous.held, held)) yield "Who is in already is not who was in before without who is gone.";
  const rulesOf = rulesOfCodes([...chain].reverse());
  const counts = lottery.rules.map(() => 0);
  for (const code of previous.held) for (const rule of rulesOf.get(code) ?? []) counts[rule] += 1;
  if (!same(previous.counts, counts)) yield "What those who are in count towards the rules is wrong.";
  if (!isSameMap(waitingUnits(earlier, inside, gone), new Map(unitsWithWeights(lottery)))) {
    yield "The entries are not those who waited without who is gone.";
  }
  for (const [code, rules] of rulesOfCodes([lottery])) {
    if (!same(rules, rulesOf.get(code) ?? [])) yield `${shown(code)} counts towards other rules than before.`;
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

// --- entries and what they count towards -----------------------------------------------------------------------------------

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

function chanceFacts({ lottery }, found, chances) {
  const ordered = [...chances].sort((a, b) => compareFractions(a.chance, b.chance));
  const withChance = (wanted) => ({
    chance: toNumber(wanted), people: chances.reduce((sum, { chance, people }) => sum + (compareFractions(chance, wanted) ? 0 : people), 0),
  });
  return {
    smallest: ordered.length ? withChance(ordered[0].chance) : null,
    largest: ordered.length ? withChance(ordered[ordered.length - 1].chance) : null,
    loss: { share: Number(found.loss.most) / 1e6, people: found.loss.entries },
    gain: { share: Number(found.gain.most) / 1e6, people: found.gain.entries },
  };
}

/** In millionths, rounded up, and how many people it concerns. */
function millionths(numerator, denominator) {
  return numerator > 0n ? (numerator * 1_000_000n + denominator - 1n) / denominator : 0n;
}

function count(largest, most, people) {
  if (most > largest.most) Object.assign(largest, { most, entries: 0 });
  if (most > 0n && most === largest.most) largest.entries += people;
}

// --- order -----------------------------------------------------------------------------------------------------------------

function isAscending(list, order) {
  return list.every((item, at) => at === 0 || order(list[at - 1], item) < 0);
}

function compareLists(a, b) {
  const at = a.findIndex((item, place) => place >= b.length || item !== b[place]);
  if (at < 0) return a.length - b.length;
  return at >= b.length ? 1 : compare(a[at], b[at]);
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

function same(one, other) {
  return one.length === other.length && one.every((item, at) => item === other[at]);
}

// --- words ------------------------------------------------------------------------------------------------------------------

function shown(code) {
  return JSON.stringify(code.length > 60 ? `${code.slice(0, 60)}…` : code);
}

// --- exact fractions: {n, d} of BigInt, d above zero -----------------------------------------------------------------------

function fraction(text) {
  const [n, d = "1"] = text.split("/");
  return { n: BigInt(n), d: BigInt(d) };
}

function written(value) {
  const { n, d } = reduced(value);
  return d === 1n ? String(n) : `${n}/${d}`;
}

function reduced({ n, d }) {
  const common = gcd(n, d);
  return { n: n / common, d: d / common };
}

function plus(a, b) {
  return reduced({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
}

function minus(a, b) {
  return plus(a, { n: -b.n, d: b.d });
}

function times(a, b) {
  return { n: a.n * b.n, d: a.d * b.d };
}

function over(a, b) {
  need(b.n > 0n, "Something is divided by nothing.");
  return { n: a.n * b.d, d: a.d * b.n };
}

function inverse({ n, d }) {
  return { n: d, d: n };
}

function compareFractions(a, b) {
  return compare(a.n * b.d, b.n * a.d);
}

function isLess(a, b) {
  return a.n * b.d < b.n * a.d;
}

function lesser(a, b) {
  return a === null || isLess(b, a) ? b : a;
}

function largest(values) {
  return values.reduce((most, value) => (isLess(most, value) ? value : most));
}

function largestOf(numbers) {
  return numbers.reduce((most, number) => (number > most ? number : most));
}

function commonDenominator(values) {
  return values.reduce((common, { d }) => (common * d) / gcd(common, d), 1n);
}

function gcd(a, b) {
  [a, b] = [absolute(a), absolute(b)];
  while (b) [a, b] = [b, a % b];
  return a;
}

function absolute(number) {
  return number < 0n ? -number : number;
}

function floor(numerator, denominator) {
  const rest = ((numerator % denominator) + denominator) % denominator;
  return (numerator - rest) / denominator;
}

/** Near enough to be shown. */
function toNumber({ n, d }) {
  return Number((n * 10n ** 20n) / d) / 1e20;
}
