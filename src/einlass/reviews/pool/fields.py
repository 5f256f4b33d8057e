"""The fields of the pool: what stands in the bitmaps, and how the database says it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.db.models import BigIntegerField, Case, Func, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.expressions import F
from django.db.models.functions import StrIndex, Substr

from einlass.applications.disposable import is_disposable_domain
from einlass.applications.models import Question
from einlass.reviews.models import Decision, Tagging

STATE, CATEGORY, VERDICT, COMING, LANGUAGE, EDITED, TAG, LOOK = (
    "state",
    "category",
    "verdict",
    "coming",
    "language",
    "edited",
    "tag",
    "look",
)
COUNTED, UNPROVED, WITHDRAWN = "counted", "unproved", "withdrawn"
UNDECIDED: Final = "undecided"
DISPOSABLE, DUPLICATE = "disposable", "duplicate"
# Before the key of a question whose answers can be filtered by and plotted.
PREFIX: Final = "a_"


class Seconds(Func):
    """A moment as whole seconds since 1970, without the cost of making a datetime for each row."""

    template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="UNIXEPOCH(%(expressions)s)", **context)


class AnswerText(Func):
    """The answer to a question as a text; cheaper than Django's transform, which asks for the type first."""

    arg_joiner = " ->> "
    template = "(%(expressions)s)"
    output_field = TextField()

    def __init__(self, key: str) -> None:
        super().__init__(F("answers"), Value(key))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, **context)


def address_domain() -> Substr:
    """What stands behind the at sign."""
    return Substr("email", StrIndex("email", Value("@")) + 1)


class Joined(Func):
    """Texts of a subquery's rows in one, a line each, in the order of their keys."""

    template = "STRING_AGG(%(expressions)s::text, CHR(10) ORDER BY U0.id)"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="GROUP_CONCAT(%(expressions)s, CHAR(10))", **context)


def current_verdict() -> Subquery:
    current = Decision.objects.filter(application=OuterRef("pk"), superseded_at=None)
    return Subquery(current.order_by().values("verdict")[:1])


def current_tags() -> Subquery:
    """The keys of an application's tags, a line each; None without any."""
    return joined(Tagging.objects.filter(application=OuterRef("pk"), removed_at=None), "tag_id")


def joined(rows: QuerySet[Any], field: str) -> Subquery:
    return Subquery(rows.order_by().annotate(joined=Joined(F(field))).values("joined"))


def expressions(attributes: Sequence[Question], *, has_tags: bool) -> list[Any]:
    """What values_list() is asked for; values_of() reads the rows."""
    state = Case(
        When(withdrawn_at__isnull=False, then=Value(WITHDRAWN)),
        When(email_proved_at=None, then=Value(UNPROVED)),
        default=Value(COUNTED),
    )
    edited = Case(When(edited_at=None, then=Value("no")), default=Value("yes"))
    tags = current_tags() if has_tags else Value(None, output_field=TextField())
    return [
        "pk",
        Seconds("submitted_at"),
        "team_id",
        "category_id",
        "language",
        current_verdict(),
        state,
        edited,
        tags,
        address_domain(),
        *(AnswerText(question.key) for question in attributes),
    ]


def values_of(
    row: Sequence[Any],
    categories: Mapping[int, str],
    tags: Mapping[int, str],
    duplicates: Collection[int],
    names: Sequence[str],
) -> list[tuple[str, str]]:
    """Field and value of each thing that a row says. names: PREFIX and key of each attribute, in their order."""
    key, _second, team, category, language, verdict, state, edited, tagged, domain = row[:10]
    values = [
        (STATE, state),
        (CATEGORY, categories.get(category, "")),
        (VERDICT, verdict or UNDECIDED),
        (COMING, "alone" if team is None else "team"),
        (LANGUAGE, language),
        (EDITED, edited),
        *((name, answer or "") for name, answer in zip(names, row[10:], strict=True)),
    ]
    if is_disposable_domain(domain):
        values.append((LOOK, DISPOSABLE))
    if key in duplicates:
        values.append((LOOK, DUPLICATE))
    if tagged:
        values += [(TAG, tags[int(one)]) for one in str(tagged).split("\n") if int(one) in tags]
    return values
