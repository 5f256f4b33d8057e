"""The demo event through all its phases: the actions work together at the real size."""

import subprocess
import sys
from collections.abc import Iterator
from random import Random

import pytest
from bench.pages import MOST_QUERIES, journey_pages, request
from django.db.models import Count, Q
from django.utils import timezone

from einlass.admission.models import Contingent, Draw
from einlass.applications.models import Application
from einlass.demo import PHASES, build
from einlass.demo.event import SLUG
from einlass.events import audit
from einlass.events.models import Event
from fairdraw.verify import check

pytestmark = pytest.mark.django_db


def ledger_holds(event):
    event.refresh_from_db()
    contingents = Contingent.objects.filter(event=event).annotate(rows=Count("seats", filter=Q(seats__freed_at=None)))
    sizes = sum(contingent.size for contingent in contingents)
    assert sizes == event.seats_allotted <= event.capacity
    assert all(contingent.rows == contingent.taken <= contingent.size for contingent in contingents)


def test_the_demo_goes_through_all_phases_and_every_page_stays_within_its_queries(tmp_path):
    for phase in PHASES:
        build(phase, at=timezone.now())
        event = Event.objects.get(slug=SLUG)
        assert event.phase(timezone.now()).value == phase
        ledger_holds(event)
        for page in journey_pages(event):
            status, queries = request(page)
            assert (page.name, status) == (page.name, 200)
            # The overview asks every room.
            most = 24 if page.name == "events:team" else MOST_QUERIES
            assert queries <= most, (phase, page.name, queries)

    draw = Draw.objects.get(event=event, follows=None)
    for wave in draw.waves.exclude(result=""):
        texts = [text for one in (wave, draw) for text in (one.bundle, one.result, one.announcement)]
        assert check(*texts).sentence.startswith("Holds: ")
    files = {"lottery": draw.bundle, "result": draw.result, "announcement": draw.announcement}
    for name, text in files.items():
        (tmp_path / f"{name}.json").write_text(text)
    verified = subprocess.run(
        [sys.executable, "-m", "fairdraw.verify", *(tmp_path / f"{name}.json" for name in files)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
    # The words and the moments of an announcement are bound by its own SHA-256, which is on the page and in the mails.
    changed = ([*texts, draw.announcement] for texts in changes(draw.bundle, draw.result))
    assert [texts for texts in changed if check(*texts).holds] == []
    audit.seal(event, limit=100_000)
    assert audit.breaks(event) == []


def changes(*texts: str) -> Iterator[list[str]]:
    """All texts, with one letter or digit changed in one of them, at twenty places each."""
    chance = Random(2026)
    for number, text in enumerate(texts):
        places = [at for at, letter in enumerate(text) if letter.isalnum()]
        for at in chance.sample(places, 20):
            other = chance.choice([letter for letter in "0123456789ABCDEFabcdef" if letter != text[at]])
            yield [*texts[:number], text[:at] + other + text[at + 1 :], *texts[number + 1 :]]


def test_building_again_changes_nothing():
    build("applications", at=timezone.now())
    before = set(Application.objects.values_list("code", flat=True))

    build("applications", at=timezone.now())
    build(None, at=timezone.now())

    assert set(Application.objects.values_list("code", flat=True)) == before
    assert len(before) == 3400


def test_what_somebody_entered_is_still_there_in_the_next_phase():
    build("applications", at=timezone.now())
    one = Application.objects.order_by("pk").first()
    Application.objects.filter(pk=one.pk).update(name="Entered by hand")

    build("review", at=timezone.now())

    assert Application.objects.get(pk=one.pk).name == "Entered by hand"


def test_going_back_builds_the_event_anew():
    build("review", at=timezone.now())

    build("applications", at=timezone.now())

    assert Event.objects.get(slug=SLUG).phase(timezone.now()).value == "applications"
