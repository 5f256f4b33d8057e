// A tone for each verdict, told apart without looking: two rising, three alike, one deep and long.

const TONES = {
  welcome: [{ pitch: 880, at: 0, length: 0.09 }, { pitch: 1319, at: 0.1, length: 0.16 }],
  again: [0, 0.16, 0.32].map((at) => ({ pitch: 587, at, length: 0.1, shape: "triangle" })),
  refused: [{ pitch: 155, at: 0, length: 0.55, shape: "sawtooth" }],
};
const SHAKES = { welcome: [60], again: [60, 80, 60, 80, 60], refused: [400] };

export class Sound {
  #context = null;
  isOn = true;

  // Browsers let a page sound only after a touch; call this from one.
  wake() {
    this.#context ??= globalThis.AudioContext && new AudioContext();
    return this.#context?.resume();
  }

  get isAwake() {
    return this.#context?.state === "running";
  }

  play(verdict) {
    navigator.vibrate?.(SHAKES[verdict]);
    if (!this.isOn || !this.isAwake) return;
    for (const tone of TONES[verdict]) this.#sound(tone);
  }

  #sound({ pitch, at, length, shape = "sine" }) {
    const start = this.#context.currentTime + at;
    const oscillator = new OscillatorNode(this.#context, { type: shape, frequency: pitch });
    const volume = new GainNode(this.#context, { gain: 0 });
    // Swelling and fading a little, because a hard edge clicks.
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.5, start + 0.01);
    volume.gain.setValueAtTime(0.5, start + length - 0.02);
    volume.gain.linearRampToValueAtTime(0, start + length);
    oscillator.connect(volume).connect(this.#context.destination);
    oscillator.start(start);
    oscillator.stop(start + length);
  }
}
