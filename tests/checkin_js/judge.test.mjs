import assert from "node:assert/strict";
import test from "node:test";

import { judge } from "../../src/einlass/checkin/static/checkin/judge.js";
import { vectors } from "./support.mjs";

for (const { name, known, gate, generation, category, is_in, at_ms, verdict, reason } of vectors("judge").judge) {
  test(name, () => {
    const ticket = known ? { generation: known.generation, isRevoked: known.is_revoked, category: known.category } : undefined;
    const rule = { ...gate, admits: (index) => gate.categories.includes(index) };

    assert.deepEqual(judge(ticket, rule, { generation, category, isIn: is_in, atMs: at_ms }), { verdict, reason });
  });
}
