// Exact fractions: {n, d} of BigInt, d above zero.

import { need } from "./need.js";
import { compare } from "./order.js";

export function fraction(text) {
  const [n, d = "1"] = text.split("/");
  return { n: BigInt(n), d: BigInt(d) };
}

export function written(value) {
  const { n, d } = reduced(value);
  return d === 1n ? String(n) : `${n}/${d}`;
}

export function reduced({ n, d }) {
  const common = gcd(n, d);
  return { n: n / common, d: d / common };
}

export function plus(a, b) {
  return reduced({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
}

export function minus(a, b) {
  return plus(a, { n: -b.n, d: b.d });
}

export function times(a, b) {
  return { n: a.n * b.n, d: a.d * b.d };
}

export function over(a, b) {
  need(b.n > 0n, "Something is divided by nothing.");
  return { n: a.n * b.d, d: a.d * b.n };
}

export function inverse({ n, d }) {
  return { n: d, d: n };
}

export function compareFractions(a, b) {
  return compare(a.n * b.d, b.n * a.d);
}

export function isLess(a, b) {
  return a.n * b.d < b.n * a.d;
}

/** null is none. */
export function lesser(a, b) {
  if (a === null || b === null) return a ?? b;
  return isLess(b, a) ? b : a;
}

export function largest(values) {
  return values.reduce((most, value) => (isLess(most, value) ? value : most));
}

export function gcd(a, b) {
  [a, b] = [absolute(a), absolute(b)];
  while (b) [a, b] = [b, a % b];
  return a;
}

export function absolute(number) {
  return number < 0n ? -number : number;
}

export function floor(numerator, denominator) {
  const rest = ((numerator % denominator) + denominator) % denominator;
  return (numerator - rest) / denominator;
}

/** Near enough to be shown. */
export function toNumber({ n, d }) {
  return Number((n * 10n ** 20n) / d) / 1e20;
}
