"""How the pool is made up: bitmaps by hand and against counting one by one, the page, and the snapshots of large events."""

import random
from datetime import timedelta
from itertools import product

import pytest
from django.urls import reverse

from einlass.applications.models import Application
from einlass.events import audit
from einlass.events.models import Role
from einlass.reviews.models import PoolSnapshot, Verdict
from einlass.reviews.pool.bitmaps import build
from einlass.reviews.pool.snapshots import refresh
from tests.builders import (
    NOON,
    make_application,
    make_category,
    make_decision,
    make_event,
    make_member,
    make_region,
    make_team,
)
from tests.builders.reviews import make_tag

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder", name={"en": "Founder"})
    make_category(event, key="student", name={"en": "Student"})
    make_region(event)
    return event


@pytest.fixture
def organiser(client, event):
    user = make_member(event, Role.ORGANISER)
    client.force_login(user)
    return user


def pool(client, event, query=""):
    return client.get(reverse("applications:pool", args=[event.slug]) + query)


def inbox(client, event, query=""):
    return client.get(reverse("applications:inbox", args=[event.slug]) + query)


def chart(answer, title):
    [found] = [one for one in answer.context["charts"] if one.title == title]
    return [(bar.label, bar.number) for bar in found.bars]


def numbers(answer, name):
    """What stands beside the values of one filter."""
    [choices] = [choices for one, choices in answer.context["filters"] if one.name == name]
    return {choice.value: choice.number for choice in choices}


def names(answer):
    return [row.application.name for row in answer.context["rows"]]


def some_rows(number, seed):
    rng = random.Random(seed)
    rows = [
        (
            key,
            key // 3,
            [("a", rng.choice("xyz")), ("b", rng.choice("uv")), *[("tag", t) for t in "tw" if rng.random() < 0.3]],
        )
        for key in range(1, number + 1)
    ]
    return rows, build(rows)


@pytest.mark.parametrize("number", [0, 1, 8, 9, 700, 5000])
def test_bitmaps_count_what_counting_one_by_one_counts(number):
    rows, bitmaps = some_rows(number, seed=number)
    facets = bitmaps.facets({"a": "x", "tag": "t"})
    crossed = bitmaps.cross("a", "b", bitmaps.everybody())

    for value in bitmaps.bits.get("a", {}):
        assert facets["a"][value] == sum(("a", value) in one and ("tag", "t") in one for _, _, one in rows)
    for value in bitmaps.bits.get("b", {}):
        wanted = {("a", "x"), ("tag", "t"), ("b", value)}
        assert facets["b"][value] == sum(wanted <= set(one) for _, _, one in rows)
    for (one, other), counted in crossed.items():
        assert counted == sum({("a", one), ("b", other)} <= set(values) for _, _, values in rows)


@pytest.mark.parametrize(("newest_first", "start", "wanted"), [*product([True, False], [0, 1, 29, 3000], [None, 30])])
def test_bitmaps_give_the_keys_of_a_page(newest_first, start, wanted):
    rows, bitmaps = some_rows(9000, seed=4)
    expected = [key for key, _, values in rows if ("b", "u") in values]
    if newest_first:
        expected.reverse()

    keys = bitmaps.keys_of(bitmaps.having("b", "u"), newest_first=newest_first, start=start, number=wanted)

    assert keys == expected[start:][:wanted]


def test_bitmaps_find_positions_and_what_is_beside_them():
    rows, bitmaps = some_rows(100, seed=1)
    having = [key for key, _, values in rows if ("a", "x") in values]

    assert [bitmaps.position(key, second) for key, second, _ in rows] == list(range(100))
    assert bitmaps.position(999, 5) is None
    assert bitmaps.of_keys((key, second) for key, second, values in rows if ("a", "x") in values) == bitmaps.having(
        "a", "x"
    )
    for before, here, after in zip(having, having[1:], having[2:], strict=False):
        assert bitmaps.beside(bitmaps.having("a", "x"), here - 1) == (before, after)


def test_the_charts_say_how_the_pool_is_made_up(client, organiser, event):
    founder, student = event.categories.all()
    for category, answer in [(founder, "owl"), (founder, "abroad"), (student, "owl"), (student, None)]:
        make_application(event, category=category, answers={"region": answer} if answer else {})

    answer = pool(client, event)

    assert chart(answer, "Category") == [("Founder", 2), ("Student", 2)]
    assert chart(answer, "Region") == [("East Westphalia", 2), ("Abroad", 1), ("Not asked or no answer", 1)]


