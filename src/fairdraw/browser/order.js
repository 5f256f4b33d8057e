// The order of everything that is listed.

/** The order of numbers, or of texts by their code points: JavaScript's own is that of UTF-16, in which 🎲 comes before ﬀ. */
export function compare(a, b) {
  if (a === b) return 0;
  if (typeof a !== "string") return a < b ? -1 : 1;
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at < end ? place(a.charCodeAt(at)) - place(b.charCodeAt(at)) : a.length - b.length;
}

// The halves of characters beyond U+FFFF come after all others.
function place(unit) {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

export function isAscending(list, order) {
  return list.every((item, at) => at === 0 || order(list[at - 1], item) < 0);
}

export function compareLists(a, b) {
  const at = a.findIndex((item, place) => place >= b.length || item !== b[place]);
  if (at < 0) return a.length - b.length;
  return at >= b.length ? 1 : compare(a[at], b[at]);
}

export function same(one, other) {
  return one.length === other.length && one.every((item, at) => item === other[at]);
}
