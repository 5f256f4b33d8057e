"""Searching for duplicates, putting two applications together, taking them apart, keeping both."""

import time
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q

from einlass.applications.conditions import asked
from einlass.applications.errors import AnotherApplicationCounts
from einlass.applications.history import version_of
from einlass.applications.models import Application, EarlierVersion, Team
from einlass.applications.search import search_text, searched_keys
from einlass.applications.teams import TeamWish, is_full
from einlass.events import audit
from einlass.events.models import Category, Event, User
from einlass.mail.actions import queue_message
from einlass.reviews.duplicates.errors import HasASeat, NotApartAnyMore, NothingToUndo, WouldNotCount
from einlass.reviews.duplicates.finding import Blocks, pairs_in, reason_of
from einlass.reviews.duplicates.queries import blocks_of_people, company_key, people_of, people_with, standing
from einlass.reviews.models import DuplicatePair, DuplicateSearch, Merge, Note, Tagging

# A search is not begun anew before so many times as long as the last one took have passed.
PAUSE: Final = 20
# More pairs than anybody looks at.
MOST_PAIRS: Final = 5000
# What a merge carries over or leaves where it is; anything else that hangs on an application forbids it.
MOVABLE: Final = frozenset({"applications", "reviews"})
Pair = tuple[int, int]


def find_duplicates(event: Event, *, at: datetime, clock: Callable[[], float] = time.monotonic) -> int:
    """Compare everybody with whom they may be the same, and keep the pairs; returns how many wait to be looked at.

    Of more than MOST_PAIRS the rest waits until some are decided. Reads without a transaction, since a million
    applications take a while.
    """
    begun, company = clock(), company_key(event)
    blocks = Blocks()
    for person in people_of(standing(event), company):
        blocks.add(person.pk, person.keys)
    apart, still, gone = _looked_at_again(event, company)
    found: dict[tuple[int, int], str] = {}
    if (room := MOST_PAIRS - len(still)) > 0:
        known = ChainMap(found, dict.fromkeys(apart | still, ""))
        for block in blocks_of_people(blocks, standing(event), company):
            found.update(islice(pairs_in(block, known=known), room - len(found)))
            if len(found) == room:
                break
    _keep(event, found, gone, at=at)
    DuplicateSearch.objects.update_or_create(
        event=event,
        defaults={"searched_at": at, "seconds": clock() - begun, "compared": len(blocks)},
    )
    return len(still) + len(found)


def search_where_needed(at: datetime) -> None:
    """Search in every event in which applications have come or changed since the last time."""
    for event in Event.objects.filter(ends_at__gt=at).select_related("duplicate_search"):
        last = getattr(event, "duplicate_search", None)
        if last is not None and (
            at - last.searched_at < timedelta(seconds=last.seconds * PAUSE)
            or not _is_changed(event, last.searched_at)
        ):
            continue
        find_duplicates(event, at=at)


@transaction.atomic
def keep_apart(pair: DuplicatePair, *, by: User, at: datetime) -> DuplicatePair:
    """Remember that these are two people; they are not shown again. Doing it twice changes nothing."""
    pair = (
        DuplicatePair.objects.select_for_update(of=("self",))
        .select_related("event", "first", "second")
        .get(pk=pair.pk)
    )
    if pair.kept_apart_at is None:
        pair.kept_apart_at, pair.kept_apart_by = at, by
        pair.save(update_fields=["kept_apart_at", "kept_apart_by"])
        audit.record(pair.event, "kept apart", pair.first.subject, at=at, by=by, after={"other": pair.second.code})
    return pair


@transaction.atomic
def put_together(
    pair: DuplicatePair, *, keep: int, from_other: frozenset[str], tell: bool, by: User, at: datetime
) -> Merge:
    """Withdraw one of two applications and let the other have what was chosen of both; tags and notes come over.

    keep: the pk of the one that stays; from_other: what it takes from the other one ("name", "category", "language",
    "team", "q_…"). Raises NotApartAnyMore, WouldNotCount, HasASeat.
    """
    kept, other = _locked_pair(pair, keep)
    for one in (kept, other):
        if one.withdrawn_at is not None:
            raise NotApartAnyMore(one)
    if other.counts and not kept.counts:
        raise WouldNotCount(kept)
    if _hangs_on_something(other):
        raise HasASeat(other)
    before = _state(kept)
    other.withdrawn_at = at
    other.save(update_fields=["withdrawn_at"])
    version = version_of(kept, at=at, cause=EarlierVersion.Cause.MERGE, by=by)
    _take_over(kept, other, from_other)
    version.save()
    kept.edited_at = at
    kept.save()
    merge = Merge.objects.create(
        event=pair.event,
        kept=kept,
        merged=other,
        merged_at=at,
        merged_by=by,
        before=before,
        followed=_let_follow(kept, other, by=by, at=at),
    )
    audit.record(
        pair.event,
        "put together",
        kept.subject,
        at=at,
        by=by,
        after={"with": other.code, "taken": sorted(from_other)},
    )
    audit.record(pair.event, "withdrawn as put together", other.subject, at=at, by=by, after={"with": kept.code})
    if tell:
        _tell(kept, other, at=at)
    return merge


