// Puts two handles on each line of the quotas, for pointer, touch and keyboard; the numbers beside them say the same.
import { QuotaRange } from "./quota-range.js";

const SIDES = ["least", "most"];
const WIDTH = 1000;

const numberIn = (input) => (/^\d+$/.test(input.value.trim()) ? Number(input.value) : null);

class Row {
  constructor(form, scope, element) {
    this.form = form;
    this.scope = scope;
    this.element = element;
    this.line = element.querySelector("[data-line]");
    this.inputs = Object.fromEntries(SIDES.map((side) => [side, element.querySelector(`[data-side="${side}"]`)]));
    this.handles = Object.fromEntries(SIDES.map((side) => [side, this.makeHandle(side)]));
    // What a bar shows without those who are coming.
    this.drawn = Number(element.dataset.drawn) - (this.isWide ? Number(element.dataset.coming) : 0);
    for (const side of SIDES) this.inputs[side].addEventListener("input", () => this.read());
    scope.addEventListener("change", () => this.read());
    this.read();
  }

  get isWide() {
    return this.scope.value === "everybody";
  }

  read() {
    const top = Number(this.form.dataset.seats) + (this.isWide ? Number(this.form.dataset.coming) : 0);
    this.range = new QuotaRange(top, numberIn(this.inputs.least), numberIn(this.inputs.most));
    this.show();
  }

  write(side) {
    const bound = this.range[side];
    this.inputs[side].value = bound ?? "";
    this.show();
    this.inputs[side].dispatchEvent(new Event("input", { bubbles: true }));
  }

  show() {
    const [low, high] = SIDES.map((side) => this.range.share(side));
    for (const side of SIDES) {
      const handle = this.handles[side];
      const bound = this.range[side];
      handle.style.insetInlineStart = `${100 * this.range.share(side)}%`;
      handle.classList.toggle("quota-handle--free", bound === null);
      handle.setAttribute("aria-valuemax", this.range.top);
      handle.setAttribute("aria-valuenow", this.range.at(side));
      const words = this.form.dataset;
      handle.setAttribute("aria-valuetext", bound === null ? words.noneWord : `${bound} ${words.seatsWord}`);
    }
    const bar = this.drawn + (this.isWide ? Number(this.element.dataset.coming) : 0);
    this.line.querySelector("[data-bar]").setAttribute("width", Math.min((WIDTH * bar) / (this.range.top || 1), WIDTH));
    this.line.querySelector("[data-bounds]").setAttribute("d", `M${WIDTH * low} 0V20M${WIDTH * high} 0V20`);
    this.line.querySelector("[data-between]").setAttribute("d", `M${WIDTH * low} 18H${WIDTH * high}`);
  }

  makeHandle(side) {
    const handle = document.createElement("span");
    handle.className = `quota-handle quota-handle--${side}`;
    handle.tabIndex = 0;
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-valuemin", 0);
    handle.setAttribute("aria-label", `${this.form.dataset[`${side}Word`]}: ${this.element.dataset.name}`);
    handle.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || !this.range.press(side, event.key)) return;
      event.preventDefault();
      this.write(side);
    });
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      handle.focus({ preventScroll: true });
      event.preventDefault();
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const { left, right, width } = this.line.getBoundingClientRect();
      const isLeftToRight = getComputedStyle(this.line).direction === "ltr";
      const along = isLeftToRight ? event.clientX - left : right - event.clientX;
      this.range.move(side, (this.range.top * along) / width);
      this.write(side);
    });
    this.line.append(handle);
    return handle;
  }
}

for (const form of document.querySelectorAll("[data-quotas]")) {
  form.classList.add("is-scripted");
  for (const block of form.querySelectorAll("[data-block]")) {
    const scope = block.querySelector("select");
    for (const element of block.querySelectorAll("[data-row]")) new Row(form, scope, element);
  }
}
