// The draw step of fairdraw in the browser: from a published lottery and a public value to the admitted and the waiting.
// The same steps, written once more in people.py; tests/vectors/draw.json binds the two. verify.js checks the whole draw.
// One ES module, no dependency. Works in every browser and in Node from version 18.

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

/** JSON with sorted keys, without white space, without escapes that are not needed. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return scalar(value);
  const pairs = Object.keys(value).sort(compare).map((key) => `${scalar(key)}:${canonical(value[key])}`);
  return `{${pairs.join(",")}}`;
}

// Only U+0000 to U+001F, the quotation mark and the backslash are escaped, in JavaScript as in Python.
function scalar(value) {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new Error(`The number ${value} is not whole.`);
  return JSON.stringify(value);
}

/**
 * Read JSON that is written as canonical() writes it; a line feed at the end is for the caller to take off.
 *
 * Whole numbers beyond 2^53 become BigInt: JSON.parse would round them, and the hash would be another one.
 * Throws an Error that says at which character the text is not the one form: so one document has one text.
 */
export function parse(text) {
  if (HALF_CHARACTER.test(text)) throw new Error("The text has half a character.");
  const reader = new Reader(text);
  const value = reader.value(0);
  if (reader.at < text.length) reader.refuse("the end");
  return value;
}

// Trees of a proof are at most 200 deep and lie a few levels down.
const MOST_NESTED = 220;
const MOST_DIGITS = 40;
const HALF_CHARACTER = /[\ud800-\udfff]/u;
const NEEDS_ESCAPE = /[\\\u0000-\u001f]/;
const WORDS = { t: [true, "true"], f: [false, "false"], n: [null, "null"] };

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  value(depth) {
    if (depth > MOST_NESTED) this.refuse("less nesting");
    const first = this.text[this.at];
    if (first === "{") return this.object(depth);
    if (first === "[") return this.array(depth);
    if (first === '"') return this.string();
    if (first in WORDS) return this.word(...WORDS[first]);
    return this.number();
  }

  object(depth) {
    const found = {};
    let last = null;
    this.list("}", () => {
      const key = this.string();
      if (last !== null && compare(last, key) >= 0) this.refuse("keys in order, each once");
      last = key;
      this.skip(":");
      // Not found[key] = …: the key "__proto__" would change the object instead of being in it.
      Object.defineProperty(found, key, { value: this.value(depth + 1), enumerable: true, writable: true });
    });
    return found;
  }

  array(depth) {
    const found = [];
    this.list("]", () => found.push(this.value(depth + 1)));
    return found;
  }

  list(end, item) {
    this.at += 1;
    if (this.text[this.at] !== end) {
      item();
      while (this.text[this.at] === ",") {
        this.at += 1;
        item();
      }
    }
    this.skip(end);
  }

  string() {
    const start = this.at;
    this.skip('"');
    let end = this.text.indexOf('"', this.at);
    const plain = this.text.slice(this.at, end);
    if (end >= 0 && !NEEDS_ESCAPE.test(plain)) {
      this.at = end + 1;
      return plain;
    }
    while (end >= 0 && backslashesBefore(this.text, end) % 2) end = this.text.indexOf('"', end + 1);
    return this.escaped(start, end + 1);
  }

  escaped(start, end) {
    const raw = this.text.slice(start, end);
    try {
      const found = JSON.parse(raw);
      if (JSON.stringify(found) === raw && !HALF_CHARACTER.test(found)) {
        this.at = end;
        return found;
      }
    } catch {
      // Said below.
    }
    return this.refuse("a text without needless escapes");
  }

  number() {
    WHOLE.lastIndex = this.at;
    const found = WHOLE.exec(this.text);
    if (!found || found[1].length > MOST_DIGITS) return this.refuse("a whole number");
    this.at = WHOLE.lastIndex;
    const number = Number(found[0]);
    return Number.isSafeInteger(number) ? number : BigInt(found[0]);
  }

  word(value, letters) {
    this.skip(letters);
    return value;
  }

  skip(letters) {
    if (!this.text.startsWith(letters, this.at)) this.refuse(letters);
    this.at += letters.length;
  }

  refuse(wanted) {
    throw new Error(`Character ${this.at + 1} of the text is not as it must be: ${wanted} was expected.`);
  }
}

// No leading zero, no sign of zero, and nothing after it that would make it a fraction.
const WHOLE = /(?:-(?=[1-9]))?(0|[1-9][0-9]*)(?![0-9.eE])/y;

function backslashesBefore(text, at) {
  let number = 0;
  while (text[at - 1 - number] === "\\") number += 1;
  return number;
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

/** The order of numbers, or of texts by their code points: JavaScript's own is that of UTF-16, in which 🎲 comes before ﬀ. */
export function compare(a, b) {
  if (a === b) return 0;
  if (typeof a !== "string") return a < b ? -1 : 1;
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at < end ? place(a.charCodeAt(at)) - place(b.charCodeAt(at)) : a.length - b.length;
}

// The halves of characters beyond U+FFFF come after all others.
function place(unit) {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

export function join(...parts) {
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

export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
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
