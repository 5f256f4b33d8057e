// Whether this phone is ready for the doors, line by line, before they open and at any time after.

import { describeSync } from "./sync-words.js";

const CAMERA_MOODS = { on: "good", off: "wait", insecure: "wait", missing: "wait", denied: "bad", busy: "bad" };
const SKEW_WORTH_TELLING_MS = 120_000;

export class StatusPanel {
  constructor({ root, words }) {
    Object.assign(this, { root, words });
  }

  // facts: {list, sync, offsetMs, camera, sound, isOfflineReady, isPersistent, nowMs}.
  show(facts) {
    for (const [name, { mood, text }] of Object.entries(checks(facts, this.words))) {
      const line = this.root.querySelector(`[data-check="${name}"]`);
      line.dataset.mood = mood;
      line.querySelector("[data-text]").textContent = text;
      line.querySelector("[data-mood-word]").textContent = this.words.say(`mood_${mood}`);
    }
  }
}

export function checks(facts, words) {
  const { list, sync, offsetMs, camera, sound, isOfflineReady, isPersistent, nowMs } = facts;
  return {
    tickets: list.tickets.size
      ? good(words.count("check_tickets", list.tickets.size))
      : wait(words.say("check_no_tickets")),
    keys: list.keys.length ? good(words.count("check_keys", list.keys.length)) : bad(words.say("check_no_keys")),
    sync: describeSync(words, sync, nowMs),
    clock: clockCheck(offsetMs, words),
    camera: { mood: CAMERA_MOODS[camera], text: words.say(`camera_${camera}`) },
    sound: sound ? good(words.say("sound_on")) : wait(words.say("sound_off")),
    offline: isOfflineReady ? good(words.say("offline_ready")) : wait(words.say("offline_not_ready")),
    storage: isPersistent ? good(words.say("storage_kept")) : wait(words.say("storage_at_risk")),
  };
}

function clockCheck(offsetMs, words) {
  if (offsetMs === null) return wait(words.say("clock_unknown"));
  if (Math.abs(offsetMs) < SKEW_WORTH_TELLING_MS) return good(words.say("clock_right"));
  return wait(words.count("clock_wrong", Math.round(Math.abs(offsetMs) / 60_000)));
}

function good(text) {
  return { mood: "good", text };
}

function wait(text) {
  return { mood: "wait", text };
}

function bad(text) {
  return { mood: "bad", text };
}
