// What a verdict says in words. shown: as the Door tells it; colour: of the category, "none" where there is none.

export function verdictWords(shown, { words, list, nowMs }) {
  return {
    word: words.say(shown.kind === "override" ? "let_in_again" : shown.verdict),
    name: shown.name || (shown.verdict === "refused" ? "" : words.say("unlisted_name")),
    category: shown.category ? words.localized(shown.category.name) : "",
    colour: shown.category?.colour ?? "none",
    ...explanation(shown, words, list, nowMs),
  };
}

function explanation(shown, words, list, nowMs) {
  if (shown.verdict === "welcome") return { reason: shown.reason ? words.say("not_listed") : "", advice: "" };
  if (shown.verdict === "again") return shown.first ? entryWords(shown.first, words, nowMs) : { reason: "", advice: "" };
  const values = {
    event: list.event.name,
    opens: words.time(list.gate.opens_ms),
    closes: words.time(list.gate.closes_ms),
  };
  return { reason: words.say(`${shown.reason}_reason`, values), advice: words.say(`${shown.reason}_advice`, values) };
}

function entryWords(first, words, nowMs) {
  return {
    reason: words.say("entered_at", { time: words.time(first.at_ms), ago: words.ago(first.at_ms, nowMs) }),
    advice: words.say("entered_where", { gate: first.gate, device: first.device_name }),
  };
}