def test_days_are_those_of_the_events_zone(client, organiser, event):
    # 22:30 in Greenwich is the next day in Berlin.
    make_application(event, submitted_at=NOON.replace(day=30, month=8, hour=22, minute=30))
    make_application(event, submitted_at=NOON.replace(day=30, month=8, hour=21, minute=30))

    days = {column.day.day: column.number for column in pool(client, event).context["days"].columns if column.number}

    assert days == {30: 1, 31: 1}


def test_a_cross_table_counts_pairs_and_adds_them_up(client, organiser, event):
    founder, student = event.categories.all()
    for category, answer in [(founder, "owl"), (founder, "owl"), (student, "owl"), (student, "abroad")]:
        make_application(event, category=category, answers={"region": answer})

    cross = pool(client, event, "?down=category&across=a_region").context["cross"]

    assert cross.heads == ["East Westphalia", "Abroad"]
    assert [(row.label, [cell.number for cell in row.cells], row.total) for row in cross.rows] == [
        ("Founder", [2, 0], 2),
        ("Student", [1, 1], 2),
    ]
    assert (cross.totals, cross.total) == ([3, 1], 4)


def test_filters_hold_for_the_pool_too_and_nonsense_is_as_good_as_nothing(client, organiser, event):
    founder, student = event.categories.all()
    make_application(event, category=founder, answers={"region": "owl"})
    make_application(event, category=student, answers={"region": "owl"})

    assert chart(pool(client, event, "?category=founder"), "Category") == [("Founder", 1), ("Student", 0)]
    assert pool(client, event, "?down=x&across=%00y").status_code in (200, 404)
    assert pool(client, event, "?down=x&across=y&category=gone").context["total"] == 2


def test_beside_each_value_stands_how_many_there_would_be(client, organiser, event):
    founder, student = event.categories.all()
    tagged = make_application(event, category=founder, answers={"region": "owl"}, team=make_team(event))
    make_tag(event, tagged, code="VIP")
    make_application(event, category=founder, answers={"region": "abroad"}, edited_at=NOON)
    make_decision(make_application(event, category=student, answers={"region": "owl"}), Verdict.ADMIT)
    make_application(event, category=student, withdrawn_at=NOON)

    answer = inbox(client, event, "?category=founder")

    assert numbers(answer, "category") == {"": None, "founder": 2, "student": 1}
    assert numbers(answer, "a_region") == {"": None, "owl": 1, "abroad": 1}
    assert numbers(answer, "verdict") == {"": None, "undecided": 2, "admit": 0, "decline": 0, "draw": 0}
    assert numbers(answer, "tag") == {"": None, "VIP": 1}
    assert numbers(answer, "edited") == {"": None, "yes": 1, "no": 1}
    assert numbers(inbox(client, event), "state") == {"": 3, "unproved": 0, "withdrawn": 1, "all": 4}


def test_the_list_shows_as_many_as_the_number_said(client, organiser, event):
    founder, student = event.categories.all()
    rng = random.Random(3)
    for _ in range(25):
        one = make_application(
            event,
            category=rng.choice([founder, student]),
            answers={"region": rng.choice(["owl", "abroad"])},
            team=make_team(event) if rng.random() < 0.5 else None,
            withdrawn_at=NOON if rng.random() < 0.2 else None,
            search_text=rng.choice(["anna", "ben"]),
        )
        if rng.random() < 0.5:
            make_decision(one, rng.choice(Verdict.values))

    for query in ["?q=anna", "?category=founder&q=an", "?coming=team&a_region=owl", "?state=all&category=student"]:
        start = inbox(client, event, query)
        for filter, choices in start.context["filters"]:
            for choice in choices:
                if choice.value:
                    shown = (
                        inbox(client, event, f"{query}&{filter.name}={choice.value}")
                        if filter.name not in query
                        else None
                    )
                    if shown is not None:
                        assert len(names(shown)) == choice.number == shown.context["found"].total


