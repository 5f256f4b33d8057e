// The camera's picture, and each of its frames for the decoder. Rests after a minute without a code.

const REST_AFTER_MS = 60_000;
const REMEMBERED = "einlass-camera";

export class Camera {
  #stream = null;
  #lock = null;
  #canvas = null;
  #lastUseMs = 0;
  #run = 0;

  // onTexts(texts) for each frame with codes; onRest() when the camera went to sleep by itself.
  constructor({ video, decoder, onTexts, onRest }) {
    Object.assign(this, { video, decoder, onTexts, onRest });
    document.addEventListener("visibilitychange", () => this.#holdScreen());
  }

  get isOn() {
    return this.#stream !== null;
  }

  // Throws what getUserMedia throws: NotAllowedError, NotFoundError, …
  async start(cameraId = localStorage.getItem(REMEMBERED)) {
    this.stop();
    // Wishes, not demands: a phone without that camera or size shall give another one.
    const video = { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: { ideal: "environment" } };
    if (cameraId) Object.assign(video, { deviceId: { ideal: cameraId } });
    this.#stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    this.video.srcObject = this.#stream;
    await this.video.play();
    await this.#holdScreen();
    this.used();
    this.#watchFrames((this.#run += 1));
  }

  stop() {
    this.#run += 1;
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
    this.video.srcObject = null;
    this.#lock?.release();
    this.#lock = null;
  }

  used() {
    this.#lastUseMs = performance.now();
  }

  // Every camera of this device; names only once the camera was allowed.
  async cameras() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter((device) => device.kind === "videoinput");
  }

  get cameraId() {
    return this.#stream?.getVideoTracks()[0]?.getSettings().deviceId;
  }

  remember(cameraId) {
    localStorage.setItem(REMEMBERED, cameraId);
  }

  #watchFrames(run) {
    const next = () => (this.video.requestVideoFrameCallback ? this.video.requestVideoFrameCallback(look) : requestAnimationFrame(look));
    const look = () => {
      if (run !== this.#run) return;
      if (performance.now() - this.#lastUseMs > REST_AFTER_MS) {
        this.stop();
        this.onRest();
        return;
      }
      next();
      if (!this.decoder.isBusy && this.video.videoWidth) this.#look();
    };
    next();
  }

  async #look() {
    const texts = await this.decoder.decode(this.#picture());
    if (texts.length) {
      this.used();
      this.onTexts(texts);
    }
  }

  #picture() {
    if (globalThis.VideoFrame) return { frame: new VideoFrame(this.video) };
    const { videoWidth: width, videoHeight: height } = this.video;
    this.#canvas ??= document.createElement("canvas");
    Object.assign(this.#canvas, { width, height });
    const context = this.#canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(this.video, 0, 0);
    return { image: context.getImageData(0, 0, width, height) };
  }

  // The screen stays on while scanning, where the browser can; it lets go of the lock when the page is hidden.
  async #holdScreen() {
    if (!this.isOn || document.visibilityState !== "visible") return;
    this.#lock = await navigator.wakeLock?.request("screen").catch(() => null);
  }
}
