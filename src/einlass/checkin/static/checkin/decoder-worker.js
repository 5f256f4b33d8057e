// Looks for QR codes in camera frames, off the main thread. Each frame gets exactly one answer, also when it fails.

import { prepareZXingModule } from "../npm/zxing-wasm/es/reader/index.js";
import { halved, lumaOfColours, lumaOfFrame } from "./luma.js";

// What zxing's glue makes of its options; given here because we hand grey pixels straight to the module.
const OPTIONS = {
  formats: "QRCode",
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  tryDenoise: false,
  binarizer: 0,
  isPure: false,
  downscaleFactor: 3,
  downscaleThreshold: 500,
  minLineCount: 2,
  maxNumberOfSymbols: 4,
  validateOptionalChecksum: false,
  returnErrors: false,
  eanAddOnSymbol: 0,
  textMode: 0,
  characterSet: 0,
  tryCode39ExtendedMode: false,
};
const WIDE = 960;

let reader;
let misses = 0;

self.onmessage = async ({ data }) => {
  try {
    if (data.wasmUrl) {
      // Its own default is a server of other people.
      const overrides = { locateFile: () => data.wasmUrl };
      reader = await prepareZXingModule({ overrides, fireImmediately: true });
      self.postMessage({ isReady: true });
    } else {
      self.postMessage({ id: data.id, texts: await textsIn(data) });
    }
  } catch (error) {
    self.postMessage({ id: data.id, texts: [], error: String(error) });
  } finally {
    data.frame?.close();
  }
};

// Half the size first, which is four times as fast and enough nearly always; the whole picture after every second miss.
async function textsIn({ frame, image }) {
  const picture = frame ? await lumaOfFrame(frame) : { ...image, pixels: lumaOfColours(image.data) };
  if (picture.width < WIDE) return read(picture);
  const texts = read(halved(picture));
  misses = texts.length ? 0 : misses + 1;
  return misses && misses % 2 === 0 ? read(picture) : texts;
}

function read({ pixels, width, height }) {
  const address = reader._malloc(pixels.length);
  try {
    reader.HEAPU8.set(pixels, address);
    const found = reader.readBarcodesFromPixmap(address, width, height, OPTIONS);
    const texts = [];
    for (let i = 0; i < found.size(); i++) texts.push(found.get(i).text);
    found.delete?.();
    return texts;
  } finally {
    reader._free(address);
  }
}
