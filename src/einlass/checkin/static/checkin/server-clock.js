// How far the server's clock is ahead of ours, measured with every answer. The shortest round trip tells best.

const KEPT = 8;

export class ServerClock {
  constructor(samples = []) {
    this.samples = samples;
  }

  // Moments in milliseconds: when the request left and its answer came by our clock, and what the server's clock said.
  sample(sentMs, receivedMs, serverMs) {
    const roundTrip = receivedMs - sentMs;
    if (roundTrip < 0) return; // our clock was set back in between
    const offset = Math.round(serverMs - (sentMs + receivedMs) / 2);
    this.samples = [...this.samples, { offset, roundTrip }].slice(-KEPT);
  }

  // Milliseconds to add to our clock, or null if never measured.
  get offsetMs() {
    if (this.samples.length === 0) return null;
    return this.samples.reduce((best, sample) => (sample.roundTrip < best.roundTrip ? sample : best)).offset;
  }

  corrected(wallMs) {
    return wallMs + (this.offsetMs ?? 0);
  }
}
