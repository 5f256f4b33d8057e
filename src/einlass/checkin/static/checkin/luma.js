// Grey pictures out of video frames, whose pixels come in other orders from one phone to the next.

const PLANAR = new Set(["I420", "I420A", "I422", "I444", "NV12", "NV21"]);
const RED_FIRST = new Set(["RGBA", "RGBX"]);

// frame: a VideoFrame. Returns {pixels, width, height}, one byte for each pixel.
export async function lumaOfFrame(frame) {
  const { width, height } = frame.visibleRect;
  if (PLANAR.has(frame.format)) {
    // Without the format: naming the frame's own one is an error in some browsers.
    const bytes = new Uint8Array(frame.allocationSize());
    const [luma] = await frame.copyTo(bytes);
    return { pixels: withoutPadding(bytes, luma, width, height), width, height };
  }
  const isKnown = RED_FIRST.has(frame.format) || frame.format === "BGRA" || frame.format === "BGRX";
  const options = isKnown ? {} : { format: "RGBA" };
  const bytes = new Uint8Array(frame.allocationSize(options));
  await frame.copyTo(bytes, options);
  const isBlueFirst = isKnown && !RED_FIRST.has(frame.format);
  return { pixels: lumaOfColours(bytes, isBlueFirst), width, height };
}

// bytes: four for each pixel.
export function lumaOfColours(bytes, isBlueFirst = false) {
  const pixels = new Uint8Array(bytes.length >> 2);
  const [first, third] = isBlueFirst ? [29, 77] : [77, 29];
  for (let i = 0, j = 0; i < pixels.length; i++, j += 4) {
    pixels[i] = (first * bytes[j] + 150 * bytes[j + 1] + third * bytes[j + 2]) >> 8;
  }
  return pixels;
}

// Half as wide and high; each pixel the mean of four.
export function halved({ pixels, width, height }) {
  const halfWidth = width >> 1;
  const halfHeight = height >> 1;
  const half = new Uint8Array(halfWidth * halfHeight);
  for (let y = 0, to = 0; y < halfHeight; y++) {
    for (let x = 0, from = 2 * y * width; x < halfWidth; x++, from += 2) {
      half[to++] = (pixels[from] + pixels[from + 1] + pixels[from + width] + pixels[from + width + 1] + 2) >> 2;
    }
  }
  return { pixels: half, width: halfWidth, height: halfHeight };
}

function withoutPadding(bytes, { offset, stride }, width, height) {
  if (stride === width) return bytes.subarray(offset, offset + width * height);
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    pixels.set(bytes.subarray(offset + y * stride, offset + y * stride + width), y * width);
  }
  return pixels;
}
