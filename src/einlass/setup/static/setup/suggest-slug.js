// Fills the address of the pages in from the name, until somebody writes one of their own.
const box = document.querySelector("[data-suggest-slug]");
const source = box && document.getElementById(box.dataset.suggestSlug);
const field = box?.querySelector("input");

export function slugOf(name) {
  const german = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
  return name
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => german[letter])
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
}

if (source && field) {
  const reserved = new Set(box.dataset.reserved.split(" "));
  let isOwn = field.value !== "";
  field.addEventListener("input", () => {
    isOwn = field.value !== "";
  });
  source.addEventListener("input", () => {
    if (isOwn) return;
    const slug = slugOf(source.value);
    field.value = reserved.has(slug) ? `${slug}-2` : slug;
  });
}
