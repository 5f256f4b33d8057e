// Step "closeness": the list of panels gives everybody the chance that was proved, neither notably less nor more.

import { compareFractions, fraction, isLess, lesser, over, plus, times, toNumber, written } from "./fractions.js";
import { need, shown } from "./need.js";

// In so many panels one appearance more is no gain.
const MANY_PANELS = 1_000n;

export function checkCloseness(draw, facts) {
  const { lottery, model, appearances, values } = draw;
  const [part, whole] = draw.options.mostLoss.map(BigInt);
  const panels = BigInt(lottery.panels);
  // One appearance more is no gain, where the panels are not so few that it would be a large one.
  const once = panels < MANY_PANELS ? { n: panels, d: MANY_PANELS } : { n: 1n, d: 1n };
  const found = { loss: { most: 0n, entries: 0 }, gain: { most: 0n, entries: 0 } };
  const chances = [];
  for (const [at, type] of model.types.entries()) {
    const units = panels * BigInt(type.units);
    const due = times(times(values.get(at), type.weight), { n: units, d: 1n });
    const came_ = { n: BigInt(appearances[at]), d: 1n };
    const isNear = !isLess(came_, times(due, { n: whole - part, d: whole })) && !isLess(plus(times(due, { n: whole + part, d: whole }), once), came_);
    need(isNear, `The type of ${shown(lottery.types[at].codes[0])} comes ${appearances[at]} times, and its part is ${toNumber(due).toFixed(3)}.`);
    const chance = { n: BigInt(appearances[at]), d: units };
    const people = type.units * type.size;
    chances.push({ chance, people, claim: due.n > 0n ? over(chance, type.weight) : null });
    if (due.n === 0n) continue;
    const came = came_.n * due.d;
    count(found.loss, millionths(due.n - came, due.n), people);
    count(found.gain, millionths(came - due.n, due.n), people);
  }
  checkAnnounced(lottery.proof, found, chances, [...values.values()]);
  Object.assign(facts, chanceFacts(found, chances));
}

/** The proof says these numbers itself, so that nobody can be shown others. */
function checkAnnounced(proof, found, chances, values) {
  for (const [name, { most, entries }] of Object.entries(found)) {
    const isRight = BigInt(proof[name].most) === most && proof[name].entries === entries;
    need(isRight, `The largest ${name} is not as announced, but ${most} millionths for ${entries} entries.`);
  }
  const smallest = chances.reduce((least, { claim }) => lesser(least, claim), null);
  const bound = values.find((value) => value.n > 0n) ?? null;
  for (const [name, right] of [["min_chance", smallest], ["bound", bound]]) {
    need(proof[name] === (right ? written(right) : "0"), `“${name}” is not as announced, but ${right ? written(right) : 0}.`);
  }
}

function chanceFacts(found, chances) {
  const ordered = [...chances].sort((a, b) => compareFractions(a.chance, b.chance));
  const withChance = (wanted) => ({
    chance: toNumber(wanted), people: chances.reduce((sum, { chance, people }) => sum + (compareFractions(chance, wanted) ? 0 : people), 0),
  });
  return {
    smallest: ordered.length ? withChance(ordered[0].chance) : null,
    largest: ordered.length ? withChance(ordered[ordered.length - 1].chance) : null,
    loss: { share: Number(found.loss.most) / 1e6, people: found.loss.entries },
    gain: { share: Number(found.gain.most) / 1e6, people: found.gain.entries },
  };
}

/** In millionths, rounded up, and how many people it concerns. */
function millionths(numerator, denominator) {
  return numerator > 0n ? (numerator * 1_000_000n + denominator - 1n) / denominator : 0n;
}

function count(largest, most, people) {
  if (most > largest.most) Object.assign(largest, { most, entries: 0 });
  if (most > 0n && most === largest.most) largest.entries += people;
}
