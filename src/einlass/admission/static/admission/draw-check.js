// Checks a published draw for the page: loads the files, lets fairdraw's verify.js work, and finds the own entry.
// No page here; it runs in a worker, and where there is none in the page itself.

import { roundChecker } from "./drand-round.js";

const utf8 = new TextEncoder();
const FORMAT = /"format":"fairdraw (lottery|result|announcement) /;
// Of a code, for reading only.
const SHOWN = 12;

/**
 * request.modules: {twin, verifier}: the addresses of fairdraw's draw.js and verify.js.
 * request.published: [{kind, url}]: the files on the server, those of the latest draw first.
 * request.picked: files (Blob) that take the place of those of their kind.
 * request.own: {email, salt} of one applicant, or null.
 * Yields {step, holds, problems, facts} as verify.js does, and last {own} if there is an own entry to look for.
 * Throws an Error if the files cannot be loaded.
 */
export async function* checkDraw({ modules, published, picked, own }, loadCurve) {
  const [twin, verifier] = await Promise.all([import(modules.twin), import(modules.verifier)]);
  const texts = await textsOf(published, picked);
  let isRead = true;
  for await (const report of verifier.verify(texts, { checkRound: roundChecker(twin, loadCurve) })) {
    isRead &&= !(report.step === "text" && report.holds === false);
    yield report;
  }
  if (own && isRead) yield { own: ownEntry(twin, verifier.papersOf(texts), verifier.rulesOfCodes, own) };
}

/** The texts of the picked files, and of the published ones of whose kind none, or none so early, was picked. */
export async function textsOf(published, picked) {
  const ours = await Promise.all(picked.map(async (file) => decoded(await file.arrayBuffer())));
  const left = { lottery: 0, result: 0, announcement: 0 };
  for (const text of ours) left[FORMAT.exec(text)?.[1]] += 1;
  const others = published.filter(({ kind }) => (left[kind] -= 1) < 0);
  return [...ours, ...(await Promise.all(others.map(({ url }) => load(url))))];
}

async function load(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return decoded(await answer.arrayBuffer());
}

// Every byte counts: a mark at the beginning is kept, and what is not UTF-8 becomes characters that no file may have.
function decoded(bytes) {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** The code of an entry: SHA-256 over the 16 bytes of the salt and the address after them, as in entry_codes.py. */
export function entryCode(twin, salt, email) {
  return twin.toHex(twin.sha256(twin.join(twin.fromHex(salt), utf8.encode(email))));
}

/** The first digits in groups, for reading. */
export function shortCode(code) {
  return code.slice(-64).slice(0, SHOWN).replace(/(.{4})(?=.)/g, "$1-");
}

/**
 * What the files say about one applicant's entry.
 *
 * {state}: "malformed" (no salt), "absent" (with the code that was looked for) or "found": then {code, short, email, respelled,
 * towards, others, chance, alike, size, weight, outcome}, and after the draw {drawn, rank, place, isTrue} too.
 */
export function ownEntry(twin, papers, rulesOfCodes, { email, salt }) {
  const digits = salt.trim().toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) return { state: "malformed" };
  const typed = email.trim();
  for (const spelling of spellingsOf(typed)) {
    const found = findEntry(papers.lottery, entryCode(twin, digits, spelling));
    if (!found) continue;
    const facts = { ...rulesFor(papers.lottery, rulesOfCodes, found), ...chanceOf(twin, papers.lottery, found) };
    const outcome = papers.result ? outcomeOf(twin, papers, found) : { outcome: "open" };
    return { state: "found", email: spelling, respelled: spelling !== typed, ...facts, ...outcome };
  }
  return { state: "absent", code: entryCode(twin, digits, typed) };
}

/** Some keyboards begin with a capital letter, some write an umlaut as two characters. */
function spellingsOf(typed) {
  return new Set([typed, typed.normalize("NFC"), typed.toLowerCase(), typed.normalize("NFC").toLowerCase()]);
}

// In a rehearsal a word comes before the digits.
function findEntry(lottery, hash) {
  for (const type of lottery.types) {
    const at = type.codes.findIndex((code) => code.endsWith(hash));
    if (at >= 0) return { type, at, code: type.codes[at] };
  }
  return null;
}

/** Which rules count the entry and which do not. */
function rulesFor(lottery, rulesOfCodes, { type, code }) {
  const counted = new Set(rulesOfCodes([{ ...lottery, types: [type] }]).get(code));
  const named = ({ attribute, value, least, most }) => ({ name: `${attribute} = ${value}`, least, most });
  return {
    towards: lottery.rules.filter((_, rule) => counted.has(rule)).map(named),
    others: lottery.rules.filter((_, rule) => !counted.has(rule)).map(named),
  };
}

function chanceOf(twin, lottery, { type, code }) {
  const alike = type.codes.length / type.size;
  const appearances = twin.countsOf(type.panels, lottery.panels).reduce((sum, count) => sum + count, 0);
  const chance = appearances / (lottery.panels * alike);
  return { code, short: shortCode(code), size: type.size, weight: type.weight, alike, chance };
}

function outcomeOf(twin, { lottery, result, commitment }, { type, at, code }) {
  const place = { admitted: result.admitted.indexOf(code) + 1, waiting: result.waiting.indexOf(code) + 1 };
  const outcome = place.admitted ? "admitted" : "waiting";
  const drawn = twin.countsOf(type.panels, lottery.panels)[result.panel - 1];
  const rank = rankOf(twin, type, at, twin.seedOf(commitment, result.value));
  const isTrue = place[outcome] > 0 && (rank <= drawn) === (outcome === "admitted");
  return { outcome, drawn, rank, place: place[outcome], isTrue };
}

/** Among the units of a type, in the order of their keys, from 1. */
function rankOf(twin, type, at, seed) {
  const start = twin.join(seed, utf8.encode("unit"));
  const key = (first) => twin.toHex(twin.sha256(twin.join(start, utf8.encode(first))));
  const own = key(type.codes[at - (at % type.size)]);
  return type.codes.filter((code, place) => place % type.size === 0 && key(code) < own).length + 1;
}
