// Checks a published draw: what it is made of, step by step, and whose entry is whose. No page here, no network.
// The draw itself is computed by fairdraw's own draw.js, which is handed in as `twin`; see docs/lottery.md.

// The letters and digits of our codes, as in events/codes.py.
const ALPHABET = "34679ACDEFGHJKMNPQRTWXY";
const utf8 = new TextEncoder();

/**
 * texts: {lottery, result, announcement}: the files as text; result and announcement may be missing.
 * promised: {fingerprint, announcement, signature}: what the public page says, in hexadecimal; signature: of drand, may be empty.
 * own: {salt, code}: of one applicant, or null.
 * Yields {step, holds, facts}: holds is true, false, or null where there is nothing to check yet. Each step rests on those
 * before; one that cannot be computed does not hold.
 */
export async function* checkDraw(twin, texts, promised, own) {
  const hash = hasher(twin);
  const lottery = parsed(texts.lottery);
  const result = parsed(texts.result);
  const steps = {
    fingerprint: async () => {
      const found = await hash(twin.canonical(lottery));
      return [found === promised.fingerprint, { found }];
    },
    announcement: async () => {
      if (!texts.announcement) return [null, {}];
      const said = JSON.parse(texts.announcement);
      const found = await hash(texts.announcement);
      return [found === promised.announcement && said.fingerprint === promised.fingerprint, { found, source: said.source }];
    },
    outcomes: async () => [everyOutcomeKeepsTheRules(twin, lottery), { panels: lottery.panels, seats: lottery.filled }],
    value: async () => {
      if (!result) return [null, {}];
      const isOfRound = !promised.signature || result.value === toHex(twin.sha256(fromHex(promised.signature)));
      return [isOfRound && result.value === twin.normalise(result.value), { value: result.value }];
    },
    seed: async () => {
      if (!result) return [null, {}];
      const found = toHex(twin.sha256(join(fromHex(promised.fingerprint), utf8.encode(twin.normalise(result.value)))));
      return [found === result.seed && result.commitment === promised.fingerprint, { found }];
    },
    number: async () => {
      if (!result) return [null, {}];
      const found = twin.numberBelow(fromHex(result.seed), lottery.panels) + 1;
      return [found === result.panel, { found, panels: lottery.panels }];
    },
    people: async () => {
      if (!result) return [null, {}];
      const drawn = twin.draw(lottery, result.value);
      const holds = same(drawn.admitted, result.admitted) && same(drawn.waiting, result.waiting);
      return [holds, { admitted: result.admitted.length, waiting: result.waiting.length }];
    },
    own: async () => (own ? ownEntry(twin, lottery, result, own) : [null, {}]),
  };
  for (const [step, work] of Object.entries(steps)) {
    let [holds, facts] = [false, {}];
    try {
      [holds, facts] = await work();
    } catch (error) {
      facts = { error: String(error.message ?? error) };
    }
    yield { step, holds, facts };
  }
}

/** The code of an entry, such as 7KQ3-M9XR-4TWA; as in entry_codes.py. */
export function entryCode(twin, salt, applicationCode) {
  let number = BigInt(`0x${toHex(twin.sha256(utf8.encode(`${salt}:${applicationCode}`)))}`);
  const base = BigInt(ALPHABET.length);
  let code = "";
  for (let place = 0; place < 12; place += 1) {
    code = ALPHABET[Number(number % base)] + code;
    number /= base;
  }
  return code.replace(/(.{4})(?=.)/g, "$1-");
}

/** The own code, its chance, and in the outcome: how many are alike, how many of them are in, and the own rank among them. */
function ownEntry(twin, lottery, result, own) {
  const code = entryCode(twin, own.salt.trim(), own.code.trim().toUpperCase());
  const type = lottery.types.find((one) => one.codes.includes(code));
  if (!type) return [false, { code }];
  const alike = type.codes.length / type.size;
  const counts = twin.countsOf(type.panels, lottery.panels);
  const appearances = counts.reduce((sum, count) => sum + count, 0);
  const facts = { code, alike, chance: appearances / (lottery.panels * alike) };
  if (!result) return [true, facts];
  const place = { admitted: result.admitted.indexOf(code), waiting: result.waiting.indexOf(code) };
  facts.outcome = place.admitted >= 0 ? "admitted" : "waiting";
  facts.place = place[facts.outcome] + 1;
  facts.drawn = counts[result.panel - 1];
  facts.rank = rankOf(twin, type, code, fromHex(result.seed));
  return [facts.place > 0 && (facts.rank <= facts.drawn) === (facts.outcome === "admitted"), facts];
}

/** Among the units of a type, in the order of their keys, from 1. */
function rankOf(twin, type, code, seed) {
  const start = join(seed, utf8.encode("unit"));
  const key = (first) => toHex(twin.sha256(join(start, utf8.encode(first))));
  const firsts = type.codes.filter((_, at) => at % type.size === 0);
  const own = key(type.codes[Math.floor(type.codes.indexOf(code) / type.size) * type.size]);
  return firsts.filter((first) => key(first) < own).length + 1;
}

/** As check_panels in verify.py: every outcome fills the seats and keeps every rule. */
function everyOutcomeKeepsTheRules(twin, lottery) {
  if (lottery.filled > lottery.seats) return false;
  const bounds = allBounds(lottery);
  const sums = bounds.map(() => new Array(lottery.panels).fill(0));
  for (const type of lottery.types) {
    const counts = twin.countsOf(type.panels, lottery.panels);
    const units = type.codes.length / type.size;
    if (!Number.isInteger(units) || counts.some((count) => count < 0 || count > units)) return false;
    for (const [bound, adds] of [[0, type.size], ...type.adds.map(([rule, adds]) => [rule + 1, adds])]) {
      counts.forEach((count, panel) => (sums[bound][panel] += count * adds));
    }
  }
  return sums.every((row, bound) => row.every((sum) => bounds[bound][0] <= sum && sum <= bounds[bound][1]));
}

/** As all_bounds in verify.py: least and most of the seats, then of each rule, without what those who are in already take. */
function allBounds(lottery) {
  const held = lottery.previous ? lottery.previous.counts : lottery.rules.map(() => 0);
  const there = lottery.rules.map(() => 0);
  for (const type of lottery.types) {
    for (const [rule, adds] of type.adds) there[rule] += (type.codes.length / type.size) * adds;
  }
  const ruled = lottery.rules.map((rule, at) => {
    const most = rule.most === null ? there[at] : Math.min(rule.most - held[at], there[at]);
    const least = (rule.least ?? 0) - held[at];
    return [Math.max(lottery.previous ? Math.min(least, there[at]) : least, 0), most];
  });
  return [[lottery.filled, lottery.filled], ...ruled];
}

/** SHA-256 of a text: the browser's where it is there, which is fast; else, on a page without https, fairdraw's own. */
function hasher(twin) {
  const native = globalThis.crypto?.subtle;
  return async (text) => {
    const bytes = utf8.encode(text);
    return toHex(native ? new Uint8Array(await native.digest("SHA-256", bytes)) : twin.sha256(bytes));
  };
}

function parsed(text) {
  return text ? JSON.parse(text) : null;
}

function same(one, other) {
  return one.length === other.length && one.every((code, at) => code === other[at]);
}

function join(...parts) {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => (joined.set(part, at), at + part.length), 0);
  return joined;
}

function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
