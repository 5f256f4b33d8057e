// When a question is asked: the same rule as applications/conditions.py, bound to it by tests/vectors/conditions.json.

// condition: {question, is: [values]} or null for always; answers: by key, as `given` understands them.
export function isAsked(condition, answers) {
  if (!condition) return true;
  const wanted = condition.is.map(String);
  return given(answers[condition.question]).some((value) => wanted.includes(value));
}

// The keys that are asked, in order: what hangs on a question that is not asked is not asked either.
export function asked(conditions, answers) {
  // Without a prototype: a question may be called anything, "__proto__" too.
  const seen = Object.create(null);
  for (const key of ["category", "team"]) seen[key] = answers[key];
  const keys = [];
  for (const [key, condition] of conditions) {
    if (!isAsked(condition, seen)) continue;
    keys.push(key);
    seen[key] = answers[key];
  }
  return keys;
}

function given(value) {
  if (value === undefined || value === null || value === false || value === "") return [];
  if (value === true) return ["yes"];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