@transaction.atomic
def take_apart(merge: Merge, *, by: User, at: datetime) -> bool:
    """Let both stand again; returns whether the kept one has its own answers back: not where it was changed since.

    Raises NothingToUndo, AnotherApplicationCounts.
    """
    merge = Merge.objects.select_for_update(of=("self",)).select_related("event").get(pk=merge.pk)
    if merge.undone_at is not None or not merge.before:
        raise NothingToUndo
    pks = sorted((merge.kept_id, merge.merged_id))
    locked = {
        one.pk: one
        for one in Application.objects.filter(pk__in=pks)
        .select_for_update(of=("self",))
        .select_related("event", "team")
        .order_by("pk")
    }
    kept, other = locked[merge.kept_id], locked[merge.merged_id]
    is_restored = kept.edited_at == merge.merged_at
    if is_restored:
        version_of(kept, at=at, cause=EarlierVersion.Cause.SEPARATION, by=by).save()
        _restore(kept, merge.before)
    other.withdrawn_at = None
    try:
        with transaction.atomic():
            other.save(update_fields=["withdrawn_at"])
    except IntegrityError:
        same = Application.objects.of(merge.event).counted().filter(email_normalised=other.email_normalised)
        raise AnotherApplicationCounts(same.exclude(pk=other.pk)[0]) from None
    _let_return(kept, other, merge.followed, at=at)
    merge.undone_at, merge.undone_by = at, by
    merge.save(update_fields=["undone_at", "undone_by"])
    audit.record(merge.event, "taken apart", kept.subject, at=at, by=by, after={"other": other.code})
    audit.record(merge.event, "application reopened", other.subject, at=at, by=by)
    return is_restored


def _looked_at_again(event: Event, company: str | None) -> tuple[set[Pair], set[Pair], list[int]]:
    """The pairs known so far: kept apart by somebody; still alike; and the keys of those that are so no more."""
    apart, still, gone = set(), set(), []
    known = list(
        DuplicatePair.objects.filter(event=event).order_by().values_list("pk", "first", "second", "kept_apart_at")
    )
    open_ones = [row for row in known if row[3] is None]
    pks = sorted({pk for row in open_ones for pk in row[1:3]})
    people = {person.pk: person for person in people_with(pks, standing(event), company)}
    for pk, first, second, kept_apart_at in known:
        if kept_apart_at is not None:
            apart.add((first, second))
        elif first in people and second in people and reason_of(people[first], people[second]):
            still.add((first, second))
        else:
            gone.append(pk)
    return apart, still, gone


@transaction.atomic
def _keep(event: Event, found: Mapping[Pair, str], gone: Sequence[int], *, at: datetime) -> None:
    for start in range(0, len(gone), 500):
        DuplicatePair.objects.filter(pk__in=gone[start : start + 500], kept_apart_at=None).delete()
    # Somebody may have been erased since the rows were read.
    there = set()
    pks = sorted({pk for pair in found for pk in pair})
    for start in range(0, len(pks), 500):
        there |= set(Application.objects.filter(pk__in=pks[start : start + 500]).values_list("pk", flat=True))
    DuplicatePair.objects.bulk_create(
        (
            DuplicatePair(event=event, first_id=first, second_id=second, reason=reason, found_at=at)
            for (first, second), reason in found.items()
            if first in there and second in there
        ),
        batch_size=500,
        ignore_conflicts=True,
    )


def _is_changed(event: Event, since: datetime) -> bool:
    moved = Q(submitted_at__gt=since) | Q(edited_at__gt=since) | Q(email_proved_at__gt=since)
    return Application.objects.of(event).filter(moved).exists()


