// Reads a list of cases (each a list of texts) from standard input, and prints for each the step that refuses, or null.

import { readFileSync } from "node:fs";

import { verify } from "../../src/fairdraw/verify.js";

async function refusing(texts) {
  for await (const { step, holds, problem } of verify(texts)) if (holds === false) return { step, problem };
  return { step: null, problem: "" };
}

const verdicts = [];
for (const texts of JSON.parse(readFileSync(0, "utf8"))) verdicts.push(await refusing(texts));
console.log(JSON.stringify(verdicts));
