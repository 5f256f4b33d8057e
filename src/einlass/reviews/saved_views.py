"""Views that somebody kept: which there are, and keeping, renaming and deleting them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, transaction
from django.db.models import Q

from einlass.events import audit
from einlass.events.models import Event, User
from einlass.reviews.errors import TooManyViews, ViewNameIsTaken
from einlass.reviews.models import SavedView

# What of an address says how one looks at the list; the page and the view's own name do not.
NOT_KEPT: Final = frozenset({"page", "view", "columns"})
MOST_VIEWS: Final = 50


def views_for(event: Event, user: object) -> list[SavedView]:
    """Those that the person may use: the own ones (the nameless too), then those shared by others."""
    found = list(
        SavedView.objects.filter(event=event)
        .filter(Q(owner=user) | Q(is_shared=True))
        .exclude(~Q(owner=user), name="")
        .select_related("owner")
    )
    return sorted(found, key=lambda one: one.owner != user)


def columns_kept(asked: str, views: Sequence[SavedView], user: object) -> Sequence[object]:
    """The keys of the columns that the address asks for ('a,b,c'), else those last chosen."""
    if asked:
        return asked.split(",")
    return next((one.columns for one in views if not one.name and one.owner == user), [])


def kept_query(query: str, columns: Sequence[str]) -> str:
    """An address's query without its page, with the columns."""
    pairs = [(name, value) for name, value in parse_qsl(query[:2000]) if name not in NOT_KEPT]
    return urlencode([*pairs, ("columns", ",".join(columns))])


@transaction.atomic
def keep_columns(event: Event, user: User, columns: Sequence[str]) -> None:
    """From now on the list has these columns for this person; none: the usual ones."""
    SavedView.objects.update_or_create(event=event, owner=user, name="", defaults={"columns": list(columns)})


@transaction.atomic
def keep_view(
    event: Event, user: User, *, name: str, query: str, columns: Sequence[str], is_shared: bool, at: datetime
) -> SavedView:
    """Keep how one looks at the list under a name; the same name again replaces it. Raises TooManyViews."""
    own = SavedView.objects.filter(event=event, owner=user).exclude(name="")
    if own.exclude(name=name).count() >= MOST_VIEWS:
        raise TooManyViews(MOST_VIEWS)
    view, _is_new = SavedView.objects.update_or_create(
        event=event,
        owner=user,
        name=name,
        defaults={"query": kept_query(query, columns), "columns": list(columns), "is_shared": is_shared},
    )
    audit.record(event, "view kept", f"view {view.code}", at=at, by=user, after={"shared": is_shared})
    return view


@transaction.atomic
def change_view(view: SavedView, *, name: str, is_shared: bool, at: datetime, by: User) -> SavedView:
    """Rename a view, or share it with the team or no longer. Raises ViewNameIsTaken."""
    view = SavedView.objects.select_for_update().get(pk=view.pk)
    view.name, view.is_shared = name, is_shared
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "is_shared"])
    except IntegrityError as error:
        raise ViewNameIsTaken from error
    audit.record(view.event, "view changed", f"view {view.code}", at=at, by=by, after={"shared": is_shared})
    return view


@transaction.atomic
def delete_view(view: SavedView, *, at: datetime, by: User) -> None:
    audit.record(view.event, "view deleted", f"view {view.code}", at=at, by=by)
    view.delete()
