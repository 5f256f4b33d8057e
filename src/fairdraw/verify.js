// The whole check of a draw in the browser: that it was fair, and that nobody touched it. The same steps as in verify.py, with
// code of its own; tests/vectors bind the two. What each step proves stands in docs/lottery.md under "What is proved".
// One ES module beside draw.js, no other dependency. Works in every browser since 2020 and in Node from version 18.

import { canonical, compare, countsOf, fromHex, normalise, outcome, parse, sha256, toHex } from "./draw.js";

const METHOD = "leximin by types; panels of equal chance; order by SHA-256";
const [LOTTERY, RESULT, ANNOUNCEMENT] = ["fairdraw lottery 2", "fairdraw result 2", "fairdraw announcement 2"];
const OLD = ["fairdraw lottery 1", "fairdraw result 1"];
const MOST = { panels: 100_000, depth: 200, code: 200, name: 1_000, fraction: 200, value: 500 };
// Beyond these sizes a lottery is refused, so that a check always ends.
const WORKABLE = { leaves: 20_000, leavesByTypes: 10_000_000, rulesByTypes: 10_000_000, panelsByTypes: 200_000_000 };
// Characters that cannot be seen or that change what is seen beside them: two codes must not look alike.
const UNSEEN =
  /[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;
const FRACTION = /^(0|[1-9][0-9]*)(?:\/([1-9][0-9]*))?$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
// Sums of chances are worked out in whole multiples of 1/FINE, rounded down.
const FINE = 10n ** 60n;
// By this part of a certain seat the value of a level may lie below what its prices prove, where that is a long fraction.
const HAIR = 10n ** 18n;
// Who ends at a level has at least this part of the largest claim: else a rounding elsewhere could take something from them.
const LEAST_CLAIM = 10n ** 4n;
// By these parts the proved chances may break a bound, or a mix of panels may miss their sum: a later level may have claims that
// are ten thousand times smaller, and all that is missing before would be taken from it.
const [ROUNDING, MIXING] = [10n ** 12n, 10n ** 7n];
// In so many panels one appearance more is no gain.
const MANY_PANELS = 1_000n;
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

export const STEPS = Object.keys(WORK);

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
 * Yields {step, holds, problem, facts} in the order of STEPS. holds: true, false, or null where there is nothing to check or a
 *   step before found a problem. problem: a sentence, "" if there is none. facts: numbers of the step.
 * Nothing is thrown, whatever the texts hold.
 */
export async function* verify(texts, options = {}) {
  yield* judge({ texts, options: { mostLoss: [1, 20], checkRound: null, ...options } });
}

async function* judge(draw) {
  let isSound = true;
  for (const [step, work] of Object.entries(WORK)) {
    const report = { step, holds: null, problem: "", facts: {} };
    if (isSound) await run(work, draw, report);
    isSound &&= report.holds !== false;
    yield report;
  }
}

/** A step gives null where there is nothing to check. */
async function run(work, draw, report) {
  try {
    report.holds = (await work(draw, report.facts)) === null ? null : true;
  } catch (error) {
    report.holds = false;
    report.problem = error instanceof Wrong ? error.message : `A file is damaged (${error.message ?? error}).`;
  }
}

// --- text: each file has the one form that its content can have ---------------------------------------------------------

function checkText(draw, facts) {
  draw.papers ??= sortPapers(draw.texts.map(read));
  Object.assign(draw, paperOf(draw.papers, draw.commitment ?? headOf(draw.papers)));
  const { types, rules } = draw.lottery;
  need(types.length * rules.length <= WORKABLE.rulesByTypes, "There are too many types and rules to check.");
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
  const shape = isObject(document) && isText(document.format) ? SHAPES[document.format] : undefined;
  need(!OLD.includes(document?.format), "This is the old format 1, which could not prove a draw fair.");
  need(shape !== undefined, "A file is neither a lottery nor a result nor an announcement.");
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
    rules: [{ attribute: isName, least: maybe(isWhole), most: maybe(isWhole), value: isName }],
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
    draw: isName,
    event: isName,
    format: ANNOUNCEMENT,
    number: isWhole,
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

/** A leaf [scale, price of each bound …], or a branch of two trees; an empty leaf may be all. */
function isTree(value) {
  if (Array.isArray(value)) return value.every(isBig);
  return misfitOf(value, { at: isWhole, high: isTree, low: isTree, type: isWhole }) === null;
}

// --- entries: everybody is in it once ------------------------------------------------------------------------------------

function checkEntries({ lottery }, facts) {
  const seen = new Set();
  let units = 0;
  for (const { codes, size } of lottery.types) {
    need(size > 0 && codes.length > 0 && codes.length % size === 0, "A type has half a team.");
    units += codes.length / size;
    for (const code of codes) {
      need(code !== "" && isName(code, MOST.code), `The code ${shown(code)} is empty, too long, or not seen as it is.`);
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

// --- types: entries are told apart only by what can make a difference ----------------------------------------------------

function checkTypes(draw, facts) {
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
  return {
    types: types.length,
    quotas: lottery.rules.length,
    rules: lottery.rules.map((rule, at) => ({ ...rule, counts: counts[at], asks: bounds[at][0], binds: binds[at] })),
    weighted: types.reduce((sum, { weight, units, size }) => sum + (weight.n === weight.d ? 0 : units * size), 0),
    ratio: weights.length ? toNumber(times(largest(weights), largest(weights.map(inverse)))) : 1,
    follows: lottery.previous !== null,
  };
}

// --- panels: each fills the announced seats, keeps every rule, and takes no more than there are ---------------------------

function checkPanels(draw, facts) {
  const { lottery, model } = draw;
  const { panels, filled, seats } = lottery;
  need(isWhole(panels, 1, MOST.panels) && seats > 0 && filled <= seats, "There are no panels or seats, or too many.");
  need(panels * model.types.length <= WORKABLE.panelsByTypes, "There are too many panels and types to check.");
  const bounds = boundsWith(model, [filled, filled]);
  const sums = bounds.map(() => new Float64Array(panels));
  draw.appearances = [];
  for (const [at, type] of model.types.entries()) {
    const counts = unpacked(lottery.types[at].panels, panels);
    const panel = counts.findIndex((count) => count > type.units);
    need(panel < 0, `Panel ${panel + 1} takes ${counts[panel]} units of a type that has ${type.units}.`);
    for (const [bound, number] of type.parts) addTimes(sums[bound], counts, number);
    draw.appearances.push(counts.reduce((sum, count) => sum + count, 0));
  }
  const names = ["seats", ...lottery.rules.map((rule) => `${rule.attribute} = ${rule.value}`)];
  for (const [bound, name] of names.entries()) {
    const [least, most] = bounds[bound];
    const panel = sums[bound].findIndex((sum) => sum < least || sum > most);
    need(panel < 0, `Panel ${panel + 1} has ${sums[bound][panel]} × ${name}, which must be ${least} to ${most}.`);
  }
  Object.assign(facts, { panels, seats, filled });
}

function addTimes(row, counts, number) {
  for (let panel = 0; panel < row.length; panel += 1) row[panel] += counts[panel] * number;
}

/** The counts, if they are packed as short as can be. */
function unpacked(packed, panels) {
  need(isWhole(packed[0]) && packed.slice(1).every(isText), "A row of panels is damaged.");
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

function checkFill(draw, facts) {
  const { lottery, model } = draw;
  const { filled, seats, fill } = lottery;
  need((fill === null) === (filled === seats), `${filled} of ${seats} seats are filled, and the proof does not fit that.`);
  facts.most = fill ? fill.most : seats;
  if (!fill) return;
  const bounds = boundsWith(model, [0, seats]);
  const claims = model.types.map((type) => BigInt(type.size));
  const most = mostIn(fill.tree, draw, claims, bounds, limitsOf(model, bounds));
  need(most === BigInt(fill.most), `The proof shows that ${most} seats can be filled at most, not ${fill.most}.`);
  // More than half a per cent of the seats would be seats withheld.
  need(200 * (fill.most - filled) <= seats, `Only ${filled} of ${seats} seats are filled, though ${fill.most} might be.`);
}

/**
 * The most that a panel can be worth in claims, as a tree of prices shows; null if it shows that there is no panel.
 *
 * A leaf [scale, price of each bound …] holds for all counts with low ≤ y ≤ high, by plain sums:
 *   scale · Σ claims · y ≤ Σ (price > 0: price · most, else price · least) + Σ max over y of (scale · claim − paid) · y
 */
function mostIn(tree, draw, claims, bounds, limits) {
  const [low, high] = [limits.map(() => 0), [...limits]];
  draw.leaves ??= 0;
  need(claims.length > 0, "There are no entries.");
  const inLeaf = (leaf, depth) => {
    draw.leaves += 1;
    const isFew = draw.leaves <= Math.min(WORKABLE.leaves, WORKABLE.leavesByTypes / claims.length);
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
function paid(prices, { types }, bounds) {
  need(prices.length === bounds.length, "A leaf of a proof has not one price for each bound.");
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
 * No panel is worth more in claims than the tree shows. The types before take their part of it; the rest is used up if all
 * that are free get the level's value. So who has a claim gets more only if another one with a claim gets less.
 */
function checkLevels(draw, facts) {
  const { lottery, model } = draw;
  draw.bounds = boundsWith(model, [lottery.filled, lottery.filled]);
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
function mean({ model }, type, value) {
  const { weight, units } = model.types[type];
  return (value.n * weight.n * BigInt(units) * FINE) / (value.d * weight.d);
}

// --- possible: the values of all levels can be had together ----------------------------------------------------------------

function checkPossible(draw, facts) {
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

// --- closeness: the list of panels gives everybody that chance, neither notably less nor more ------------------------------

function checkCloseness(draw, facts) {
  const { lottery, model, appearances, values } = draw;
  const [part, whole] = draw.options.mostLoss.map(BigInt);
  const panels = BigInt(lottery.panels);
  // One appearance more is no gain, where the panels are not so few that it would be a large one.
  const once = panels < MANY_PANELS ? { n: panels, d: MANY_PANELS } : { n: 1n, d: 1n };
  const found = { loss: { most: 0n, entries: 0 }, gain: { most: 0n, entries: 0 } };
  const chances = [];
  for (const [at, type] of model.types.entries()) {
    const units = panels * BigInt(type.units);
    const due = times(times(values.get(at), type.weight), { n: units, d: 1n });
    const came_ = { n: BigInt(appearances[at]), d: 1n };
    const isNear = !isLess(came_, times(due, { n: whole - part, d: whole })) && !isLess(plus(times(due, { n: whole + part, d: whole }), once), came_);
    need(isNear, `The type of ${shown(lottery.types[at].codes[0])} comes ${appearances[at]} times, and its part is ${toNumber(due).toFixed(3)}.`);
    const chance = { n: BigInt(appearances[at]), d: units };
    const people = type.units * type.size;
    chances.push({ chance, people, claim: due.n > 0n ? over(chance, type.weight) : null });
    if (due.n === 0n) continue;
    const came = came_.n * due.d;
    count(found.loss, millionths(due.n - came, due.n), people);
    count(found.gain, millionths(came - due.n, due.n), people);
  }
  checkAnnounced(lottery.proof, found, chances, [...values.values()]);
  Object.assign(facts, chanceFacts(found, chances));
}

/** The proof says these numbers itself, so that nobody can be shown others. */
function checkAnnounced(proof, found, chances, values) {
  for (const [name, { most, entries }] of Object.entries(found)) {
    const isRight = BigInt(proof[name].most) === most && proof[name].entries === entries;
    need(isRight, `The largest ${name} is not as announced, but ${most} millionths for ${entries} entries.`);
  }
  const smallest = chances.reduce((least, { claim }) => lesser(least, claim), null);
  const bound = values.find((value) => value.n > 0n) ?? null;
  for (const [name, right] of [["min_chance", smallest], ["bound", bound]]) {
    need(proof[name] === (right ? written(right) : "0"), `“${name}” is not as announced, but ${right ? written(right) : 0}.`);
  }
}

// --- commitment: result and announcement name this very lottery ------------------------------------------------------------

function checkCommitment({ commitment, result, announcement, papers }, facts) {
  facts.commitment = commitment;
  if (announcement) Object.assign(facts, { number: announcement.number, replaces: announcement.replaces });
  for (const format of [RESULT, ANNOUNCEMENT]) {
    need([...papers[format].keys()].every((named) => papers[LOTTERY].has(named)), `A “${format}” is of another lottery.`);
  }
  return result || announcement ? undefined : null;
}

// --- value: it has the announced form, and a drand round carries the signature of its servers ------------------------------

async function checkValue({ result, announcement, options }, facts) {
  facts.unchecked = announcement ? [] : ["announcement"];
  if (announcement) checkForm((facts.form = announcement.value));
  if (!result) return announcement ? undefined : null;
  const { value, signature } = result;
  facts.value = value;
  need([...value].length <= MOST.value && value === normalise(value), "The public value is not in its only spelling.");
  need(signature === null || value === toHex(sha256(fromHex(signature))), "The public value is not the SHA-256 of the signature.");
  if (announcement) {
    need((announcement.value.form === "drand") === (signature !== null), "A value of drand, and no other, has a signature.");
    need(hasForm(value, announcement.value), `The public value has not the form of “${announcement.value.example}”.`);
  }
  if (signature !== null) await checkSignature(announcement?.value.round ?? null, signature, options, facts);
}

async function checkSignature(round, signature, { checkRound }, facts) {
  const holds = checkRound && round !== null ? await checkRound(round, signature) : null;
  if (holds === null) facts.unchecked.push("signature");
  need(holds !== false, `The signature is not that of drand's round ${round}.`);
}

/** All that follows from the rest of the form is as it follows. */
function checkForm(form) {
  const make = { drand: drandForm, numbers: numbersForm }[form.form];
  need(make, "The form of the value is none of those offered.");
  for (const [name, right] of Object.entries(make(form))) {
    need(form[name] === right, `“${name}” of the announced form must be ${JSON.stringify(right)}.`);
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

function checkDraw({ lottery, result, commitment }, facts) {
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

// --- previous: who was in stays in or is gone, who waited is an entry or is gone -------------------------------------------

async function checkPrevious({ papers, lottery, options }, facts) {
  const { previous } = lottery;
  if (previous === null) return null;
  const before = paperOf(papers, previous.lottery);
  need(before.lottery && before.result, "This draw follows another one; its lottery and its result are needed too.");
  const missed = [];
  for await (const { problem, facts: seen } of judge({ texts: [], papers, commitment: previous.lottery, options })) {
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

function chanceFacts(found, chances) {
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

/** null is none. */
function lesser(a, b) {
  if (a === null || b === null) return a ?? b;
  return isLess(b, a) ? b : a;
}

function largest(values) {
  return values.reduce((most, value) => (isLess(most, value) ? value : most));
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
