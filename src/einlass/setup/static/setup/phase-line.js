// One line with all dates: marks that are dragged or moved by arrow keys, and a bar that moves them all.
// The fields stay the truth; the line reads and writes them.
const DAY = 86_400_000;

/** Minutes matter to the fields, days to the line: text of a field as a number of days, without a zone. */
export function daysOf(text) {
  return Date.parse(`${text}:00Z`) / DAY;
}

/** The same clock time, some days later. */
export function movedBy(text, days) {
  return new Date(Date.parse(`${text}:00Z`) + days * DAY).toISOString().slice(0, 16);
}

class PhaseLine {
  constructor(box, fields) {
    this.box = box;
    this.fields = fields.filter((field) => field.value);
    this.starts = daysOf(box.dataset.starts);
    this.measure();
    this.draw();
    for (const field of fields) field.addEventListener("change", () => this.place());
  }

  measure() {
    const all = [...this.fields.map((field) => daysOf(field.value)), this.starts, daysOf(this.box.dataset.now)];
    const [first, last] = [Math.min(...all), Math.max(...all)];
    const room = Math.max((last - first) * 0.04, 2);
    this.first = first - room;
    this.length = last - first + 2 * room;
  }

  draw() {
    const track = document.createElement("div");
    track.className = "phase-line__track";
    this.span = document.createElement("div");
    this.span.className = "phase-line__span";
    track.append(this.span);
    this.whole = this.button("phase-line__whole", this.box.dataset.labelAll);
    this.whole.append(this.box.dataset.labelAll);
    this.drag(this.whole, () => this.fields.filter((field) => field.name !== "doors_open_at"));
    this.marks = this.fields.map((field, place) => {
      const label = field.closest(".field").querySelector("label").textContent.trim();
      const mark = this.button(`phase-line__mark${place % 2 ? " phase-line__mark--low" : ""}`, label);
      mark.append(this.label(label, place));
      this.drag(mark, () => [field]);
      return mark;
    });
    this.box.replaceChildren(track, this.whole, ...this.marks);
    this.place();
  }

  button(name, label) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = name;
    button.setAttribute("aria-label", `${label}. ${this.box.dataset.labelHint}`);
    return button;
  }

  label(text, place) {
    const label = document.createElement("span");
    label.className = `phase-line__label phase-line__label--${place % 4}`;
    label.textContent = text;
    return label;
  }

  share(days) {
    return Math.min(Math.max((days - this.first) / this.length, 0), 1);
  }

  place() {
    const shares = this.fields.map((field) => this.share(daysOf(field.value)));
    shares.forEach((share, place) => {
      const mark = this.marks[place];
      mark.style.insetInlineStart = `${100 * share}%`;
      mark.classList.toggle("phase-line__mark--start", share < 0.2);
      mark.classList.toggle("phase-line__mark--end", share > 0.8);
    });
    const [from, to] = [Math.min(...shares), Math.max(...shares)];
    this.span.style.insetInlineStart = `${100 * from}%`;
    this.span.style.inlineSize = `${100 * (to - from)}%`;
    this.whole.style.insetInlineStart = `${50 * (from + to)}%`;
  }

  move(fields, days) {
    for (const field of fields) field.value = movedBy(field.value, days);
    this.place();
  }

  drag(button, fieldsOf) {
    button.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, PageDown: -7, PageUp: 7 }[event.key];
      if (!step) return;
      event.preventDefault();
      this.move(fieldsOf(), step);
    });
    button.addEventListener("pointerdown", (down) => {
      button.setPointerCapture(down.pointerId);
      const before = fieldsOf().map((field) => [field, field.value]);
      const perDay = this.box.clientWidth / this.length;
      const follow = (event) => {
        const days = Math.round((event.clientX - down.clientX) / perDay);
        for (const [field, value] of before) field.value = movedBy(value, days);
        this.place();
      };
      button.addEventListener("pointermove", follow);
      button.addEventListener("pointerup", () => button.removeEventListener("pointermove", follow), { once: true });
    });
  }
}

const box = document.querySelector("[data-phase-line]");
if (box) new PhaseLine(box, [...box.closest("form").querySelectorAll('.dates input[type="datetime-local"]')]);
