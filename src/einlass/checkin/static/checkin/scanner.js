// Starts the scanner: which screen, and what belongs together.

import { Door } from "./door.js";
import { GateScreen } from "./gate-screen.js";
import { Offline } from "./offline.js";
import { PairingScreen } from "./pairing-screen.js";
import { ScanStore } from "./scan-store.js";
import { ServerClock } from "./server-clock.js";
import { Api } from "./sync.js";
import { TicketList } from "./ticket-list.js";
import { Words } from "./words.js";

const main = document.querySelector("[data-scanner]");
const { slug, apiRoot, decoderUrl, wasmUrl, serviceWorkerUrl } = main.dataset;
const texts = JSON.parse(document.querySelector("#scanner-words").textContent);
const words = new Words(texts, document.documentElement.lang);
const offline = new Offline();

await onlyTab();
const store = await ScanStore.open(slug);
offline.start(serviceWorkerUrl, words.language).catch(() => {}); // without it the page still works, and the readiness check says so
await begin();

async function begin() {
  const code = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  const pairing = await store.recall("pairing");
  const isOver = pairing && pairing.expires_ms < Date.now();
  if (isOver) await forgetPairing();
  if (pairing && !isOver && !code) return openGate(pairing, await store.recall("list"), { isNew: false });
  const screen = new PairingScreen({ root: part("pairing"), words, api: new Api(apiRoot), onPaired: paired });
  screen.show(isOver ? "pair_over" : null);
  if (code) await screen.pair(code);
}

async function paired({ token, device, epoch, expires_ms }) {
  const pairing = { token, device, epoch, expires_ms };
  const snapshot = await new Api(apiRoot, token).snapshot();
  await store.keep("list", snapshot);
  await store.keep("pairing", pairing);
  await store.adopt(device.code, epoch);
  await navigator.storage?.persist?.();
  part("pairing").hidden = true;
  await openGate(pairing, snapshot, { isNew: true });
}

async function openGate({ token, device, epoch }, record, { isNew }) {
  const list = new TicketList(record);
  const clock = new ServerClock();
  words.useZone(list.event.zone);
  const door = new Door({ store, list, clock, device, epoch });
  await door.refresh();
  const api = new Api(apiRoot, token);
  const urls = { decoder: decoderUrl, wasm: wasmUrl };
  await new GateScreen({ root: part("gate"), words, urls, door, list, store, clock, api, offline }).show({ isNew });
}

async function forgetPairing() {
  await store.forget("pairing");
  await store.forget("list");
}

// Two tabs would show two counters and two cameras; the second waits until the first is closed.
async function onlyTab() {
  if (!navigator.locks) return;
  const isAlone = new Promise((resolve) => {
    navigator.locks.request(`einlass-door-${slug}`, () => {
      resolve();
      return new Promise(() => {});
    });
  });
  const late = setTimeout(() => {
    part("elsewhere").hidden = false;
  }, 700);
  await isAlone;
  clearTimeout(late);
  part("elsewhere").hidden = true;
}

function part(name) {
  return main.querySelector(`[data-screen="${name}"]`);
}
