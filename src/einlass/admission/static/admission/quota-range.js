// Two handles on a line of seats: the least and the most that a group gets. A handle at its end of the line means: no bound.
const PAGE = 10;

export class QuotaRange {
  constructor(top, least = null, most = null) {
    this.top = top;
    this.least = least;
    this.most = most;
  }

  // Where a handle stands, in seats; a bound beyond the line stands at its end.
  at(side) {
    const seats = side === "least" ? (this.least ?? 0) : (this.most ?? this.top);
    return Math.min(Math.max(seats, 0), this.top);
  }

  share(side) {
    return this.top ? this.at(side) / this.top : side === "least" ? 0 : 1;
  }

  // Handles stop at each other.
  move(side, seats) {
    const [low, high] = side === "least" ? [0, this.at("most")] : [this.at("least"), this.top];
    const there = Math.min(Math.max(Math.round(seats), low), high);
    if (side === "least") this.least = there === 0 ? null : there;
    else this.most = there === this.top ? null : there;
  }

  // True if the key moves handles.
  press(side, key) {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -PAGE, PageUp: PAGE };
    if (key === "Home") this.move(side, 0);
    else if (key === "End") this.move(side, this.top);
    else if (key in steps) this.move(side, this.at(side) + steps[key]);
    else return false;
    return true;
  }
}