def _locked_pair(pair: DuplicatePair, keep: int) -> tuple[Application, Application]:
    """(the one that stays, the other), locked in one order."""
    applications = Application.objects.filter(pk__in=[pair.first_id, pair.second_id])
    locked = list(
        applications.select_for_update(of=("self",)).select_related("event", "category", "team").order_by("pk")
    )
    first, second = locked
    return (first, second) if first.pk == keep else (second, first)


def _hangs_on_something(application: Application) -> bool:
    """Asked of the models, because whoever gives out seats stands above this room and is not known here."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: application}).exists()
        for relation in Application._meta.related_objects
        if relation.related_model._meta.app_label not in MOVABLE
    )


def _state(application: Application) -> dict[str, Any]:
    return {
        "name": application.name,
        "category": application.category_id,
        "language": application.language,
        "team": application.team_id,
        "answers": dict(application.answers),
        "edited_at": application.edited_at.isoformat() if application.edited_at else None,
    }


def _restore(application: Application, before: Mapping[str, Any]) -> None:
    application.name, application.language, application.answers = (
        before["name"],
        before["language"],
        before["answers"],
    )
    application.category = Category.objects.get(pk=before["category"])
    application.team = Team.objects.filter(pk=before["team"]).first()
    application.edited_at = datetime.fromisoformat(before["edited_at"]) if before["edited_at"] else None
    application.search_text = search_text(application, searched_keys(application.event))
    application.save()


def _take_over(kept: Application, other: Application, chosen: frozenset[str]) -> None:
    if "name" in chosen:
        kept.name = other.name
    if "category" in chosen:
        kept.category = other.category
    if "language" in chosen:
        kept.language = other.language
    if "team" in chosen:
        kept.team = _team_with_room(kept, other.team)
    for key in (one.removeprefix("q_") for one in chosen if one.startswith("q_")):
        if key in other.answers:
            kept.answers[key] = other.answers[key]
        else:
            kept.answers.pop(key, None)
    _drop_what_is_not_asked(kept)
    kept.search_text = search_text(kept, searched_keys(kept.event))


def _drop_what_is_not_asked(application: Application) -> None:
    """Answers of two people's forms may not go together: what the form would not ask any more goes."""
    wish = TeamWish.ALONE if application.team is None else TeamWish.STAY
    conditions = [(one.key, one.condition) for one in application.event.questions.all()]
    known = {key for key, _condition in conditions}
    keys = asked(conditions, application.answers | {"category": application.category.key, "team": wish.value})
    application.answers = {
        key: answer for key, answer in application.answers.items() if key in keys or key not in known
    }


def _team_with_room(kept: Application, team: Team | None) -> Team | None:
    if team is None:
        return None
    locked = Team.objects.select_for_update().get(pk=team.pk)
    return kept.team if is_full(locked, without=kept) else locked


def _let_follow(kept: Application, other: Application, *, by: User, at: datetime) -> dict[str, Any]:
    """Notes move, since each is one person's words; tags are put on where they are missing. Returns which."""
    notes = list(Note.objects.filter(application=other).values_list("pk", flat=True))
    Note.objects.filter(pk__in=notes).update(application=kept)
    has = set(Tagging.objects.filter(application=kept, removed_at=None).values_list("tag", flat=True))
    wanted = (
        Tagging.objects.filter(application=other, removed_at=None).exclude(tag__in=has).values_list("tag", flat=True)
    )
    tags = list(wanted)
    Tagging.objects.bulk_create(Tagging(tag_id=tag, application=kept, added_at=at, added_by=by) for tag in tags)
    return {"notes": notes, "tags": tags}


def _let_return(kept: Application, other: Application, followed: Mapping[str, Any], *, at: datetime) -> None:
    Note.objects.filter(pk__in=followed.get("notes", []), application=kept).update(application=other)
    Tagging.objects.filter(application=kept, tag__in=followed.get("tags", []), removed_at=None).update(removed_at=at)


def _tell(kept: Application, other: Application, *, at: datetime) -> None:
    """Each address hears of its own application only: they may be two people's after all."""
    event = kept.event
    for template, one in (("reviews/put_together", kept), ("reviews/put_aside", other)):
        if one.email_proved_at is None:
            continue
        queue_message(
            template,
            to=one.email,
            language=one.language,
            context={
                "event_slug": event.slug,
                "event_name": event.name,
                "event_zone": event.zone,
                "contact_email": event.contact_email,
                "name": one.name,
                "code": one.code,
                "version": one.link_version,
            },
            at=at,
            event_id=event.pk,
        )
