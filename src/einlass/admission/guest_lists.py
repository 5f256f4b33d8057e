"""A list of guests as people have it: which column is what, and what is wrong in which cell. Nothing is written."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import BinaryIO, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from einlass.admission.errors import AddressHasSeat
from einlass.admission.forms.guests import GuestForm
from einlass.admission.guests import Guest, holders_among
from einlass.admission.models import Contingent, Invitation
from einlass.admission.wording import words
from einlass.applications.importing.cells import language_reader, plain_cell
from einlass.applications.importing.csv_files import beginning
from einlass.applications.importing.damage import mended_letters
from einlass.applications.importing.encodings import encoding_of
from einlass.applications.importing.errors import NoRows, NotASheet
from einlass.applications.importing.headings import LOOKED_AT, heading_rows, joined, score
from einlass.applications.importing.mapping import FIXED, guess, known_headings
from einlass.applications.importing.people import ADDRESS, Receiver, printed_name, receivers_in, without_number
from einlass.applications.importing.reading import ZIP, Row, letter_of, sheet_rows
from einlass.applications.importing.rows import Problem, one_address
from einlass.events.models import Event

MOST_ROWS: Final = 2000
MOST_CELLS: Final = 50
LONGEST_QUOTE: Final = 60
WANTED: Final = [
    target
    for target in FIXED
    if target.key in {"name", "reversed_name", "first_name", "last_name", "email", "language"}
]
NAMES: Final = frozenset({"name", "reversed_name", "first_name", "last_name"})
# As mail programs copy addressees: Ada Lovelace <ada@example.org>
IN_BRACKETS: Final = re.compile(r"<(?:mailto:)?[^\s<>@]+@[^\s<>@]+>")
LONGEST_PASTE: Final = 60_000
# How many rows the guess at the columns looks at.
SAMPLES: Final = 20


class NoAddresses(Exception):
    """There is no column with e-mail addresses."""


class NoNames(Exception):
    """There is no column with names."""


class TooManyGuests(Exception):
    """The list is longer than any contingent."""


@dataclass(frozen=True)
class Columns:
    """Positions by what they hold; headings of all columns, empty where the list has none."""

    positions: dict[str, int]
    headings: Sequence[str]

    def problem(self, row: int, key: str, value: str, text: str) -> Problem:
        if key == "name" and "name" not in self.positions:
            key = next((one for one in ("reversed_name", "last_name") if one in self.positions), "email")
        position = self.positions.get(key, self.positions["email"])
        heading = self.headings[position] if position < len(self.headings) else ""
        return Problem(row, letter_of(position), heading, value[:LONGEST_QUOTE], text)


@dataclass(frozen=True)
class Rows:
    """The rows of a file, and how many more are hidden in it."""

    rows: list[Row]
    hidden: int


@dataclass
class GuestList:
    """guests: with the row of each.  problems: then nobody is named.  known: named before, so left as they are.

    hidden: rows that the sheet hides, and that are left out; repaired: (as it was, as it is) of names that were damaged; unused: headings of columns that hold nothing we need.
    """

    columns: Columns
    repaired: list[tuple[str, str]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    hidden: int = 0
    guests: list[tuple[int, Guest]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    known: list[Guest] = field(default_factory=list)

    @property
    def new(self) -> list[Guest]:
        known = {guest.mailbox for guest in self.known}
        return [guest for _row, guest in self.guests if guest.mailbox not in known]


def read_rows(file: BinaryIO) -> Rows:
    """The rows of a file that have content. Raises the SheetProblems, TooManyGuests."""
    if people := receivers_of(file):
        return Rows([(number, [one.name, one.email]) for number, one in people], 0)
    facts, lines = sheet_rows(file, known=known_headings(WANTED))
    with closing(lines):
        filled = ((number, cells[:MOST_CELLS]) for number, cells in lines if any(map(str.strip, cells)))
        rows = list(islice(filled, MOST_ROWS + LOOKED_AT))
    if not rows:
        raise NoRows
    if len(rows) > MOST_ROWS + 1:
        raise TooManyGuests
    return Rows(rows, facts.get("hidden_rows", 0))


def receivers_of(file: BinaryIO) -> list[tuple[int, Receiver]]:
    """Everybody in lines of addressees as a mail program copies them, with the number of each line; none in other files."""
    file.seek(0)
    start = file.read(len(ZIP))
    if start == ZIP or file.seek(0, io.SEEK_END) > LONGEST_PASTE:
        return []
    try:
        lines = beginning(file, encoding_of(file)).splitlines()
    except NotASheet:
        return []
    filled = [(number, line) for number, line in enumerate(lines, start=1) if line.strip(" ;,")]
    if not all(IN_BRACKETS.search(line) for _number, line in filled):
        return []
    return [(number, one) for number, line in filled for one in receivers_in(line)]


def read_guests(event: Event, rows: Sequence[Row]) -> GuestList:
    """Every row as a guest, or with what is wrong in it. Raises NoAddresses, NoNames, NoRows."""
    columns, rows = _columns(rows)
    if not rows:
        raise NoRows
    found = GuestList(columns, unused=_unused(columns, rows))
    first_rows: dict[str, int] = {}
    for number, cells in rows:
        guest, problems = _read(event, columns, number, _repaired(cells, found))
        if guest is not None and (first := first_rows.setdefault(guest.mailbox, number)) != number:
            text = _("The same mailbox stands in row %(row)d already.") % {"row": first}
            problems.append(columns.problem(number, "email", guest.email, text))
        found.problems += problems
        if guest is not None and not problems:
            found.guests.append((number, guest))
    return found


def compare(contingent: Contingent, found: GuestList, *, at: datetime) -> None:
    """Mark those who were named for this contingent before, and name the rows of those who have a seat elsewhere."""
    mailboxes = [guest.mailbox for _row, guest in found.guests]
    holders = holders_among(contingent, mailboxes, at=at)
    named = Invitation.objects.filter(contingent=contingent, mailbox__in=mailboxes)
    known = holders.own | set(named.values_list("mailbox", flat=True))
    for number, guest in found.guests:
        if guest.mailbox in known:
            found.known.append(guest)
        elif guest.mailbox in holders.others:
            text = words(AddressHasSeat(guest.email))
            found.problems.append(found.columns.problem(number, "email", guest.email, text))


def as_text(guests: Iterable[Guest]) -> str:
    """The list once more, so that it can be sent again and read the same."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(["name", "email", "language"])
    writer.writerows([guest.name, guest.email, guest.language] for guest in guests)
    return text.getvalue()


