// The screen of a paired phone: camera, typing, finding, and what is known of the state of things.

import { Camera } from "./camera.js";
import { Decoder } from "./decoder.js";
import { UNDO_WITHIN_MS } from "./door.js";
import { FindPanel } from "./find-panel.js";
import { SeenRecently } from "./seen-recently.js";
import { Sound } from "./sound.js";
import { StatusPanel } from "./status-panel.js";
import { describeSync } from "./sync-words.js";
import { Sync } from "./sync.js";
import { TypePanel } from "./type-panel.js";
import { VerdictPanel } from "./verdict-panel.js";

const SLOW_SAVING_MS = 150;
const NOTE_SHOWN_MS = 6_000;
const CAMERA_TROUBLES = { NotAllowedError: "denied", NotFoundError: "missing", OverconstrainedError: "missing" };

export class GateScreen {
  #undoTimer = null;
  #noticeTimer = null;
  #undoable = null;
  #cameraState = "off";
  #isPersistent = false;

  constructor({ root, words, urls, door, list, store, clock, api, offline }) {
    Object.assign(this, { root, words, door, list, store, clock, offline });
    this.seen = new SeenRecently();
    this.sound = new Sound();
    this.sync = new Sync({
      api,
      store,
      list,
      clock,
      onState: () => this.#showState(),
      onLearned: (news) => this.#learn(news),
    });
    this.verdict = new VerdictPanel({
      root: this.#part("verdict"),
      announcement: this.#part("announcement"),
      words,
      onOverride: (shown, reason) => this.#answer(this.door.override(shown, reason)),
      onGone: () => this.#part("stage").removeAttribute("data-verdict-shown"),
    });
    this.status = new StatusPanel({ root: this.#part("status"), words });
    this.find = new FindPanel({ root: this.#part("find"), words, list, onTicket: (number) => this.#admit(number) });
    new TypePanel({
      root: this.#part("type"),
      words,
      find: (text) => this.list.ticketByShortCode(text),
      onText: (text) => this.#answer(this.door.readText(text)),
      onTicket: (number) => this.#admit(number),
    });
    this.decoder = new Decoder({
      workerUrl: urls.decoder,
      wasmUrl: urls.wasm,
      onRestart: () => this.#notify(words.say("decoder_restarted")),
    });
    this.camera = new Camera({
      video: this.#part("video"),
      decoder: this.decoder,
      onTexts: (texts) => this.#see(texts),
      onRest: () => this.#showCamera("off", "camera_rests"),
    });
  }

  // Right after pairing the readiness check is shown; a page that was reloaded in the middle of things goes on scanning.
  async show({ isNew }) {
    this.root.hidden = false;
    this.#part("gate").textContent = this.list.gate.name;
    this.#part("event").textContent = this.list.event.name;
    this.#listen();
    this.find.refresh();
    this.#showState();
    setInterval(() => this.#showState(), 1000);
    this.sync.start();
    if (!isNew && (await isCameraAllowed())) {
      this.#open("scan");
      await this.#startCamera();
    }
    this.#isPersistent = (await navigator.storage?.persisted?.()) ?? false;
    this.#showState();
  }

  #listen() {
    this.root.addEventListener("click", (event) => {
      const { tab, act } = event.target.closest("[data-tab], [data-act]")?.dataset ?? {};
      if (tab) this.#open(tab);
      if (act) this.#actions[act]();
    });
    this.root.addEventListener("pointerdown", () => this.sound.wake(), { once: true });
    this.#part("camera-choice").addEventListener("change", (event) => this.#startCamera(event.target.value));
    for (const name of ["online", "pagehide"]) addEventListener(name, () => this.sync.now());
    document.addEventListener("visibilitychange", () => this.sync.now());
  }

  #actions = {
    start: async () => {
      await this.sound.wake();
      this.#open("scan");
      if (!this.camera.isOn) await this.#startCamera();
    },
    sync: () => this.sync.now(),
    sound: async () => {
      await this.sound.wake();
      for (const [index, verdict] of ["welcome", "again", "refused"].entries()) {
        setTimeout(() => this.sound.play(verdict), 900 * index);
      }
      this.#showState();
    },
    undo: () => this.#undo(),
    dismiss: () => {
      this.#part("notice").hidden = true;
    },
    update: () => this.offline.update(),
    disconnect: async () => {
      this.sync.stop();
      await this.store.forget("pairing");
      await this.store.forget("list");
      location.reload();
    },
  };

  #open(tab) {
    this.verdict.hide();
    this.root.dataset.open = tab;
    for (const button of this.root.querySelectorAll("[data-tab]")) {
      button.setAttribute("aria-pressed", String(button.dataset.tab === tab));
    }
    for (const panel of this.root.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== tab;
    this.root.querySelector(`[data-panel="${tab}"] input`)?.focus();
    if (tab === "find") this.find.refresh();
    this.#showState();
  }

  #see(texts) {
    const now = performance.now();
    const fresh = texts.filter((text) => this.seen.isNew(text, now));
    // A ticket goes before whatever else hangs on a lanyard.
    const text = fresh.find((one) => one.startsWith("E1")) ?? fresh[0];
    if (text !== undefined) this.#answer(this.door.readText(text));
  }

  #admit(number) {
    this.#answer(this.door.admit(number));
  }

  // Shows what the door says, but only once it stands on the disk.
  async #answer(judgement) {
    const slow = setTimeout(() => this.#notify(this.words.say("saving")), SLOW_SAVING_MS);
    let shown;
    try {
      shown = await judgement;
    } catch (error) {
      this.#notify(this.words.say("not_saved"), "bad");
      throw error;
    } finally {
      clearTimeout(slow);
    }
    this.#part("notice").hidden ||= this.#part("notice").dataset.mood !== "bad";
    this.#part("stage").setAttribute("data-verdict-shown", "");
    this.verdict.show(shown, this.list, this.clock.corrected(Date.now()));
    this.sound.play(this.verdict.root.dataset.verdict);
    this.#offerUndo(shown);
    this.#showCount();
    this.find.refresh();
    this.sync.soon();
  }

  #offerUndo(shown) {
    clearTimeout(this.#undoTimer);
    this.#undoable = shown.verdict === "refused" ? null : shown;
    const bar = this.#part("undo");
    bar.hidden = !this.#undoable;
    if (!this.#undoable) return;
    bar.querySelector("[data-text]").textContent = this.words.say("last_scan", {
      name: shown.name || this.words.say("unlisted_name"),
      time: this.words.time(this.clock.corrected(shown.scan.wall_ms)),
    });
    this.#undoTimer = setTimeout(() => {
      bar.hidden = true;
    }, UNDO_WITHIN_MS);
  }

