// Step "text": each file has the one form that its content can have, and there is one draw that no other follows.

import { parse } from "./canonical.js";
import { need, Wrong } from "./need.js";
import { sha256, toHex } from "./sha256.js";
import { ANNOUNCEMENT, isObject, isText, LOTTERY, misfitOf, RESULT, SHAPES } from "./shapes.js";

const OLD = ["fairdraw lottery 1", "fairdraw result 1"];
// Beyond this size a lottery is refused, so that a check always ends.
const RULES_BY_TYPES = 10_000_000;

export function checkText(draw, facts) {
  draw.papers ??= sortPapers(draw.texts.map(read));
  Object.assign(draw, paperOf(draw.papers, draw.commitment ?? headOf(draw.papers)));
  const { types, rules } = draw.lottery;
  need(types.length * rules.length <= RULES_BY_TYPES, "There are too many types and rules to check.");
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

export function paperOf(papers, commitment) {
  const [lottery, result, announcement] = [LOTTERY, RESULT, ANNOUNCEMENT].map((format) => papers[format].get(commitment) ?? null);
  return { lottery, result, announcement, commitment };
}
