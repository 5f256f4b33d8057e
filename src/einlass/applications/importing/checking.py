"""The dry run: every row read, every problem named, everything compared with what is there. Nothing is written."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext as _

from einlass.applications.importing.comparing import Compared, compare
from einlass.applications.importing.mapping import Columns
from einlass.applications.importing.reading import Row, pack_lines
from einlass.applications.importing.rows import Prepared, Problem, RowForm
from einlass.applications.importing.teams import founded_by_applicants, named_teams, sizes
from einlass.applications.models import Team
from einlass.events.models import Event

AT_ONCE: Final = 1000
# Of more problems and changes than anybody reads, only the number is kept.
MOST_PROBLEMS: Final = 1000
MOST_CHANGES: Final = 200


@dataclass
class Findings:
    """What a check found. changes: [row, code, keys]; withdrawn: rows of people who took their application back."""

    new: int = 0
    same: int = 0
    changed: int = 0
    withdrawn: int = 0
    rows_with_problems: int = 0
    problem_count: int = 0
    not_asked: int = 0
    problems: list[Problem] = field(default_factory=list)
    changes: list[tuple[int, str, list[str]]] = field(default_factory=list)

    def add_problems(self, problems: Sequence[Problem]) -> None:
        self.rows_with_problems += 1
        self.problem_count += len(problems)
        self.problems += problems[: max(0, MOST_PROBLEMS - len(self.problems))]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Checker:
    """Goes through the rows once."""

    def __init__(self, event: Event, columns: Columns, headings: Sequence[str]) -> None:
        self.event, self.columns = event, columns
        self.form = RowForm(event, columns, headings)
        self.findings = Findings()
        self.row_of_address: dict[str, int] = {}
        self.row_of_reference: dict[str, int] = {}
        self.joining: Counter[str] = Counter()

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
        prepared, problems = self.form.read(number, cells)
        if prepared is not None:
            problems = self._twice(prepared)
        if problems:
            self.findings.add_problems(problems)
            return None
        return prepared

    def _twice(self, row: Prepared) -> list[Problem]:
        """A person who stands in the file twice is no longer dropped in silence, but named."""
        problems = []
        first = self.row_of_address.setdefault(row.address, row.row)
        if first != row.row:
            text = _("The same mailbox stands in row %(row)d already.") % {"row": first}
            problems.append(self.form.problem(row.row, "email", row.email, text))
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
