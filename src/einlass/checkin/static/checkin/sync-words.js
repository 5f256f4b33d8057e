// The state of the exchange with the server, as a sentence and a mood (good, wait, bad).

export function describeSync(words, { kind, sinceMs, waiting }, nowMs) {
  const scans = words.count("scans_waiting", waiting);
  if (kind === "ended") return { mood: "bad", text: words.say("sync_ended", { scans }) };
  if (kind === "troubled") return { mood: "bad", text: words.say("sync_troubled", { scans }) };
  if (kind === "offline") return { mood: "wait", text: words.say(waiting ? "sync_offline_waiting" : "sync_offline", { scans }) };
  if (kind === "starting") return { mood: "wait", text: words.say("sync_starting") };
  return { mood: "good", text: words.say("sync_current", { ago: words.ago(sinceMs, nowMs) }) };
}
