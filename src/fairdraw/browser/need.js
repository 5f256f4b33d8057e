// What must be so, and the words for what is not.

/** Something is not as it must be; nothing further can be checked. */
export class Wrong extends Error {}

export function need(holds, words) {
  if (!holds) throw new Wrong(words);
}

export function shown(code) {
  return JSON.stringify(code.length > 60 ? `${code.slice(0, 60)}…` : code);
}
