// Typing the short code below a ticket's symbol, or a hand scanner that types the whole code.

export class TypePanel {
  // onText(text) for a whole code; onTicket(number) for a short one; find(text): the ticket of a short code.
  constructor({ root, words, find, onText, onTicket }) {
    const form = root.querySelector("form");
    const input = form.elements.code;
    const trouble = root.querySelector("[data-trouble]");
    const complain = (key) => {
      trouble.textContent = key ? words.say(key) : "";
      trouble.hidden = !key;
      input.setAttribute("aria-invalid", String(Boolean(key)));
      if (key) input.focus();
    };
    input.addEventListener("input", () => complain(null));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const text = input.value.trim();
      const ticket = find(text);
      if (!text) return complain("type_nothing");
      if (!ticket && !isWholeCode(text)) return complain("type_unknown");
      complain(null);
      input.value = "";
      return ticket ? onTicket(ticket.number) : onText(text);
    });
  }
}

function isWholeCode(text) {
  return text.replace(/\s/g, "").length > 60;
}
