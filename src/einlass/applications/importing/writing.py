"""Writing checked rows, some at a time, in the caller's transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final

from einlass.applications.entering import Proof
from einlass.applications.history import version_of
from einlass.applications.importing.comparing import Compared, compare, new_answers
from einlass.applications.importing.mapping import Columns
from einlass.applications.importing.rows import Prepared
from einlass.applications.importing.teams import named_teams
from einlass.applications.mails import entered_fields
from einlass.applications.models import Application, EarlierVersion, ImportRun, Source, Team
from einlass.applications.search import search_text, searched_keys
from einlass.events import audit
from einlass.events.codes import new_code
from einlass.events.models import Category, User
from einlass.mail.models import Message

AT_ONCE: Final = 1000


@dataclass(frozen=True)
class Terms:
    """How a list is imported. changes: whether applications that are there already take over what the list says."""

    proof: Proof
    changes: bool

    def as_json(self) -> dict[str, Any]:
        return {"proof": self.proof.value, "changes": self.changes}


@dataclass
class Result:
    new: int = 0
    changed: int = 0
    same: int = 0
    withdrawn: int = 0
    mails: int = 0
    teams: int = 0


@dataclass
class Writer:
    """Writes the rows of one import."""

    run: ImportRun
    columns: Columns
    terms: Terms
    by: User
    at: datetime
    result: Result = field(default_factory=Result)

    def __post_init__(self) -> None:
        self.event = self.run.event
        self.categories: dict[str, Category] = {one.key: one for one in self.event.categories.all()}
        self.searched = searched_keys(self.event)
        self.teams: dict[str, Team] = {}

    def write(self, rows: Sequence[Prepared]) -> None:
        # Who deleted their data since the check has left an empty row (forgetting.py).
        rows = [row for row in rows if row.address]
        compared = compare(self.event, rows, self.columns)
        self._create([one.row for one in compared if one.is_new])
        self._change([one for one in compared if one.changes and not one.is_withdrawn])
        self.result.withdrawn += sum(one.is_withdrawn for one in compared)
        self.result.same += sum(not one.is_new and not one.is_withdrawn and not one.changes for one in compared)

    def _create(self, rows: Sequence[Prepared]) -> None:
        if not rows:
            return
        self._found_teams({row.team for row in rows if row.team})
        codes = fresh_codes(len(rows))
        applications = [self._application(row, code) for row, code in zip(rows, codes, strict=True)]
        Application.objects.bulk_create(applications, batch_size=AT_ONCE)
        Source.objects.bulk_create(
            (self._source(row, one) for row, one in zip(rows, applications, strict=True)), batch_size=AT_ONCE
        )
        audit.record_many(
            self.event,
            "application imported",
            ((one.subject, {"import": self.run.code, "category": one.category.key}) for one in applications),
            at=self.at,
            by=self.by,
        )
        if self.terms.proof != Proof.QUIET:
            Message.objects.bulk_create(
                (
                    Message(
                        **entered_fields(one, is_asked=self.terms.proof == Proof.ASKED, at=self.at),
                        send_after=self.at,
                    )
                    for one in applications
                ),
                batch_size=AT_ONCE,
            )
            self.result.mails += len(applications)
        self.result.new += len(applications)

    def _application(self, row: Prepared, code: str) -> Application:
        application = Application(
            event=self.event,
            code=code,
            email=row.email,
            email_normalised=row.address,
            name=row.name,
            language=row.language,
            category=self.categories[row.category],
            answers=row.answers,
            team=self.teams.get(row.team),
            submitted_at=self.at,
            email_proved_at=None if self.terms.proof == Proof.ASKED else self.at,
        )
        application.search_text = search_text(application, self.searched)
        return application

    def _source(self, row: Prepared, application: Application) -> Source:
        return Source(
            application=application,
            event=self.event,
            kind=Source.Kind.IMPORT,
            entered_at=self.at,
            entered_by=self.by,
            run=self.run,
            row=row.row,
            reference=row.reference,
        )

    def _change(self, compared: Sequence[Compared]) -> None:
        if not self.terms.changes:
            self.result.same += len(compared)
            return
        keys = [one.existing.pk for one in compared if one.existing is not None]
        locked = {
            one.pk: one
            for one in Application.objects.filter(pk__in=keys)
            .select_for_update(of=("self",))
            .select_related("category", "team")
            .order_by("pk")
            .defer("search_text")
        }
        changed, earlier = [], []
        for one in compared:
            application = locked.get(one.existing.pk) if one.existing is not None else None
            if application is None:
                continue
            application.event = self.event
            earlier.append(version_of(application, at=self.at, cause=EarlierVersion.Cause.IMPORT, by=self.by))
            application.name = one.row.name
            application.category = self.categories[one.row.category]
            application.answers = new_answers(application, one.row, self.columns)
            if "language" in one.changes:
                application.language = one.row.language
            application.edited_at = self.at
            application.search_text = search_text(application, self.searched)
            changed.append((application, one.changes))
        EarlierVersion.objects.bulk_create(earlier, batch_size=AT_ONCE)
        fields = ["name", "category", "answers", "language", "edited_at", "search_text"]
        Application.objects.bulk_update([one for one, _changes in changed], fields, batch_size=100)
        audit.record_many(
            self.event,
            "application changed by import",
            ((one.subject, {"import": self.run.code, "changed": list(changes)}) for one, changes in changed),
            at=self.at,
            by=self.by,
        )
        self.result.changed += len(changed)

    def _found_teams(self, names: set[str]) -> None:
        missing = names - self.teams.keys()
        self.teams |= named_teams(self.event, missing)
        founded = Team.objects.bulk_create(
            [Team(event=self.event, name=name) for name in sorted(missing - self.teams.keys())], batch_size=AT_ONCE
        )
        self.teams |= {team.name: team for team in founded}
        self.result.teams += len(founded)


def fresh_codes(number: int) -> list[str]:
    """Codes that no application has: among a million, a clash in a hundred thousand new ones is likely."""
    codes: set[str] = set()
    while len(codes) < number:
        drawn = {new_code() for _ in range(number - len(codes))}
        codes |= drawn - set(Application.objects.filter(code__in=drawn).values_list("code", flat=True))
    return list(codes)


def some_at_a_time(rows: Iterable[Prepared], *, start: int = 0) -> Iterator[list[Prepared]]:
    """start: how many rows to skip."""
    remaining = islice(rows, start, None)
    while some := list(islice(remaining, AT_ONCE)):
        yield some


def rows_of(lines: Iterable[dict[str, Any]]) -> Iterator[Prepared]:
    return (Prepared(**line) for line in lines)