  async #undo() {
    const shown = this.#undoable;
    clearTimeout(this.#undoTimer);
    this.#part("undo").hidden = true;
    await this.door.undo(shown);
    this.verdict.hide();
    this.#notify(this.words.say("undone", { name: shown.name || this.words.say("unlisted_name") }));
    this.#showCount();
    this.find.refresh();
    this.sync.soon();
  }

  async #learn({ doubles, isNewList }) {
    for (const { scan, first } of doubles) {
      const name = this.list.ticket(scan.number)?.name ?? this.words.say("unlisted_name");
      const time = first ? this.words.time(first.at_ms) : "";
      this.#notify(this.words.say("double_entry", { name, time, gate: first?.gate ?? "" }), "bad");
    }
    this.door.useKeys();
    if (isNewList) await this.door.refresh();
    this.find.forget();
    this.#showCount();
    this.#part("gate").textContent = this.list.gate.name;
  }

  async #startCamera(cameraId) {
    try {
      await this.camera.start(cameraId);
      if (cameraId) this.camera.remember(cameraId);
      this.#showCamera("on");
      await this.#listCameras();
    } catch (error) {
      const state = isSecureContext ? (CAMERA_TROUBLES[error.name] ?? "busy") : "insecure";
      this.#showCamera(state, `camera_${state}`);
    }
  }

  async #listCameras() {
    const choice = this.#part("camera-choice");
    const cameras = await this.camera.cameras();
    choice.replaceChildren(
      ...cameras.map((camera, index) => {
        const label = camera.label || this.words.say("camera_number", { number: index + 1 });
        return new Option(label, camera.deviceId, false, camera.deviceId === this.camera.cameraId);
      }),
    );
    choice.closest("[data-cameras]").hidden = cameras.length < 2;
  }

  #showCamera(state, key = null) {
    this.#cameraState = state;
    this.#part("camera-off").hidden = state === "on";
    if (key) this.#part("camera-off").querySelector("[data-text]").textContent = this.words.say(key);
    this.#showState();
  }

  #showState() {
    const nowMs = Date.now();
    const { mood, text } = describeSync(this.words, this.sync.state, nowMs);
    const line = this.#part("sync");
    line.dataset.mood = mood;
    setText(line.querySelector("[data-text]"), text);
    this.#showCount();
    if (this.#part("status").hidden && !this.#isWide()) return;
    this.status.show({
      list: this.list,
      sync: this.sync.state,
      offsetMs: this.clock.offsetMs,
      camera: this.#cameraState,
      sound: this.sound.isAwake,
      isOfflineReady: this.offline.isReady,
      isPersistent: this.#isPersistent,
      nowMs,
    });
    this.#part("update").hidden = !this.offline.hasUpdate;
  }

  #isWide() {
    return matchMedia("(min-width: 62rem)").matches;
  }

  #showCount() {
    setText(this.#part("inside"), this.list.inside.toLocaleString(this.words.language));
  }

  // A note goes by itself; what is bad stays until somebody has seen it.
  #notify(text, mood = "info") {
    const notice = this.#part("notice");
    clearTimeout(this.#noticeTimer);
    if (mood === "info") this.#noticeTimer = setTimeout(() => this.#actions.dismiss(), NOTE_SHOWN_MS);
    notice.dataset.mood = mood;
    setText(notice.querySelector("[data-text]"), text);
    notice.hidden = false;
  }

  #part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }
}

// Only on a change: a text set anew each second is read out each second.
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

async function isCameraAllowed() {
  try {
    return (await navigator.permissions.query({ name: "camera" })).state === "granted";
  } catch {
    return false;
  }
}
