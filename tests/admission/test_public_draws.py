"""Draws where everybody sees them: on the event's page, in the list of draws, and each on its own page."""

import json
from datetime import datetime, timedelta
from fractions import Fraction
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.urls import reverse

from einlass.admission.actions import (
    annul_draw,
    decline_offer,
    give_value,
    make_offers,
    publish_draw,
    solve_draw,
    start_rehearsal,
    start_wave,
)
from einlass.admission.chance_spread import chance_ends, chance_spread
from einlass.admission.models import Draw, Offer
from einlass.admission.promises import promises
from einlass.admission.public_draws import PublicDraw, first_and_newest
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import (
    announce,
    make_committed_draw,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_frozen_draw,
    make_quota,
    make_solved_draw,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def event(time_machine):
    """Four seats; at least two founders of four, and eight students."""
    time_machine.move_to(NOON, tick=False)
    event = make_event()
    founder = make_category(event, key="founder", name={"en": "Founder", "de": "Gründerin"})
    student = make_category(event, key="student", name={"en": "Student", "de": "Studentin"})
    make_contingent(event, size=4)
    for number in range(12):
        make_entrant(event, category=founder if number < 4 else student)
    make_quota(event, "category", "founder", least=2)
    return event


def public_page(client, event, name="events:event", *arguments):
    return client.get(reverse(name, args=[event.slug, *arguments])).text


def draw_page(client, draw, name="draw"):
    return public_page(client, draw.event, f"admission:{name}", draw.code)


def replaced(event, number: int) -> None:
    """So many draws more, each annulled after its announcement."""
    for _ in range(number):
        draw = make_committed_draw(event)
        annul_draw(draw, "The hall was changed.", by="worker", at=NOON)


# --- on the event's page --------------------------------------------------------------------------------
def test_an_event_without_a_draw_says_nothing_of_one(client, event):
    start_rehearsal(event, by=make_member(event), at=NOON)

    assert "The draw, in public" not in public_page(client, event)


@pytest.mark.parametrize("moment", ["applications_open_at", "applications_close_at", "offers_open_at", "ends_at"])
def test_the_events_page_links_to_its_draw_in_every_phase(client, event, time_machine, moment):
    draw = make_drawn_draw(event)
    time_machine.move_to(getattr(event, moment), tick=False)

    page = public_page(client, event)

    assert reverse("admission:draw", args=[event.slug, draw.code]) in page
    assert "4 of 12 people were drawn." in page


def test_a_draw_shows_from_the_moment_its_entries_are_fixed_and_its_fingerprint_from_its_announcement(client, event):
    frozen = make_frozen_draw(event)
    first = public_page(client, event)
    solved = solve_draw(frozen, at=NOON - timedelta(hours=2))
    second = public_page(client, event)
    announce(solved)
    third = public_page(client, event)

    assert all("4 seats for 12 people" in page for page in (first, second, third))
    assert [solved.commitment in page for page in (first, second, third)] == [False, False, True]
    assert ["Announcement 1" in page for page in (first, second, third)] == [False, False, True]
    assert "people were drawn" not in third


def test_a_held_outcome_shows_neither_on_the_events_page_nor_in_the_list(client, event, time_machine):
    draw = make_committed_draw(event, publish_at=LATER)
    give_value(draw, "1 2 3", by="worker", at=NOON)

    held = public_page(client, event) + public_page(client, event, "admission:public_draws")
    time_machine.move_to(LATER, tick=False)
    publish_draw(draw, by="worker", at=LATER)

    assert "people were drawn" not in held
    assert "The outcome is published on Tue 1 September 2026, 16:00." in held
    assert "4 of 12 people were drawn." in public_page(client, event)


def test_an_annulled_draw_stays_with_its_reason_and_names_what_replaces_it(client, event):
    replaced(event, 1)
    make_committed_draw(event)

    pages = [public_page(client, event), public_page(client, event, "admission:public_draws")]

    for page in pages:
        assert "The hall was changed." in page
        assert "It replaces announcement 1, which was annulled." in page


@pytest.mark.parametrize(("name", "queries"), [("events:event", 8), ("admission:public_draws", 3)])
def test_three_draws_take_as_many_queries_as_one(client, event, django_assert_num_queries, name, queries):
    replaced(event, 1)
    with django_assert_num_queries(queries):
        one = public_page(client, event, name)
    replaced(event, 2)

    with django_assert_num_queries(queries):
        three = public_page(client, event, name)

    assert (one.count('class="draw-line"'), three.count('class="draw-line"')) == (1, 3)
    assert "Announcement 3" in three


def test_a_short_list_has_the_first_draw_and_the_newest_ones():
    draws = [PublicDraw(Draw(pk=number), number) for number in range(6)]

    assert [one.wave for one in first_and_newest(draws, newest=3)] == [0, 3, 4, 5]
    assert first_and_newest(draws[:4], newest=3) == draws[:4]


def test_the_list_of_draws_is_there_before_there_is_one(client, event):
    page = public_page(client, event, "admission:public_draws")

    assert "No draw has been prepared yet." in page
    assert "Mon 21 September 2026, 14:00" in page


def test_what_can_be_checked_and_what_cannot_is_public(client, event):
    page = public_page(client, event, "admission:proof")

    assert "Entries of people who do not exist" in page
    assert "nobody for certain" in page


# --- a draw's own page ----------------------------------------------------------------------------------
def test_quotas_promised_have_the_quotas_kept_beside_them_once_the_outcome_is_public(client, event):
    draw = make_committed_draw(event, publish_at=LATER)
    announced = draw_page(client, draw)
    give_value(draw, "1 2 3", by="worker", at=NOON)
    held = draw_page(client, draw) + draw_page(client, draw, "stage")
    publish_draw(draw, by="worker", at=LATER)
    published = draw_page(client, draw)

    assert "at least 2 seats" in announced
    assert "4 entries count" in announced
    assert "2 drawn" not in announced + held
    assert "2 drawn" in published


def test_the_verdict_is_a_sentence_with_numbers(client, event):
    page = " ".join(draw_page(client, make_committed_draw(event)).split())

    assert (
        "Every possible outcome fills 4 of 4 seats from 12 entries. It keeps 1 quota, and there are no weights."
        in page
    )
    assert (
        "No lottery under these quotas could give anyone more without giving less to somebody whose chance is no"
        in page
    )
    assert "This list has exactly those chances." in page


def test_smallest_and_largest_chance_say_how_many_people_have_them(client, event):
    # Two seats for four founders, two for eight students.
    page = " ".join(draw_page(client, make_committed_draw(event)).split())

    assert "<strong>25.0 %</strong> · 8 people" in page
    assert "<strong>50.0 %</strong> · 4 people" in page
    assert "<strong>25.00 %</strong>" in page


def test_chances_and_quotas_do_not_show_before_the_announcement(client, event):
    page = draw_page(client, make_solved_draw(event))

    assert "25.0" not in page
    assert "entries count" not in page
    assert "at least 2 seats" in page


def test_a_wave_shows_what_was_taken_before(client, event):
    organiser = make_member(event)
    make_offers(make_drawn_draw(event, by=organiser), expires_at=NOON + timedelta(days=7), by=organiser, at=NOON)
    for offer in Offer.objects.filter(application__category__key="founder"):
        decline_offer(offer, at=NOON)
    wave = announce(solve_draw(start_wave(event, by=organiser, at=NOON), at=NOON), at=NOON - timedelta(minutes=1))
    before = draw_page(client, wave)
    give_value(wave, "6 5 4", by=organiser, at=NOON)

    found = promises(Draw.objects.get(pk=wave.pk))

    assert "Wave 1" in before
    assert "0 taken before" in before
    # The two founders have declined, and as many are drawn again.
    assert [(one.held, one.drawn, one.in_all, one.is_kept) for one in found] == [(0, 2, 2, True)]


def test_the_page_says_that_an_announced_value_is_missing_until_it_is_there(client, event, time_machine):
    draw = make_committed_draw(event)
    missing = "The announced moment has passed, and the public value is still missing."
    time_machine.move_to(NOON - timedelta(seconds=1), tick=False)
    early = draw_page(client, draw) + draw_page(client, draw, "stage") + public_page(client, event)
    time_machine.move_to(NOON, tick=False)
    late, stage = draw_page(client, draw), draw_page(client, draw, "stage")
    listed = public_page(client, event)
    give_value(draw, "1 2 3", by="worker", at=NOON)

    assert missing not in early
    assert "has not been entered yet" not in early
    assert missing in late
    assert "The value is not there yet." in stage
    assert "has not been entered yet" in listed
    assert missing not in draw_page(client, draw)


def test_an_annulled_draw_keeps_its_outcome_its_reason_and_what_replaces_it(client, event):
    draw = make_committed_draw(event)
    annul_draw(draw, "The hall was changed.", by="worker", at=NOON - timedelta(minutes=30))
    successor = make_committed_draw(event)
    give_value(draw, "1 2 3", by="worker", at=NOON)

    page, stage = draw_page(client, draw), draw_page(client, draw, "stage")

    assert "Its outcome is public all the same." in page
    assert "The hall was changed." in page
    assert reverse("admission:draw", args=[event.slug, successor.code]) in page
    assert "2 drawn" in page
    assert "Nobody gets a seat by it." in stage


def test_without_quotas_the_verdict_says_so(client, event):
    event.quotas.all().delete()

    page = " ".join(draw_page(client, make_committed_draw(event)).split())

    assert "There are no quotas and no weights. No lottery could give anyone more" in page


# --- where people look for it ----------------------------------------------------------------------------
class Links(HTMLParser):
    """The links of a page's menu and of its foot, and what it tells messengers."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.menu: dict[str, bool] = {}
        self.foot: list[str] = []
        self.meta: dict[str, str] = {}
        self.data, self._inside, self._is_data = "", "", False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag in {"nav", "footer"}:
            self._inside = tag
        if tag == "a" and self._inside == "nav":
            self.menu[found["href"]] = found.get("aria-current") == "page"
        if tag == "a" and self._inside == "footer":
            self.foot.append(found["href"])
        if tag == "meta" and found.get("property", "").startswith("og:"):
            self.meta[found["property"]] = " ".join(found["content"].split())
        self._is_data = tag == "script" and found.get("type") == "application/ld+json"

    def handle_endtag(self, tag):
        if tag == self._inside:
            self._inside = ""
        self._is_data = False

    def handle_data(self, data):
        if self._is_data:
            self.data += data


PHASES = [
    "applications_open_at",
    "applications_close_at",
    "draw_at",
    "offers_open_at",
    "programme_public_at",
    "ends_at",
]


@pytest.mark.parametrize("moment", PHASES)
@pytest.mark.parametrize("has_draw", [False, True])
def test_the_menu_leads_to_the_draws_and_the_foot_to_how_they_can_be_checked(
    client, event, time_machine, moment, has_draw
):
    if has_draw:
        annul_draw(make_committed_draw(event), "The hall was changed.", by="worker", at=NOON)
    time_machine.move_to(getattr(event, moment), tick=False)

    page = Links(public_page(client, event))

    assert page.menu[reverse("admission:public_draws", args=[event.slug])] is False
    assert reverse("admission:proof", args=[event.slug]) in page.foot


def test_an_event_that_draws_nothing_has_no_draws_in_its_menu(client, event):
    event.seats_given = "curated"
    event.save()

    page = Links(public_page(client, event))

    assert reverse("admission:public_draws", args=[event.slug]) not in page.menu
    assert reverse("admission:proof", args=[event.slug]) not in page.foot


@pytest.mark.parametrize("name", ["public_draws", "proof", "draw", "check"])
def test_the_pages_of_draws_mark_themselves_in_the_menu(client, event, name):
    draw = make_committed_draw(event)
    arguments = [draw.code] if name in {"draw", "check"} else []

    page = Links(public_page(client, event, f"admission:{name}", *arguments))

    assert page.menu[reverse("admission:public_draws", args=[event.slug])] is True


def test_a_link_to_a_draw_shows_its_name_and_outcome_in_a_messenger(client, event, settings):
    event.name = 'Funkenflug "& Söhne"'
    event.save()
    draw = make_committed_draw(event)
    before = Links(draw_page(client, draw)).meta
    give_value(draw, "1 2 3", by="worker", at=NOON)
    after = Links(draw_page(client, draw)).meta

    assert before["og:title"] == after["og:title"] == 'The draw · Funkenflug "& Söhne"'
    assert (before["og:description"], after["og:description"]) == (
        "4 seats for 12 people",
        "4 of 12 people were drawn.",
    )
    assert after["og:url"] == settings.PUBLIC_URL + reverse("admission:draw", args=[event.slug, draw.code])


def test_what_search_engines_read_of_an_event_is_whole_and_in_its_own_zone(client, event):
    event.name = "</script> & Söhne"
    event.save()

    facts = json.loads(Links(public_page(client, event)).data)

    assert (facts["@context"], facts["@type"], facts["name"]) == ("https://schema.org", "Event", "</script> & Söhne")
    assert datetime.fromisoformat(facts["startDate"]) == event.starts_at
    assert datetime.fromisoformat(facts["endDate"]) == event.ends_at
    assert datetime.fromisoformat(facts["startDate"]).utcoffset() == event.starts_at.astimezone(event.tz).utcoffset()
    assert facts["url"].endswith(reverse("events:event", args=[event.slug]))


# --- what does not fit an annulled draw, or one that is still to come ------------------------------------------
def test_the_outcome_of_an_annulled_draw_promises_nobody_a_seat(client, event):
    draw = make_committed_draw(event)
    annul_draw(draw, "The hall was changed.", by="worker", at=NOON - timedelta(minutes=30))
    give_value(draw, "1 2 3", by="worker", at=NOON)

    page, every_draw = draw_page(client, draw), public_page(client, event, "admission:public_draws")

    assert "An annulled draw" in page
    assert "4 people were drawn, but the draw was annulled: nobody gets a seat by it." in page
    assert "wait for seats that come free" not in page
    assert "The draw has taken place" not in page
    assert "Nobody gets a seat by it." in every_draw


def test_the_commands_name_the_files_that_there_are(client, event):
    draw = make_committed_draw(event)
    announced = draw_page(client, draw, "check")
    give_value(draw, "1 2 3", by="worker", at=NOON)
    drawn = draw_page(client, draw, "check")

    assert "verify.py lottery.json announcement.json\n" in announced
    assert "verify.py lottery.json result.json announcement.json\n" in drawn


def test_smallest_and_largest_chance_of_very_many_different_ones_count_no_more_than_those_who_have_them():
    """Then the picture puts chances together in wide steps; the facts beside it do not."""
    chances = [Fraction(number, 100) for number in range(1, 61)]
    kinds = [SimpleNamespace(size=1, units=[("code",)] * 5) for _ in chances]
    lottery = SimpleNamespace(types=kinds, type_chances=lambda: chances)

    ends, spread = chance_ends(lottery), chance_spread(lottery)

    assert len(spread) <= 21
    assert spread[0]["entries"] > 5
    assert ends == {
        "least": {"chance": 0.01, "entries": 5, "exactly": 5},
        "most": {"chance": 0.6, "entries": 5, "exactly": 5},
    }
