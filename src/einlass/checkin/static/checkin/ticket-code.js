// The text in a ticket's QR code: "E1" and 75 bytes in base32hex, of which the last 64 are an Ed25519 signature.

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
const FORM = /^E1[0-9A-V]{120}$/;
const PAYLOAD_LENGTH = 11;
const DOMAIN = new TextEncoder().encode("einlass-ticket-v1\0");

export class Unreadable extends Error {}

// The fields of a code. Throws Unreadable if the text is no ticket of this format; the signature is not checked here.
export function parseTicketCode(text) {
  const clean = text.replace(/\s/g, "").toUpperCase();
  if (!FORM.test(clean)) throw new Unreadable("not a ticket code");
  const bytes = fromBase32(clean.slice(2));
  if (bytes[0] >> 4 !== 1) throw new Unreadable(`unknown format ${bytes[0] >> 4}`);
  return {
    slot: bytes[0] & 15,
    tag: toHex(bytes.subarray(1, 4)),
    number: new DataView(bytes.buffer).getUint32(4),
    generation: bytes[8],
    category: bytes[9],
    days: bytes[10],
    payload: bytes.slice(0, PAYLOAD_LENGTH),
    signature: bytes.slice(PAYLOAD_LENGTH),
  };
}

// Checks signatures with an event's public keys: with the browser's own Ed25519, or where that is missing with noble's.
export class TicketVerifier {
  // keys: [{slot, public: 64 hex digits}]; loadFallback: gives a module with verifyAsync(signature, message, key).
  constructor(keys, { subtle = globalThis.crypto?.subtle, loadFallback = loadNoble } = {}) {
    this.keys = new Map(keys.map((key) => [key.slot, fromHex(key.public)]));
    this.subtle = subtle;
    this.loadFallback = loadFallback;
    this.checks = new Map();
  }

  async verify(code) {
    const key = this.keys.get(code.slot);
    if (!key) return false;
    if (!this.checks.has(code.slot)) this.checks.set(code.slot, this.#makeCheck(key));
    const check = await this.checks.get(code.slot);
    return check(code.signature, concatenated(DOMAIN, code.payload));
  }

  async #makeCheck(key) {
    try {
      const imported = await this.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
      return (signature, message) => this.subtle.verify({ name: "Ed25519" }, imported, signature, message);
    } catch {
      const noble = await this.loadFallback();
      return (signature, message) => noble.verifyAsync(signature, message, key);
    }
  }
}

export function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function loadNoble() {
  return import("../npm/noble-ed25519/index.js");
}

function fromBase32(text) {
  const bytes = new Uint8Array((text.length * 5) >> 3);
  let bits = 0;
  let value = 0;
  let position = 0;
  for (const letter of text) {
    value = ((value << 5) | ALPHABET.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[position++] = (value >> bits) & 0xff;
    }
  }
  return bytes;
}

function concatenated(first, second) {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
