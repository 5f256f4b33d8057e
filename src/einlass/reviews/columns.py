"""The columns that the inbox may show and a file may hold: what each says of an application."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import OuterRef
from django.utils.translation import gettext as _

from einlass.applications.models import Application, ApplicationQuerySet, Question
from einlass.applications.queries import answer_in_words
from einlass.applications.sight import SEES_ALL, Sight
from einlass.events.models import Event
from einlass.reviews.cells import Cell
from einlass.reviews.models import Decision, Note, Tag, Verdict
from einlass.reviews.pool.fields import current_tags, joined
from einlass.reviews.queries import with_current_verdict
from einlass.web.localized import localized

# Before the key of a question.
ANSWER: Final = "q_"
COMPANY: Final = ANSWER + "company"
USUAL: Final = (COMPANY, "category", "team", "decision", "tags", "sent")
MOMENTS: Final = frozenset({"decided", "sent", "proved", "edited", "withdrawn"})
MOST: Final = 60
# What tells who applied, or says again what stands in place of the name.
TELLING: Final = frozenset({"code", "email", "team"})


@dataclass(frozen=True)
class Column:
    """value: what a file holds; sort: the order that its head leads to, '' where there is none."""

    key: str
    label: str
    value: Callable[[Application], Cell]
    sort: str = ""


def columns_of(
    event: Event, questions: Sequence[Question], tags: Sequence[Tag], sight: Sight = SEES_ALL
) -> dict[str, Column]:
    """All columns beside the name that somebody may see, by their key, in the usual order."""
    tag_names = {one.pk: one.name for one in tags}
    known = [
        Column("code", _("Code"), lambda one: one.code),
        Column("email", _("E-mail address"), lambda one: one.email),
        Column("language", _("Language"), lambda one: one.language),
        Column("category", _("Category"), lambda one: str(one.category), sort="category"),
        *(_answer_column(question) for question in sight.questions(questions)),
        Column("team", _("Team"), lambda one: one.team.name if one.team else None),
        Column("decision", _("Decision"), _verdict, sort="decision"),
        Column("decided", _("Decided"), _moment(event, lambda one: one.decided_at)),  # type: ignore[attr-defined]
        Column("tags", _("Tags"), lambda one: ", ".join(tag_names[key] for key in tags_of(one) if key in tag_names)),
        Column("notes", _("Notes"), lambda one: one.note_texts),  # type: ignore[attr-defined]
        Column("sent", _("Sent"), _moment(event, lambda one: one.submitted_at), sort="sent"),
        Column("proved", _("Address confirmed"), _moment(event, lambda one: one.email_proved_at)),
        Column("edited", _("Last changed"), _moment(event, lambda one: one.edited_at)),
        Column("withdrawn", _("Withdrawn"), _moment(event, lambda one: one.withdrawn_at)),
    ]
    return {one.key: one for one in known if not (sight.is_blind and one.key in TELLING)}


def chosen_columns(known: Mapping[str, Column], keys: Iterable[object]) -> list[Column]:
    """Those of the keys that are columns, each once, in the order given; the usual ones if none is."""
    wanted = dict.fromkeys(str(key) for key in keys)
    chosen = [known[key] for key in wanted if key in known]
    return chosen[:MOST] or [known[key] for key in USUAL if key in known]


def with_what_columns_need(applications: ApplicationQuerySet, columns: Iterable[Column]) -> ApplicationQuerySet:
    """The same applications, with all that the columns say of them, in one query."""
    keys = {one.key for one in columns}
    found = with_current_verdict(applications.select_related("category", "team")).defer("search_text")
    if "tags" in keys:
        found = found.annotate(tag_keys=current_tags())
    if "notes" in keys:
        found = found.annotate(note_texts=joined(Note.objects.filter(application=OuterRef("pk")), "text"))
    if "decided" in keys:
        current = Decision.objects.filter(application=OuterRef("pk"), superseded_at=None)
        found = found.annotate(decided_at=current.values("decided_at")[:1])
    return found


def tags_of(application: Application) -> list[int]:
    """The keys of the tags of an application that came from with_what_columns_need()."""
    keys = getattr(application, "tag_keys", None)
    return [int(key) for key in str(keys).split("\n")] if keys else []


def _answer_column(question: Question) -> Column:
    def value(application: Application) -> Cell:
        answer = application.answers.get(question.key)
        if answer is None:
            return None
        if question.kind == Question.Kind.NUMBER and type(answer) is int:
            return answer
        if question.kind == Question.Kind.DATE:
            # As it is kept, year first: a table is for sorting.
            return str(answer)
        return answer_in_words(question, answer)

    return Column(ANSWER + question.key, localized(question.label), value)


def _verdict(application: Application) -> Cell:
    verdict = application.verdict  # type: ignore[attr-defined]
    return str(Verdict(verdict).label) if verdict else None


def _moment(event: Event, when: Callable[[Application], datetime | None]) -> Callable[[Application], Cell]:
    def value(application: Application) -> Cell:
        at = when(application)
        return at.astimezone(event.tz).replace(tzinfo=None) if at else None

    return value
