// The worker that reads codes, watched: one that does not answer is replaced, and the next frame goes to the new one.

const SILENT_MS = 1_000;
const START_MS = 20_000;

export class Decoder {
  #pending = null;
  #watch = null;
  #id = 0;

  // workerUrl: a module; wasmUrl: the reader's code; onRestart(): told when the worker had to be replaced.
  constructor({ workerUrl, wasmUrl, onRestart = () => {}, makeWorker = makeModuleWorker }) {
    Object.assign(this, { workerUrl, wasmUrl, onRestart, makeWorker });
    this.#start();
  }

  get isBusy() {
    return !this.isReady || this.#pending !== null;
  }

  // picture: {frame: VideoFrame} or {image: ImageData}. Resolves to the texts seen; to none if the worker gave up.
  decode(picture) {
    return new Promise((resolve) => {
      this.#id += 1;
      this.#pending = { id: this.#id, resolve };
      this.#expectAnswer(SILENT_MS);
      this.worker.postMessage({ id: this.#id, ...picture }, picture.frame ? [picture.frame] : []);
    });
  }

  #start() {
    this.isReady = false;
    this.ready = new Promise((resolve) => {
      this.worker = this.makeWorker(this.workerUrl);
      this.worker.onmessage = ({ data }) => {
        clearTimeout(this.#watch);
        if (data.isReady) {
          this.isReady = true;
          resolve();
        } else {
          this.#answer(data);
        }
      };
      this.#expectAnswer(START_MS);
      this.worker.postMessage({ wasmUrl: this.wasmUrl });
    });
  }

  #answer({ id, texts }) {
    if (this.#pending?.id !== id) return;
    const { resolve } = this.#pending;
    this.#pending = null;
    resolve(texts);
  }

  #expectAnswer(ms) {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#replace(), ms);
  }

  #replace() {
    this.worker.terminate();
    if (this.#pending) this.#answer({ id: this.#pending.id, texts: [] });
    this.onRestart();
    this.#start();
  }
}

function makeModuleWorker(url) {
  return new Worker(url, { type: "module" });
}
