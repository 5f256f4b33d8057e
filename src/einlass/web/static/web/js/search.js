// Find anything: `/` or Ctrl-K opens a field over the page, and what fits is listed while one types.
const WAIT_MS = 120;

export function openSearch(root) {
  const dialog = root.querySelector("[data-search]");
  if (!dialog) return;
  const search = new SearchDialog(dialog);

  root.addEventListener("keydown", (event) => {
    const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isWriting(event.target);
    const isControlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!isSlash && !isControlK) return;
    // Another dialog that asks something is not to be covered.
    if (root.querySelector("dialog[open]")) return;
    event.preventDefault();
    search.open();
  });
  for (const link of root.querySelectorAll("[data-opens-search]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      search.open();
    });
  }
}

function isWriting(element) {
  return element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);
}

class SearchDialog {
  constructor(dialog) {
    this.dialog = dialog;
    this.form = dialog.querySelector("form");
    this.input = dialog.querySelector("[role=combobox]");
    this.options = dialog.querySelector("[data-search-options]");
    this.start = this.options.innerHTML;
    this.input.addEventListener("input", () => this.askSoon());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    dialog.querySelector("[data-search-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.addEventListener("close", () => this.cancel());
  }

  open() {
    this.dialog.showModal();
    this.input.focus();
    this.input.select();
  }

  cancel() {
    clearTimeout(this.timer);
    this.request?.abort();
  }

  askSoon() {
    this.cancel();
    if (!this.input.value.trim()) {
      this.show(this.start);
      return;
    }
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    this.request = new AbortController();
    const text = this.input.value;
    const address = `${this.form.action}?${new URLSearchParams({ q: text })}`;
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: this.request.signal });
      // Whose session has ended is led to the page, which asks to sign in.
      if (answer.redirected || !answer.ok) return;
      this.show(await answer.text());
      this.shownFor = text;
    } catch (error) {
      // Without a network, or asked again meanwhile: what is listed stays, and Enter leads to the page.
      if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error;
    }
  }

  show(html) {
    this.options.innerHTML = html;
    this.input.setAttribute("aria-expanded", String(this.all().length > 0));
    this.choose(this.all()[0]);
    this.options.scrollTop = 0;
  }

  all() {
    return [...this.options.querySelectorAll("[role=option]")];
  }

  chosen() {
    return this.options.querySelector("[aria-selected=true]");
  }

  choose(option) {
    this.chosen()?.setAttribute("aria-selected", "false");
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  onKey(event) {
    if (event.isComposing) return;
    const all = this.all();
    const here = all.indexOf(this.chosen());
    if (event.key === "Escape") {
      // A search field would only be emptied by it.
      event.preventDefault();
      this.dialog.close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!all.length) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choose(all[(here + step + all.length) % all.length]);
    } else if (event.key === "Enter" && here >= 0 && !this.isWaiting()) {
      event.preventDefault();
      this.dialog.close();
      location.assign(all[here].href);
    }
  }

  // What is listed belongs to an earlier text: Enter then asks for the page of results.
  isWaiting() {
    const asked = this.shownFor;
    return asked !== undefined && asked !== this.input.value;
  }
}