def _columns(rows: Sequence[Row]) -> tuple[Columns, Sequence[Row]]:
    """Which column is what, by the headings or, without any, by what looks like an address; and the rows of guests."""
    numbers = heading_rows(rows[:LOOKED_AT], known_headings(WANTED))
    heads = [cells for number, cells in rows if number in numbers]
    headings = [cell.strip() for cell in (heads[0] if len(heads) == 1 else joined(heads))]
    below = [row for row in rows if row[0] > max(numbers, default=0)]
    if not score(headings, known_headings(WANTED)):
        return _columns_without_headings(rows)
    sample = [cells for _number, cells in below[:SAMPLES]]
    found = {key: positions[0] for key, positions in guess(headings, WANTED, sample=sample).items()}
    if "email" not in found:
        raise NoAddresses
    if not found.keys() & NAMES:
        raise NoNames
    return Columns(found, headings), below


def _columns_without_headings(rows: Sequence[Row]) -> tuple[Columns, Sequence[Row]]:
    if any(_is_of_receivers(cells) for _number, cells in rows):
        # As a mail program or a numbered list has them: names and addresses in one line.
        people = [(number, one) for number, cells in rows for one in receivers_in("; ".join(filter(None, cells)))]
        if not people:
            raise NoAddresses
        return Columns({"name": 0, "email": 1}, []), [(number, [one.name, one.email]) for number, one in people]
    width = max(len(cells) for _row, cells in rows)
    email = next((place for place in range(width) if any("@" in cell for cell in _column(rows, place))), None)
    if email is None:
        raise NoAddresses
    name = next((place for place in range(width) if place != email and any(_column(rows, place))), None)
    return Columns({"email": email} | ({} if name is None else {"name": name}), []), rows


def _is_of_receivers(cells: Sequence[str]) -> bool:
    """Whether a row holds several addresses, or one with a name around it."""
    found = [cell for cell in cells if ADDRESS.search(cell)]
    return len(found) > 1 or any(not ADDRESS.fullmatch(cell.strip().strip("<>;.,")) for cell in found)


def _unused(columns: Columns, rows: Sequence[Row]) -> list[str]:
    """Columns with something in them that end up nowhere."""
    used = set(columns.positions.values())
    return [
        f"{letter_of(place)} {heading}".strip()
        for place, heading in enumerate(columns.headings)
        if place not in used and any(_column(rows, place))
    ]


def _repaired(cells: Sequence[str], found: GuestList) -> list[str]:
    """The cells with damaged letters put right, which the page shows before anything is done."""
    better = [mended_letters(cell) for cell in cells]
    found.repaired += [(was, now) for was, now in zip(cells, better, strict=True) if was != now]
    return better


def _column(rows: Sequence[Row], place: int) -> list[str]:
    return [cells[place].strip() for _row, cells in rows if place < len(cells)]


def _read(event: Event, columns: Columns, number: int, cells: Sequence[str]) -> tuple[Guest | None, list[Problem]]:
    typed: dict[str, str] = {}
    problems: list[Problem] = []
    for key, place in columns.positions.items():
        value = cells[place] if place < len(cells) else ""
        try:
            typed[key] = plain_cell(value)
            if key == "language" and typed[key].strip():
                typed[key] = language_reader(event.languages)(typed[key])
            elif key == "email":
                typed[key] = one_address(typed[key])
        except ValidationError as error:
            typed[key] = ""
            problems.append(columns.problem(number, key, value, error.messages[0]))
    form = GuestForm(event, _as_form(typed, GuestForm(event)["language"].initial))
    if form.is_valid():
        return (None if problems else form.guest()), problems
    told = {problem.column for problem in problems}
    for key, texts in form.errors.items():
        problem = columns.problem(number, key, typed.get(key, ""), str(texts[0]))
        problems += [problem] if problem.column not in told else []
    return None, problems


def _as_form(typed: dict[str, str], language: str) -> dict[str, str]:
    name = printed_name(typed.get("name", ""))
    name = name or printed_name(typed.get("reversed_name", ""), is_turned_round=True)
    name = name or printed_name(f"{typed.get('first_name', '')} {typed.get('last_name', '')}")
    return {
        "name": without_number(name),
        "email": typed.get("email", ""),
        "language": typed.get("language") or language,
    }
