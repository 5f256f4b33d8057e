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
from einlass.applications.importing.errors import NoRows
from einlass.applications.importing.mapping import FIXED, guess
from einlass.applications.importing.reading import Row, letter_of, sheet_rows
from einlass.applications.importing.rows import Problem
from einlass.events.models import Event

MOST_ROWS: Final = 2000
MOST_CELLS: Final = 50
LONGEST_QUOTE: Final = 60
WANTED: Final = [target for target in FIXED if target.key in {"name", "first_name", "last_name", "email", "language"}]
# As address books copy it: Ada Lovelace <ada@example.org>
NAME_AND_ADDRESS: Final = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]+)>\s*")


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
            key = "last_name" if "last_name" in self.positions else "email"
        position = self.positions.get(key, self.positions["email"])
        heading = self.headings[position] if position < len(self.headings) else ""
        return Problem(row, letter_of(position), heading, value[:LONGEST_QUOTE], text)


@dataclass
class GuestList:
    """guests: with the row of each.  problems: then nobody is named.  known: named before, so left as they are."""

    columns: Columns
    guests: list[tuple[int, Guest]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    known: list[Guest] = field(default_factory=list)

    @property
    def new(self) -> list[Guest]:
        known = {guest.mailbox for guest in self.known}
        return [guest for _row, guest in self.guests if guest.mailbox not in known]


def read_rows(file: BinaryIO) -> list[Row]:
    """The rows of a file that have content. Raises the SheetProblems, TooManyGuests."""
    _facts, lines = sheet_rows(file)
    with closing(lines):
        filled = ((number, cells[:MOST_CELLS]) for number, cells in lines if any(map(str.strip, cells)))
        rows = list(islice(filled, MOST_ROWS + 2))
    if not rows:
        raise NoRows
    if len(rows) > MOST_ROWS + 1:
        raise TooManyGuests
    return rows


def read_guests(event: Event, rows: Sequence[Row]) -> GuestList:
    """Every row as a guest, or with what is wrong in it. Raises NoAddresses, NoNames, NoRows."""
    columns, rows = _columns(rows)
    if not rows:
        raise NoRows
    found = GuestList(columns)
    first_rows: dict[str, int] = {}
    for number, cells in rows:
        guest, problems = _read(event, columns, number, cells)
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
    head = rows[0][1]
    found = guess(head, WANTED)
    if found and not any("@" in cell for cell in head):
        if "email" not in found:
            raise NoAddresses
        if not found.keys() & {"name", "first_name", "last_name"}:
            raise NoNames
        return Columns(found, [cell.strip() for cell in head]), rows[1:]
    width = max(len(cells) for _row, cells in rows)
    email = next((place for place in range(width) if any("@" in cell for cell in _column(rows, place))), None)
    if email is None:
        raise NoAddresses
    name = next((place for place in range(width) if place != email and any(_column(rows, place))), None)
    return Columns({"email": email} | ({} if name is None else {"name": name}), []), rows


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
    name = typed.get("name") or f"{typed.get('first_name', '')} {typed.get('last_name', '')}"
    email = typed.get("email", "")
    if not name.strip() and (both := NAME_AND_ADDRESS.fullmatch(email)):
        name, email = both["name"].strip(' "'), both["email"]
    return {"name": name, "email": email, "language": typed.get("language") or language}
