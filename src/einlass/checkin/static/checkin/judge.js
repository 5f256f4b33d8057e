// The verdict at the door for a ticket whose code was good, or that was found by name. judge.py holds the same rule;
// tests/vectors/judge.json binds the two.

// known: {generation, isRevoked, category}, or undefined if the number is on no list yet.
// gate: {admits(category), opens_ms, closes_ms}. Returns {verdict: "welcome" | "again" | "refused", reason}.
export function judge(known, gate, { generation, category, isIn, atMs }) {
  if (known && generation < known.generation) return { verdict: "refused", reason: "replaced" };
  if (known?.isRevoked) return { verdict: "refused", reason: "revoked" };
  if (!gate.admits(known ? known.category : category)) return { verdict: "refused", reason: "wrong_category" };
  if (atMs < gate.opens_ms || atMs >= gate.closes_ms) return { verdict: "refused", reason: "gate_closed" };
  if (isIn) return { verdict: "again", reason: "" };
  return { verdict: "welcome", reason: known ? "" : "not_listed" };
}
