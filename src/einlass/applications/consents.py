"""The words of consents, and who agreed to which version of them."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from einlass.applications.models import Application, ConsentGiven, ConsentText, Question
from einlass.events.models import Event
from einlass.web.kept import Kept
from einlass.web.localized import localized

# The consent that every form asks for stands under this key.
OWN: Final = ""
Words = Mapping[str, str]
_newest: Kept[dict[str, ConsentText]] = Kept()


def own_words() -> str:
    """The consent that every form asks for, in the active language; %(event)s stands for the name."""
    return _("My details may be used to give out the seats of %(event)s and to write to me about it.")


def words_of(event: Event, questions: Iterable[Question]) -> dict[str, Words]:
    """The words of each consent of a form, by key and language."""
    words: dict[str, Words] = {OWN: _own_words(event.name, tuple(event.languages or ["en"]))}
    for question in questions:
        if question.kind == Question.Kind.CONSENT:
            words[question.key] = _question_words(question)
    return words


def fingerprint(words: Words) -> str:
    """A short name for these words, to tell whether somebody has read them."""
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:12]


def new_consents(application: Application, given: Mapping[str, Words], *, at: datetime) -> list[ConsentGiven]:
    """Which consents were given, in which words, for the caller to write. given: words by key."""
    texts = _versions(application.event, given, at=at) if given else []
    return [ConsentGiven(application=application, text=text, given_at=at) for text in texts]


def record_consents(application: Application, given: Mapping[str, Words], *, at: datetime) -> None:
    """Keep which consents were given, in which words. given: words by key."""
    ConsentGiven.objects.bulk_create(new_consents(application, given, at=at))


def change_consents(
    application: Application, given: Mapping[str, Words], *, asked: Collection[str], at: datetime
) -> None:
    """Keep which consents were given, and taken back, by a change.

    asked: the keys that the form asked for; consents to others stay as they are. One that stays as it was keeps the
    version that was agreed to.
    """
    standing = _standing(application)
    taken_back = [one.pk for key, one in standing.items() if key in asked and key not in given]
    if taken_back:
        ConsentGiven.objects.filter(pk__in=taken_back).update(withdrawn_at=at)
    record_consents(application, {key: words for key, words in given.items() if key not in standing}, at=at)


@dataclass(frozen=True)
class Agreement:
    """What somebody agreed to, in the words of that version, in the active language."""

    key: str
    words: str
    version: int
    given_at: datetime
    withdrawn_at: datetime | None


def agreements_of(application: Application) -> list[Agreement]:
    return [
        Agreement(one.text.key, localized(one.text.text), one.text.number, one.given_at, one.withdrawn_at)
        for one in application.consents.select_related("text")
    ]


def consent_versions(event: Event) -> QuerySet[ConsentText]:
    """Every version, newest first for each consent, with `agreed`: how many agree to it now."""
    agreed = Count("given", filter=Q(given__withdrawn_at=None))
    return ConsentText.objects.filter(event=event).annotate(agreed=agreed).order_by("key", "-number")


def _standing(application: Application) -> dict[str, ConsentGiven]:
    standing = application.consents.filter(withdrawn_at=None).select_related("text")
    return {one.text.key: one for one in standing}


def _versions(event: Event, wanted: Mapping[str, Words], *, at: datetime) -> Sequence[ConsentText]:
    """The version of each consent with exactly these words, made where the newest says something else."""
    kept = _newest.get(event.pk, lambda: _newest_versions(event))
    if all(key in kept and kept[key].text == words for key, words in wanted.items()):
        return [kept[key] for key in wanted]
    newest = _newest_versions(event)
    return [_version(event, key, words, newest.get(key), at=at) for key, words in wanted.items()]


def _newest_versions(event: Event) -> dict[str, ConsentText]:
    return {one.key: one for one in ConsentText.objects.filter(event=event).order_by("number")}


def _version(event: Event, key: str, words: Words, newest: ConsentText | None, *, at: datetime) -> ConsentText:
    while newest is None or newest.text != words:
        # Somebody else may be making the same version right now; the constraint lets one of us.
        number = newest.number + 1 if newest else 1
        newest, _created = ConsentText.objects.get_or_create(
            event=event, key=key, number=number, defaults={"text": dict(words), "used_since": at}
        )
    return newest


@lru_cache(maxsize=64)
def _own_words(event_name: str, languages: tuple[str, ...]) -> Words:
    words = {}
    for language in languages:
        with translation.override(language):
            words[language] = own_words() % {"event": event_name}
    return words


def _question_words(question: Question) -> Words:
    """Label and help; the help is part of what people read before they agree."""
    languages = [*question.label, *(one for one in question.help if one not in question.label)]
    pairs = {one: (question.label.get(one, ""), question.help.get(one, "")) for one in languages}
    return {one: "\n".join(part for part in parts if part) for one, parts in pairs.items()}
