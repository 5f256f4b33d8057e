// Says whether white text on the chosen colour can be read (WCAG 2.2, contrast ratio).
const line = document.querySelector("[data-colour-check]");
const field = line && document.getElementById(line.dataset.colourField);

export function contrastWithWhite(colour) {
  const [red, green, blue] = [1, 3, 5].map((place) => {
    const part = Number.parseInt(colour.slice(place, place + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

function say() {
  const isReadable = contrastWithWhite(field.value) >= 4.5;
  line.textContent = isReadable ? line.dataset.textGood : line.dataset.textDark;
}

if (field) {
  field.addEventListener("input", say);
  say();
}
