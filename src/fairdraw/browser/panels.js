// Step "panels": each fills the announced seats, keeps every rule, and takes no more than there are.

import { countsOf } from "../draw.js";
import { need } from "./need.js";
import { isText, isWhole } from "./shapes.js";
import { boundsWith } from "./types.js";

// Beyond these sizes a lottery is refused, so that a check always ends.
const [MOST_PANELS, PANELS_BY_TYPES] = [100_000, 200_000_000];

export function checkPanels(draw, facts) {
  const { lottery, model } = draw;
  const { panels, filled, seats } = lottery;
  need(isWhole(panels, 1, MOST_PANELS) && seats > 0 && filled <= seats, "There are no panels or seats, or too many.");
  need(panels * model.types.length <= PANELS_BY_TYPES, "There are too many panels and types to check.");
  const bounds = boundsWith(model, [filled, filled]);
  const sums = bounds.map(() => new Float64Array(panels));
  draw.appearances = [];
  for (const [at, type] of model.types.entries()) {
    const counts = unpacked(lottery.types[at].panels, panels);
    const panel = counts.findIndex((count) => count > type.units);
    need(panel < 0, `Panel ${panel + 1} takes ${counts[panel]} units of a type that has ${type.units}.`);
    for (const [bound, number] of type.parts) addTimes(sums[bound], counts, number);
    draw.appearances.push(counts.reduce((sum, count) => sum + count, 0));
  }
  const names = ["seats", ...lottery.rules.map((rule) => `${rule.attribute} = ${rule.value}`)];
  for (const [bound, name] of names.entries()) {
    const [least, most] = bounds[bound];
    const panel = sums[bound].findIndex((sum) => sum < least || sum > most);
    need(panel < 0, `Panel ${panel + 1} has ${sums[bound][panel]} × ${name}, which must be ${least} to ${most}.`);
  }
  Object.assign(facts, { panels, seats, filled });
}

function addTimes(row, counts, number) {
  for (let panel = 0; panel < row.length; panel += 1) row[panel] += counts[panel] * number;
}

/** The counts, if they are packed as short as can be. */
function unpacked(packed, panels) {
  need(isWhole(packed[0]) && packed.slice(1).every(isText), "A row of panels is damaged.");
  const digits = Math.ceil(panels / 4);
  const beyond = 4 * digits - panels;
  for (const plane of packed.slice(1)) {
    need(plane.length === digits && /^[0-9a-f]*$/.test(plane), "A row of panels is damaged.");
    need(parseInt(plane[digits - 1], 16) % 2 ** beyond === 0, "A row of panels is longer than there are panels.");
  }
  need(packed.length <= 53, "A row of panels has too many digits.");
  need(packed.length === 1 || !/^0*$/.test(packed[packed.length - 1]), "A row of panels is not as short as can be.");
  const counts = countsOf(packed, panels);
  need(counts.reduce((least, count) => Math.min(least, count)) === packed[0], "A row of panels does not start from its least.");
  return counts;
}