@pytest.mark.parametrize("number", [1, 30])
def test_the_pages_take_few_queries_with_all_that_they_can_show(
    client, organiser, event, number, django_assert_max_num_queries
):
    make_tag(event, *(make_application(event, search_text="anna") for _ in range(number)))

    with django_assert_max_num_queries(13):
        inbox(client, event, "?q=anna&columns=tags,notes,team,decided,decision")
    with django_assert_max_num_queries(13):
        pool(client, event, "?q=anna")


def test_the_numbers_change_with_the_next_entry_of_the_audit_trail(client, organiser, event, settings):
    settings.CACHES = {
        **settings.CACHES,
        "pool": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": event.slug},
    }
    make_application(event)
    first = inbox(client, event).context["found"].total
    make_application(event)
    still = inbox(client, event).context["found"].total

    audit.record(event, "applied", "application X", at=NOON, by="applicant")

    assert (first, still, inbox(client, event).context["found"].total) == (1, 1, 2)


@pytest.fixture
def large(event):
    """An event that counts as large, with its snapshot: nine applications, a minute apart."""
    founder, student = event.categories.all()
    for number in range(9):
        make_application(
            event,
            name=f"Person {number}",
            category=founder if number % 3 else student,
            answers={"region": "owl" if number % 2 else "abroad"},
            search_text=f"person {number}",
            submitted_at=NOON - timedelta(minutes=number),
        )
    refresh(NOON, large=9)
    return event


def test_only_large_events_have_a_snapshot_and_lose_it_when_they_shrink(event, large):
    make_application(make_event())
    refresh(NOON, large=9)
    assert [one.event for one in PoolSnapshot.objects.all()] == [large]

    large.applications.first().delete()
    refresh(NOON, large=9)

    assert not PoolSnapshot.objects.exists()


def test_a_snapshot_is_made_anew_only_where_something_has_changed(large):
    first = PoolSnapshot.objects.get().code
    refresh(NOON, large=9)
    second = PoolSnapshot.objects.get().code
    audit.record(large, "applied", "application X", at=NOON, by="applicant")

    refresh(NOON + timedelta(minutes=5), large=9)

    assert (first == second, PoolSnapshot.objects.get().code == second) == (True, False)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?category=founder",
        "?category=founder&a_region=owl",
        "?q=person+3",
        "?q=person",
        "?sort=name",
        "?sort=-name&category=founder",
        "?sort=sent",
        "?state=withdrawn",
    ],
)
def test_a_large_event_shows_what_a_small_one_would(client, organiser, large, query):
    with_snapshot = inbox(client, large, query)
    PoolSnapshot.objects.all().delete()
    without = inbox(client, large, query)

    assert names(with_snapshot) == names(without)
    assert with_snapshot.context["found"].facets == without.context["found"].facets
    assert "as of" in with_snapshot.content.decode()
    assert "as of" not in without.content.decode()


def test_previous_and_next_walk_a_large_event_too(client, organiser, large):
    ones = list(Application.objects.of(large).filter(category__key="founder"))
    walked = [
        client.get(reverse("applications:application", args=[large.slug, one.code]) + "?category=founder").context
        for one in ones
    ]

    codes = [one.code for one in ones]
    assert [(one["previous"], one["following"]) for one in walked] == list(
        zip([None, *codes], [*codes[1:], None], strict=False)
    )


def test_a_common_word_in_a_large_event_shows_the_newest_and_says_so(client, organiser, large, monkeypatch):
    monkeypatch.setattr("einlass.reviews.selection.COUNTED_HITS", 3)

    answer = inbox(client, large, "?q=person&category=founder")

    assert names(answer) == [f"Person {number}" for number in (1, 2, 4, 5, 7, 8)]
    assert (answer.context["found"].total, answer.context["found"].facets) == (None, None)
    assert "too many applications to count" in answer.content.decode()
    assert pool(client, large, "?q=person").context["search_is_common"]


def test_what_is_too_much_to_sort_by_name_is_sorted_by_time_and_the_page_says_so(
    client, organiser, large, monkeypatch
):
    monkeypatch.setattr("einlass.reviews.selection.COUNTED_HITS", 3)

    answer = inbox(client, large, "?sort=name")

    assert names(answer) == [f"Person {number}" for number in range(9)]
    assert "only be sorted by when they were sent" in answer.content.decode()
