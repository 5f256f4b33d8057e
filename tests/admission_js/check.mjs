// Runs the check over files given on standard input, and prints which steps hold: node check.mjs PATH-OF-draw.js

import { readFileSync } from "node:fs";
import { checkDraw } from "../../src/einlass/admission/static/admission/draw-check.js";

const twin = await import(process.argv[2]);
const { lottery, result, fingerprint } = JSON.parse(readFileSync(0, "utf8"));
const steps = {};
for await (const { step, holds } of checkDraw(twin, { lottery, result }, { fingerprint, signature: "" }, null)) steps[step] = holds;
console.log(JSON.stringify(steps));
