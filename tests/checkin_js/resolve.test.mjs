import assert from "node:assert/strict";
import test from "node:test";

import { resolve } from "../../src/einlass/checkin/static/checkin/resolve.js";
import { vectors } from "./support.mjs";

const identity = ({ device, epoch, seq }) => [device, epoch, seq];

for (const { name, scans, entry, again, is_sure } of vectors("resolve").resolve) {
  test(name, () => {
    const resolution = resolve(scans);

    assert.deepEqual(resolution.entry && identity(resolution.entry), entry);
    assert.deepEqual(resolution.again.map(identity), again);
    assert.equal(resolution.isSure, is_sure);
  });
}
