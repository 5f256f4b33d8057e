// The draw step of fairdraw in the browser: from a published lottery and a public value to the admitted and the waiting.
// The same steps, written once more in people.py; tests/vectors/draw.json binds the two.
// One ES module, no dependency. Works in every browser and in Node from version 18.

const WHITE_SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const utf8 = new TextEncoder();

/**
 * Turn a public value into the admitted and the waiting.
 *
 * lottery: the parsed lottery.json. value: the public value as text.
 * Returns what result.json holds: {format, commitment, value, seed, panel, admitted, waiting}.
 * Throws an Error if the value is empty. Cost: O(n log n) for n entries.
 */
export function draw(lottery, value) {
  value = normalise(value);
  const commitment = commit(lottery);
  const seed = sha256(join(fromHex(commitment), utf8.encode(value)));
  const panel = numberBelow(seed, lottery.panels);
  const admitted = [];
  const waiting = [];
  for (const type of lottery.types) {
    const ranked = rankedUnits(seed, type);
    const counts = countsOf(type.panels, lottery.panels);
    ranked.slice(0, counts[panel]).forEach((unit) => admitted.push(unit));
    const still = ranked.slice(counts[panel]);
    roundsOf(counts, panel, still.length).forEach((round, place) => waiting.push({ round, ...still[place] }));
  }
  const byKey = (a, b) => compare(a.key, b.key) || compare(a.codes[0], b.codes[0]);
  admitted.sort(byKey);
  waiting.sort((a, b) => compare(a.round, b.round) || byKey(a, b));
  return {
    format: "fairdraw result 1",
    commitment,
    value,
    seed: toHex(seed),
    panel: panel + 1,
    admitted: admitted.flatMap((unit) => unit.codes),
    waiting: waiting.flatMap((unit) => unit.codes),
  };
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

/** JSON with sorted keys, without white space, without escapes that are not needed. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return text(value);
  const pairs = Object.keys(value).sort().map((key) => `${text(key)}:${canonical(value[key])}`);
  return `{${pairs.join(",")}}`;
}

// Only U+0000 to U+001F, the quotation mark and the backslash are escaped, in JavaScript as in Python.
function text(value) {
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new Error(`The number ${value} is not whole.`);
  return JSON.stringify(value);
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

function rankedUnits(seed, type) {
  const start = join(seed, utf8.encode("unit"));
  const units = [];
  for (let at = 0; at < type.codes.length; at += type.size) {
    const codes = type.codes.slice(at, at + type.size);
    units.push({ key: toHex(sha256(join(start, utf8.encode(codes[0])))), codes });
  }
  return units.sort((a, b) => compare(a.key, b.key) || compare(a.codes[0], b.codes[0]));
}

/** How many units of a type each panel takes: the least, plus 1, 2, 4 … where a bit of a plane is set. */
export function countsOf([least, ...planes], panels) {
  return Array.from({ length: panels }, (_, panel) =>
    planes.reduce((count, plane, place) => {
      const digit = parseInt(plane[panel >> 2], 16);
      return count + (((digit >> (3 - (panel & 3))) & 1) << place);
    }, least),
  );
}

/** For each of the waiting of one type, after how many further panels it would be in. */
function roundsOf(counts, panel, waiting) {
  let total = 0;
  const further = counts.map((_, step) => (total += counts[(panel + 1 + step) % counts.length]));
  let step = 0;
  return Array.from({ length: waiting }, (_, rank) => {
    if (total === 0) return Infinity;
    const rest = rank % total;
    if (rest === 0) step = 0;
    while (further[step] < rest + 1) step += 1;
    return Math.floor(rank / total) * counts.length + step + 1;
  });
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function join(...parts) {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function bigEndian(number) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, number);
  return bytes;
}

function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

// SHA-256 as in FIPS 180-4. WebCrypto has it too, but one promise per entry is too slow for many thousands.

const PRIMES = Array.from({ length: 312 }, (_, n) => n).filter(
  (n) => n > 1 && !Array.from({ length: n }, (_, d) => d).some((d) => d > 1 && d * d <= n && n % d === 0),
);
const fraction = (root) => (root - Math.floor(root)) * 2 ** 32;
const START = Uint32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const ROUND = Uint32Array.from(PRIMES, cubeRootFraction);

// The first 32 bits of the fraction of a cube root, exactly, whatever a browser's Math.cbrt does with the last digits.
function cubeRootFraction(prime) {
  const wanted = BigInt(prime) << 96n;
  let root = 0n;
  for (let bit = 1n << 36n; bit > 0n; bit >>= 1n) {
    const next = root | bit;
    if (next * next * next <= wanted) root = next;
  }
  return Number(root & 0xffffffffn);
}

/** bytes: Uint8Array. Returns 32 bytes. */
export function sha256(bytes) {
  const blocks = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64);
  blocks.set(bytes);
  blocks[bytes.length] = 0x80;
  const view = new DataView(blocks.buffer);
  view.setBigUint64(blocks.length - 8, BigInt(bytes.length) * 8n);
  const state = Uint32Array.from(START);
  const words = new Uint32Array(64);
  for (let at = 0; at < blocks.length; at += 64) {
    for (let i = 0; i < 16; i += 1) words[i] = view.getUint32(at + 4 * i);
    compress(state, words);
  }
  const digest = new Uint8Array(32);
  state.forEach((word, i) => new DataView(digest.buffer).setUint32(4 * i, word));
  return digest;
}

function compress(state, words) {
  const turn = (word, by) => (word >>> by) | (word << (32 - by));
  for (let i = 16; i < 64; i += 1) {
    const [early, late] = [words[i - 15], words[i - 2]];
    const small = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    words[i] = words[i - 16] + small + words[i - 7] + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
}
