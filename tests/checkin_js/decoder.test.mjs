import assert from "node:assert/strict";
import test, { mock } from "node:test";

import { Decoder } from "../../src/einlass/checkin/static/checkin/decoder.js";
import { halved, lumaOfColours, lumaOfFrame } from "../../src/einlass/checkin/static/checkin/luma.js";

// Workers that say they are ready and then answer, or not, as told.
function makeDecoder({ isSilent = false } = {}) {
  const workers = [];
  let restarts = 0;
  const decoder = new Decoder({
    workerUrl: "decoder.js",
    wasmUrl: "reader.wasm",
    onRestart: () => {
      restarts += 1;
    },
    makeWorker: () => {
      const worker = {
        isEnded: false,
        postMessage(message) {
          if (message.wasmUrl) this.onmessage({ data: { isReady: true } });
          else if (!isSilent) this.onmessage({ data: { id: message.id, texts: ["E1"] } });
        },
        terminate() {
          this.isEnded = true;
        },
      };
      workers.push(worker);
      // Answers come a little later, as in a browser.
      const post = worker.postMessage;
      worker.postMessage = (message) => queueMicrotask(() => post.call(worker, message));
      return worker;
    },
  });
  return { decoder, workers, restarts: () => restarts };
}

test("a frame gets the texts in it, and the decoder is free again", async () => {
  const { decoder } = makeDecoder();
  await decoder.ready;

  assert.deepEqual(await decoder.decode({ image: {} }), ["E1"]);
  assert.equal(decoder.isBusy, false);
});

test("a worker that stays silent is replaced, and its frame counts as empty", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { decoder, workers, restarts } = makeDecoder({ isSilent: true });
  await decoder.ready;

  const answer = decoder.decode({ image: {} });
  mock.timers.tick(1000);

  assert.deepEqual(await answer, []);
  assert.deepEqual([workers.length, workers[0].isEnded, restarts()], [2, true, 1]);
  await decoder.ready;
  assert.equal(decoder.isBusy, false);
  mock.timers.reset();
});

// A VideoFrame of 4 by 2 pixels.
function makeFrame(format, copy) {
  return { format, visibleRect: { width: 4, height: 2 }, allocationSize: () => 64, copyTo: copy };
}

test("the brightness plane is taken without the padding at the end of its rows", async () => {
  const frame = makeFrame("NV12", async (bytes) => {
    bytes.set([1, 2, 3, 4, 99, 99, 99, 99, 5, 6, 7, 8], 8);
    return [{ offset: 8, stride: 8 }, { offset: 40, stride: 8 }];
  });

  const { pixels, width, height } = await lumaOfFrame(frame);

  assert.deepEqual([[...pixels], width, height], [[1, 2, 3, 4, 5, 6, 7, 8], 4, 2]);
});

test("a format that we do not know is asked for in colours", async () => {
  const asked = [];
  const frame = makeFrame(null, async (bytes, options) => {
    asked.push(options);
    bytes.fill(255);
    return [{ offset: 0, stride: 16 }];
  });

  const { pixels } = await lumaOfFrame(frame);

  assert.deepEqual(asked, [{ format: "RGBA" }]);
  assert.equal(pixels[0], 255);
});

test("red and blue are not mixed up", () => {
  const red = new Uint8Array([200, 0, 0, 255]);

  assert.deepEqual([...lumaOfColours(red), ...lumaOfColours(red, true)], [60, 22]);
});

test("half the size is the mean of four pixels", () => {
  const picture = { pixels: new Uint8Array([0, 4, 8, 8, 0, 4, 8, 8]), width: 4, height: 2 };

  const half = halved(picture);

  assert.deepEqual([[...half.pixels], half.width, half.height], [[2, 8], 2, 1]);
});
