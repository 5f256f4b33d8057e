import assert from "node:assert/strict";
import test from "node:test";

import { parseTicketCode, TicketVerifier, toHex, Unreadable } from "../../src/einlass/checkin/static/checkin/ticket-code.js";
import * as noble from "../../node_modules/@noble/ed25519/index.js";
import { vectors } from "./support.mjs";

const { signing, event, reading } = vectors("ticket");

async function outcomeOf(text, verifier) {
  let code;
  try {
    code = parseTicketCode(text);
  } catch (error) {
    if (error instanceof Unreadable) return { outcome: "unreadable" };
    throw error;
  }
  if (code.tag !== event.tag) return { outcome: "other_event" };
  if (!(await verifier.verify(code))) return { outcome: "forged" };
  const { slot, tag, number, generation, category, days } = code;
  return { outcome: "good", claims: { slot, tag, number, generation, category, days } };
}

for (const { name, text, payload, claims, public: key } of signing) {
  test(`what Python signed is read and holds: ${name}`, async () => {
    const code = parseTicketCode(text);
    const verifier = new TicketVerifier([{ slot: claims.slot, public: key }]);

    assert.equal(toHex(code.payload), payload);
    assert.equal(await verifier.verify(code), true);
  });
}

for (const { name, text, outcome, claims } of reading) {
  test(`the browser's own Ed25519 agrees with Python: ${name}`, async () => {
    const verifier = new TicketVerifier(event.keys);

    assert.deepEqual(await outcomeOf(text, verifier), { outcome, ...(claims && { claims }) });
  });

  test(`the fallback agrees with Python: ${name}`, async () => {
    const noKeys = { importKey: () => Promise.reject(new Error("NotSupportedError")) };
    const verifier = new TicketVerifier(event.keys, { subtle: noKeys, loadFallback: async () => noble });

    assert.equal((await outcomeOf(text, verifier)).outcome, outcome);
  });
}
