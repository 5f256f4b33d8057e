// Step "fill": no outcome could fill notably more seats.

import { need } from "./need.js";
import { mostIn } from "./trees.js";
import { boundsWith, limitsOf } from "./types.js";

export function checkFill(draw, facts) {
  const { lottery, model } = draw;
  const { filled, seats, fill } = lottery;
  need((fill === null) === (filled === seats), `${filled} of ${seats} seats are filled, and the proof does not fit that.`);
  facts.most = fill ? fill.most : seats;
  if (!fill) return;
  const bounds = boundsWith(model, [0, seats]);
  const claims = model.types.map((type) => BigInt(type.size));
  const most = mostIn(fill.tree, draw, claims, bounds, limitsOf(model, bounds));
  need(most === BigInt(fill.most), `The proof shows that ${most} seats can be filled at most, not ${fill.most}.`);
  // More than half a per cent of the seats would be seats withheld.
  need(200 * (fill.most - filled) <= seats, `Only ${filled} of ${seats} seats are filled, though ${fill.most} might be.`);
}
