// Finding a person by any part of the name or code, whatever the accents and capitals.

// "Jürgen Ørsted-Łoś" and "jurgen orsted los" are the same; "Müller" is also found as "mueller".
export function folded(text) {
  return text
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/æ/g, "ae")
    .replace(/œ/g, "oe")
    .replace(/ø/g, "o")
    .replace(/ł/g, "l")
    .replace(/đ/g, "d")
    .replace(/ı/g, "i")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

export class NameFinder {
  // tickets: [{number, name, shortCode, …}]
  constructor(tickets) {
    this.rows = tickets.map((ticket) => ({
      ticket,
      text: ` ${folded(ticket.name)} ${folded(spelledOut(ticket.name))} ${folded(ticket.shortCode)} `,
    }));
  }

  // Tickets that hold every word of the query; names that begin with a word come first.
  search(query, limit = 50) {
    const words = folded(query).split(" ").filter(Boolean);
    if (words.length === 0) return [];
    const hits = this.rows.filter((row) => words.every((word) => row.text.includes(word)));
    return hits
      .map((row) => ({ ticket: row.ticket, starts: words.filter((word) => row.text.includes(` ${word}`)).length }))
      .sort((one, other) => other.starts - one.starts || one.ticket.name.localeCompare(other.ticket.name))
      .slice(0, limit)
      .map((hit) => hit.ticket);
  }
}

function spelledOut(name) {
  return name.replace(/ä/gi, "ae").replace(/ö/gi, "oe").replace(/ü/gi, "ue");
}
