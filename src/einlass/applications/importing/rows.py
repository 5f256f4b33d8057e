"""One row as an application: the form's own fields, made once and used for every row."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from einlass.applications.addresses import normalise_address
from einlass.applications.conditions import asked
from einlass.applications.fields import PlainText, question_field
from einlass.applications.forms import PREFIX, ApplyForm
from einlass.applications.importing.cells import (
    category_reader,
    is_no,
    is_yes,
    language_reader,
    option_in,
    plain_cell,
    reader_for,
)
from einlass.applications.importing.damage import Damage, Finder, finder_for, repaired
from einlass.applications.importing.mapping import NOT_FROM_A_SHEET, Columns
from einlass.applications.importing.people import TwoAddresses, address_in, printed_name, without_invisible
from einlass.applications.importing.reading import letter_of
from einlass.applications.models import Question
from einlass.applications.teams import TeamWish
from einlass.events.models import Event
from einlass.web.localized import localized

LONGEST_QUOTE: Final = 60
# Of how many different cells the outcome is remembered: categories and choices come again and again.
REMEMBERED: Final = 5000
OPEN_KINDS: Final = {Question.Kind.TEXT, Question.Kind.LONG_TEXT, Question.Kind.URL}


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell: row and column as the file has them; `column` is empty where there is no such column.

    kind: "twice" where people may share a mailbox.
    """

    row: int
    column: str
    heading: str
    value: str
    text: str
    kind: str = ""


@dataclass(frozen=True)
class DamagedCell:
    """A cell that a spreadsheet or a wrong encoding has damaged, and what it would be after a repair."""

    kind: str
    row: int
    column: str
    heading: str
    value: str
    repaired: str


@dataclass(frozen=True)
class Prepared:
    """A row that is right."""

    row: int
    email: str
    address: str
    name: str
    category: str
    language: str
    answers: dict[str, Any]
    team: str = ""
    reference: str = ""
    not_asked: int = 0

    as_json = asdict


@dataclass(frozen=True)
class Reading:
    """A row as an application, or everything that is wrong with it; and which of its cells are damaged."""

    prepared: Prepared | None
    problems: list[Problem]
    damaged: list[DamagedCell]


class _Outcome(NamedTuple):
    """What the form would get, what it makes of it, what is wrong; and what happened to the cell before."""

    given: Any
    value: Any
    wrong: str
    damage: Damage | None = None


@dataclass
class _Cell:
    """How one target is read: from columns or the same for all, turned into what its field takes, and cleaned.

    options: the words for a "yes" in each column, where each column is an option.
    """

    key: str
    label: str
    form_field: forms.Field
    columns: Sequence[int]
    constant: str
    find_damage: Finder
    repairs: Mapping[str, bool]
    reader: Any = str
    is_open: bool = False
    options: Sequence[str] = ()
    known: dict[str, _Outcome] = field(default_factory=dict)

    @property
    def column(self) -> int | None:
        return next(iter(self.columns), None)

    def text(self, cells: Sequence[str]) -> str:
        if not self.columns:
            return self.constant
        if len(self.columns) == 1:
            return cells[self.columns[0]].strip() if self.columns[0] < len(cells) else ""
        return "\n".join(
            option if is_yes(cells[place]) else cells[place].strip()
            for place, option in zip(self.columns, self.options, strict=True)
            if place < len(cells) and cells[place].strip() and not is_no(cells[place])
        )

    def outcome(self, text: str) -> _Outcome:
        if text in self.known:
            return self.known[text]
        found = self._read(text)
        if not self.is_open and len(self.known) < REMEMBERED:
            self.known[text] = found
        return found

    def _read(self, text: str) -> _Outcome:
        given: Any = None
        damage = self.find_damage(text) if text else None
        try:
            given = self.reader(plain_cell(repaired(text, damage, self.repairs)))
            return _Outcome(given, self.form_field.clean(given), "", damage)
        except ValidationError as error:
            return _Outcome(given, None, " ".join(error.messages), damage)


