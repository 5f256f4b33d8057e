// The one text of a document, and how it is read.

import { compare } from "./order.js";

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
