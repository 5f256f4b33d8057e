// Steps "commitment" and "value": the files name this very lottery, and the public value is the announced one.

import { normalise } from "../draw.js";
import { need } from "./need.js";
import { compare, isAscending } from "./order.js";
import { fromHex, sha256, toHex } from "./sha256.js";
import { ANNOUNCEMENT, isWhole, LOTTERY, momentOf, RESULT } from "./shapes.js";

const LONGEST_VALUE = 500;
// drand's quicknet: a round every three seconds from the first.
const QUICKNET = {
  chain: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
  genesis: 1692803367,
  period: 3,
  // The randomness of round 1000.
  example: "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
};

export function checkCommitment({ commitment, result, announcement, papers }, facts) {
  facts.commitment = commitment;
  if (announcement) Object.assign(facts, { number: announcement.number, replaces: announcement.replaces });
  for (const format of [RESULT, ANNOUNCEMENT]) {
    need([...papers[format].keys()].every((named) => papers[LOTTERY].has(named)), `A “${format}” is of another lottery.`);
  }
  return result || announcement ? undefined : null;
}

export async function checkValue({ result, announcement, options }, facts) {
  facts.unchecked = announcement ? [] : ["announcement"];
  if (announcement) checkForm((facts.form = announcement.value));
  if (!result) return announcement ? undefined : null;
  const { value, signature } = result;
  facts.value = value;
  need([...value].length <= LONGEST_VALUE && value === normalise(value), "The public value is not in its only spelling.");
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
  const isShort = isWhole(count, 1, 100) && count * (String(high).length + 1) - 1 <= LONGEST_VALUE;
  need(isShort && isWhole(low) && isWhole(high, low + 1, 1_000_000), "The announced numbers are not as they must be.");
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