class RowForm:
    """The application form for the rows of one sheet."""

    def __init__(
        self,
        event: Event,
        columns: Columns,
        headings: Sequence[str],
        digits: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        """digits: reading.Sheet.facts["digits"]."""
        self.columns, self.headings, self.digits = columns, headings, digits or {}
        self.questions = [one for one in event.questions.all() if one.kind not in NOT_FROM_A_SHEET]
        categories = [one for one in event.categories.all() if one.takes_applications]
        category = forms.ChoiceField(
            choices=[(one.key, str(one)) for one in categories], error_messages=_messages("category")
        )
        name = ApplyForm.base_fields["name"]
        self.name = self._cell("name", _("Name"), name, printed_name)
        self.reversed_name = self._cell("reversed_name", _("Name"), name, turned_name)
        self.first = self._cell("first_name", "", PlainText(required=False), without_invisible)
        self.last = self._cell("last_name", "", PlainText(required=False), without_invisible)
        self.email = self._cell("email", _("E-mail address"), ApplyForm.base_fields["email"], one_address)
        self.category = self._cell("category", _("I come as"), category, category_reader(categories), is_open=False)
        self.language = self._cell(
            "language", _("Language"), forms.CharField(), language_reader(event.languages), is_open=False
        )
        self.team = self._cell("team", _("Team"), PlainText(required=False, max_length=80))
        self.reference = self._cell(
            "reference", _("Your own number or key"), PlainText(required=False, max_length=100)
        )
        self.answers = [(one, self._question_cell(one)) for one in self.questions]
        self.conditions = [(one.key, one.condition) for one in self.questions]

    def read(self, number: int, cells: Sequence[str]) -> Reading:
        problems: list[Problem] = []
        damaged: list[DamagedCell] = []
        row = _Row(number, cells, problems, damaged)
        email = self._value(row, self.email)
        category = self._value(row, self.category)
        language = self._value(row, self.language)
        team = self._value(row, self.team)
        prepared = Prepared(
            row=number,
            email=email,
            address=normalise_address(email) if email else "",
            name=self._name(row),
            category=category,
            language=language,
            team=team,
            reference=self._value(row, self.reference),
            **self._answers(row, category, bool(team)),
        )
        return Reading(None if problems else prepared, problems, damaged)

    def mailbox(self, cells: Sequence[str]) -> str:
        """Only the mailbox of a row; empty where there is none."""
        email = self.email.outcome(self.email.text(cells)).value
        return normalise_address(email) if email else ""

    def problem(self, number: int, key: str, value: str, text: str, *, kind: str = "") -> Problem:
        """Something wrong with what stands for `key` in a row."""
        position = self.columns.position(key)
        if position is None:
            return Problem(number, "", key, _quoted(value), text, kind)
        return Problem(number, letter_of(position), self.headings[position], _quoted(value), text, kind)

    def _name(self, row: "_Row") -> str:
        for cell in (self.name, self.reversed_name):
            if cell.columns:
                return str(self._value(row, cell))
        if not self.last.columns:
            return str(self._value(row, self.name))
        whole = f"{self._value(row, self.first) or ''} {self._value(row, self.last) or ''}".strip()
        outcome = self.name.outcome(whole)
        if outcome.wrong:
            row.problems.append(self.problem(row.number, "last_name", whole, outcome.wrong))
        return str(outcome.value)

    def _answers(self, row: "_Row", category: str, has_team: bool) -> dict[str, Any]:
        """As the form does it: conditions look at what was given, and what is not asked is left out."""
        texts = [cell.text(row.cells) for _question, cell in self.answers]
        outcomes = [cell.outcome(text) for text, (_question, cell) in zip(texts, self.answers, strict=True)]
        given: dict[str, Any] = {
            one.key: outcome.given for one, outcome in zip(self.questions, outcomes, strict=True)
        }
        wish = TeamWish.FOUND if has_team else TeamWish.ALONE
        keys = asked(self.conditions, given | {"category": category, "team": wish.value})
        answers, not_asked = {}, 0
        for text, (question, cell), outcome in zip(texts, self.answers, outcomes, strict=True):
            if question.key not in keys:
                not_asked += bool(text)
                continue
            self._note_damage(row, cell, text, outcome)
            if outcome.wrong:
                row.problems.append(self._cell_problem(row.number, cell, text, outcome.wrong))
            elif outcome.value not in (None, "", [], False):
                value = outcome.value
                answers[question.key] = value.isoformat() if isinstance(value, date) else value
        return {"answers": answers, "not_asked": not_asked}

    def _value(self, row: "_Row", cell: _Cell) -> Any:
        text = cell.text(row.cells)
        outcome = cell.outcome(text)
        self._note_damage(row, cell, text, outcome)
        if outcome.wrong:
            row.problems.append(self._cell_problem(row.number, cell, text, outcome.wrong))
        return outcome.value

    def _note_damage(self, row: "_Row", cell: _Cell, text: str, outcome: _Outcome) -> None:
        if outcome.damage is not None and cell.column is not None:
            column, heading = letter_of(cell.column), self.headings[cell.column]
            damage = outcome.damage
            row.damaged.append(
                DamagedCell(damage.kind, row.number, column, heading, _quoted(text), _quoted(damage.repaired))
            )

    def _cell_problem(self, number: int, cell: _Cell, text: str, wrong: str) -> Problem:
        if cell.column is None:
            return Problem(number, "", cell.label, _quoted(text), wrong)
        return self.problem(number, cell.key, text, wrong)

    def _cell(
        self, key: str, label: str, form_field: forms.Field, reader: Any = str, *, is_open: bool = True
    ) -> _Cell:
        columns = self.columns.columns.get(key, ())
        heading = self.headings[columns[0]] if columns else ""
        digits = self.digits.get(str(columns[0])) if columns else None
        is_date, is_number = isinstance(form_field, forms.DateField), isinstance(form_field, forms.DecimalField)
        return _Cell(
            key,
            label,
            form_field,
            columns=columns,
            constant=self.columns.constants.get(key, ""),
            find_damage=finder_for(heading, digits, is_date=is_date, is_number=is_number),
            repairs=self.columns.repairs,
            reader=reader,
            is_open=is_open,
        )

    def _question_cell(self, question: Question) -> _Cell:
        cell = self._cell(
            PREFIX + question.key,
            localized(question.label),
            question_field(question),
            reader_for(question),
            is_open=question.kind in OPEN_KINDS,
        )
        cell.options = [option_in(self.headings[place], question) for place in cell.columns]
        return cell


@dataclass(frozen=True)
class _Row:
    """One row while it is read."""

    number: int
    cells: Sequence[str]
    problems: list[Problem]
    damaged: list[DamagedCell]


def turned_name(text: str) -> str:
    return printed_name(text, is_turned_round=True)


def one_address(text: str) -> str:
    """Raises ValidationError where there are two."""
    try:
        return address_in(text)
    except TwoAddresses as error:
        text = _("Two addresses stand in this cell. Please leave the one to which our mails are to go.")
        raise ValidationError(text, code="two") from error


def _messages(name: str) -> dict[str, Any]:
    return ApplyForm.base_fields[name].error_messages


def _quoted(value: str) -> str:
    return value if len(value) <= LONGEST_QUOTE else value[:LONGEST_QUOTE] + "…"
