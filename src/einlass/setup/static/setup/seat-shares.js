// Shows how the seats are shared out while one types.
const COLOURS = ["--plot-1", "--plot-2", "--plot-3", "--plot-4", "--plot-5", "--plot-6", "--plot-7"];

/** Seats by purpose; mirrors setup/making/shares.py. */
export function shareOut({ seats, given, share, speakers, press, crew, door }) {
  const left = seats - speakers - press - crew - door;
  const part = given === "draw" ? 100 : given === "curated" ? 0 : share;
  const draw = Math.floor((left * part + 50) / 100);
  return { draw, curated: left - draw, speakers, press, crew, door };
}

const box = document.querySelector("[data-seat-shares]");
const form = box?.closest("form");

function number(name) {
  return Number(form.elements[name].value) || 0;
}

function show() {
  const elsewhere = Number(box.dataset.elsewhere);
  const parts = shareOut({
    seats: number("capacity") + Number(box.dataset.overbooking) - elsewhere,
    given: form.elements.seats_given.value,
    share: number("drawn_share"),
    speakers: number("speakers"),
    press: number("press"),
    crew: number("crew"),
    door: number("door"),
  });
  const shown = Object.entries({ ...parts, partners: elsewhere }).filter(([, seats]) => seats !== 0);
  const bar = document.createElement("div");
  bar.className = "seat-shares__bar";
  bar.setAttribute("aria-hidden", "true");
  const key = document.createElement("ul");
  key.className = "seat-shares__key";
  shown.forEach(([name, seats], place) => {
    const colour = `var(${COLOURS[place]})`;
    const part = document.createElement("span");
    part.className = "seat-shares__part";
    part.style.setProperty("--part-colour", colour);
    part.style.flexGrow = Math.max(seats, 0);
    bar.append(part);
    const line = document.createElement("li");
    line.style.setProperty("--part-colour", colour);
    const label = box.dataset[`label${name[0].toUpperCase()}${name.slice(1)}`];
    line.textContent = seats < 0 ? `${-seats} ${box.dataset.labelOver}` : `${label} ${seats}`;
    key.append(line);
  });
  box.replaceChildren(bar, key);
  form.elements.drawn_share.closest(".field").hidden = form.elements.seats_given.value !== "both";
}

if (form) {
  form.addEventListener("input", show);
  show();
}
