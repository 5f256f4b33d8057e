"""The dry run: every row read, every problem named, everything compared with what is there. Nothing is written."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext as _

from einlass.applications.addresses import address_of_one
from einlass.applications.importing.comparing import Compared, compare
from einlass.applications.importing.mapping import Columns
from einlass.applications.importing.reading import Row, pack_lines
from einlass.applications.importing.rows import DamagedCell, Prepared, Problem, RowForm
from einlass.applications.importing.teams import founded_by_applicants, named_teams, sizes
from einlass.applications.models import Team
from einlass.events.models import Event

AT_ONCE: Final = 1000
# Of more problems and changes than anybody reads, only the number is kept.
MOST_PROBLEMS: Final = 1000
MOST_CHANGES: Final = 200
MOST_DAMAGED: Final = 50
MOST_PEOPLE: Final = 50
# Names that may not be meant as they stand: one word, a comma, a digit, capitals or small letters only.
ODD_NAME: Final = re.compile(r"^\S+$|[,\d@;|/]|^[A-ZÄÖÜ .-]{6,}$|^[a-zäöüß .-]+$")


@dataclass
class DamageKind:
    """How many cells are damaged in one way, how many of them can be repaired, and the first of them."""

    count: int = 0
    repairable: int = 0
    cells: list[DamagedCell] = field(default_factory=list)


@dataclass
class Findings:
    """What a check found. changes: [row, code, keys]; withdrawn: rows of people who took their application back.

    left_out: rows that somebody chose to leave out; damages: by kind; people: [row, name, address] of the first, as they will be
    printed; odd_names: of those whose names need a look.
    """

    new: int = 0
    same: int = 0
    changed: int = 0
    withdrawn: int = 0
    rows_with_problems: int = 0
    problem_count: int = 0
    not_asked: int = 0
    left_out: int = 0
    damage_count: int = 0
    damages: dict[str, DamageKind] = field(default_factory=dict)
    people: list[tuple[int, str, str]] = field(default_factory=list)
    odd_names: list[tuple[int, str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    changes: list[tuple[int, str, list[str]]] = field(default_factory=list)

    def add_problems(self, problems: Sequence[Problem]) -> None:
        self.rows_with_problems += 1
        self.problem_count += len(problems)
        self.problems += problems[: max(0, MOST_PROBLEMS - len(self.problems))]

    def add_damage(self, cells: Iterable[DamagedCell]) -> None:
        for cell in cells:
            kind = self.damages.setdefault(cell.kind, DamageKind())
            kind.count += 1
            kind.repairable += bool(cell.repaired and cell.repaired != cell.value)
            if len(kind.cells) < MOST_DAMAGED:
                kind.cells.append(cell)

    def add_person(self, row: Prepared) -> None:
        person = (row.row, row.name, row.email)
        if len(self.people) < MOST_PEOPLE:
            self.people.append(person)
        if len(self.odd_names) < MOST_PEOPLE and ODD_NAME.search(row.name):
            self.odd_names.append(person)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Checker:
    """Goes through the rows once."""

    def __init__(
        self,
        event: Event,
        columns: Columns,
        headings: Sequence[str],
        digits: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        self.event, self.columns = event, columns
        self.form = RowForm(event, columns, headings, digits)
        self.left_out = frozenset(columns.left_out)
        self.shared: frozenset[str] = frozenset()
        self.findings = Findings()
        self.row_of_address: dict[str, int] = {}
        self.row_of_reference: dict[str, int] = {}
        self.joining: Counter[str] = Counter()

    def note_shared_mailboxes(self, rows: Iterable[Row]) -> None:
        """Where a person says that people with one mailbox are different: which mailboxes those are. Before `check`."""
        if self.columns.are_different_people:
            counted = Counter(self.form.mailbox(cells) for number, cells in rows if number not in self.left_out)
            self.shared = frozenset(mailbox for mailbox, number in counted.items() if number > 1 and mailbox)

    def check(self, rows: Iterable[Row], *, report: Callable[[int], object] = lambda done: None) -> bytes:
        """The rows as they will be written, packed. `report` is told now and then how many are done."""
        return pack_lines(one.as_json() for one in self._right_rows(rows, report))

    def _right_rows(self, rows: Iterable[Row], report: Callable[[int], object]) -> Iterator[Prepared]:
        remaining, done = iter(rows), 0
        while some := list(islice(remaining, AT_ONCE)):
            prepared = [one for number, cells in some if (one := self._read(number, cells)) is not None]
            yield from self._compared(prepared)
            done += len(some)
            report(done)

    def _read(self, number: int, cells: Sequence[str]) -> Prepared | None:
        if number in self.left_out:
            self.findings.left_out += 1
            return None
        reading = self.form.read(number, cells)
        self.findings.add_damage(reading.damaged)
        prepared, problems = reading.prepared, reading.problems
        if prepared is not None and prepared.address in self.shared:
            prepared = replace(prepared, address=address_of_one(prepared.address, prepared.name))
        if prepared is not None:
            problems = self._twice(prepared)
        if problems or prepared is None:
            self.findings.add_problems(problems)
            return None
        self.findings.add_person(prepared)
        return prepared

    def _twice(self, row: Prepared) -> list[Problem]:
        """A person who stands in the file twice is no longer dropped in silence, but named."""
        problems = []
        first = self.row_of_address.setdefault(row.address, row.row)
        if first != row.row:
            text = _("The same mailbox stands in row %(row)d already.") % {"row": first}
            problems.append(self.form.problem(row.row, "email", row.email, text, kind="twice"))
        if row.reference:
            first = self.row_of_reference.setdefault(row.reference, row.row)
            if first != row.row:
                text = _("The same key stands in row %(row)d already.") % {"row": first}
                problems.append(self.form.problem(row.row, "reference", row.reference, text))
        return problems

    def _compared(self, rows: Sequence[Prepared]) -> Iterator[Prepared]:
        compared = compare(self.event, rows, self.columns)
        misfits = self._team_problems([one.row for one in compared if one.is_new and one.row.team])
        for one in compared:
            if one.row.row in misfits:
                self.findings.add_problems([misfits[one.row.row]])
                continue
            self._count(one)
            yield one.row

    def _count(self, one: Compared) -> None:
        findings = self.findings
        findings.not_asked += one.row.not_asked
        if one.is_new:
            findings.new += 1
        elif one.is_withdrawn:
            findings.withdrawn += 1
        elif one.changes and one.existing is not None:
            findings.changed += 1
            if len(findings.changes) < MOST_CHANGES:
                findings.changes.append((one.row.row, one.existing.code, list(one.changes)))
        else:
            findings.same += 1

    def _team_problems(self, rows: Sequence[Prepared]) -> dict[int, Problem]:
        """By row: teams that would be too large, or are somebody else's."""
        named = named_teams(self.event, {row.team for row in rows})
        strange, members = founded_by_applicants(named.values(), named), sizes(named.values())
        found = {}
        for row in rows:
            team = named.get(row.team)
            self.joining[row.team] += 1
            if team is not None and team.pk in strange:
                text = _(
                    "Applicants have founded a team of this name. If that one is meant, give its code: %(code)s."
                ) % {"code": team.code}
            elif self.joining[row.team] + (members.get(team.pk, 0) if team else 0) > Team.LARGEST:
                text = _("More than %(number)d people would be in this team.") % {"number": Team.LARGEST}
            else:
                continue
            found[row.row] = self.form.problem(row.row, "team", row.team, text)
        return found


def mark_of_form(event: Event) -> str:
    """Changes with every change of questions or categories, so that nothing is imported into another form than was checked."""
    questions = [(one.key, one.kind, one.required, one.condition, one.choices) for one in event.questions.all()]
    categories = [(one.key, one.takes_applications) for one in event.categories.all()]
    text = json.dumps([questions, categories, event.languages], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
