// Reads cases [{conditions, answers}, …] as JSON and writes what the browser would ask in each. Run by test_conditions.py.
import { readFileSync } from "node:fs";
import { asked } from "../../src/einlass/applications/static/applications/conditions.js";

const cases = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map(({ conditions, answers }) => asked(conditions, answers))));
