"""The inbox, one application, and deciding about one, many and the rest."""

from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.events.models import Role
from einlass.reviews.models import Decision, Verdict
from einlass.reviews.queries import decision_counts, with_verdict
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

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder", name={"en": "Founder"})
    make_category(event, key="student", name={"en": "Student"})
    return event


@pytest.fixture
def organiser(client, event):
    user = make_member(event, Role.ORGANISER)
    client.force_login(user)
    return user


def inbox(client, event, query=""):
    return client.get(reverse("applications:inbox", args=[event.slug]) + query)


def names(answer):
    return [row.application.name for row in answer.context["rows"]]


def decide(client, event, **fields):
    return client.post(reverse("applications:decisions", args=[event.slug]), fields)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OWNER, 200), (Role.ORGANISER, 200), (Role.REVIEWER, 200), (Role.PROGRAMME, 404), (Role.DOOR, 404)],
)
def test_the_pages_are_for_organisers_and_reviewers(client, event, role, status):
    application = make_application(event)
    client.force_login(make_member(event, role))

    assert inbox(client, event).status_code == status
    url = reverse("applications:application", args=[event.slug, application.code])
    assert client.get(url).status_code == status


def test_nobody_sees_anything_of_another_event(client, organiser, event):
    elsewhere = make_application(make_event(), name="Somebody else")

    assert inbox(client, elsewhere.event).status_code == 404
    assert client.get(reverse("applications:application", args=[event.slug, elsewhere.code])).status_code == 404
    assert names(inbox(client, event)) == []


def test_who_is_not_signed_in_is_asked_to(client, event):
    assert "/accounts/login/" in inbox(client, event).url


def test_reviewers_look_and_do_not_decide(client, event):
    application = make_application(event)
    client.force_login(make_member(event, Role.REVIEWER))
    one = [event.slug, application.code]

    answers = [
        decide(client, event, which="rest", verdict="draw", is_confirmed="on"),
        client.post(reverse("applications:decision", args=one), {"verdict": "admit"}),
        client.post(reverse("applications:undoing_one", args=one)),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert not Decision.objects.exists()
    assert "Send the rest" not in inbox(client, event).content.decode()


def test_the_inbox_shows_those_who_count_newest_first(client, organiser, event):
    make_application(event, name="First", submitted_at=NOON - timedelta(hours=2))
    make_application(event, name="Second", submitted_at=NOON - timedelta(hours=1))
    make_application(event, name="Unproved", email_proved_at=None)
    make_application(event, name="Withdrawn", withdrawn_at=NOON)

    answer = inbox(client, event)

    assert names(answer) == ["Second", "First"]
    assert names(inbox(client, event, "?state=unproved")) == ["Unproved"]
    assert names(inbox(client, event, "?state=withdrawn")) == ["Withdrawn"]
    assert len(names(inbox(client, event, "?state=all"))) == 4
    figures = answer.context["figures"]
    assert [figures[name] for name in ("sent", "counted", "unproved", "withdrawn")] == [4, 2, 1, 1]


def test_the_search_looks_at_names_addresses_codes_and_companies(client, organiser, event):
    ada = make_application(event, name="Ada", search_text="ada\nada@example.org\nblech & sohne")
    make_application(event, name="Bob", search_text="bob\nbob@example.org\nlumeka")

    found = [
        names(inbox(client, event, f"?q={words}")) for words in ["ADA", "blech söhne", "example.org", "nobody", "%25"]
    ]

    assert found == [["Ada"], ["Ada"], ["Bob", "Ada"], [], []]
    assert ada.name in inbox(client, event, "?q=ad%07a").content.decode()


def test_filters_combine(client, organiser, event):
    make_region(event)
    founder, student = event.categories.all()
    make_application(
        event, name="A", category=founder, answers={"region": "owl"}, team=make_team(event), language="de"
    )
    make_application(event, name="B", category=founder, answers={"region": "abroad"})
    make_application(event, name="C", category=student, answers={"region": "owl"})
    make_decision(make_application(event, name="D", category=founder, answers={"region": "owl"}), Verdict.ADMIT)

    def shown(query):
        return sorted(names(inbox(client, event, query)))

    assert shown("?a_region=owl") == ["A", "C", "D"]
    assert shown("?a_region=owl&category=founder") == ["A", "D"]
    assert shown("?a_region=owl&category=founder&verdict=undecided") == ["A"]
    assert shown("?verdict=admit") == ["D"]
    assert shown("?coming=team") == ["A"]
    assert shown("?coming=alone&category=founder") == ["B", "D"]
    assert shown("?language=de") == ["A"]


def test_a_filter_that_is_no_choice_is_as_good_as_none(client, organiser, event):
    make_region(event)
    make_application(event, name="A")

    assert names(inbox(client, event, "?category=gone&a_region=mars&verdict=x&page=99999&state=%07")) == ["A"]


def test_long_lists_are_paged(client, organiser, event):
    for number in range(31):
        make_application(event, submitted_at=NOON - timedelta(minutes=number))

    first, second = inbox(client, event), inbox(client, event, "?page=2")

    assert (len(names(first)), len(names(second)), first.context["found"].last) == (30, 1, 2)


@pytest.mark.parametrize("number", [1, 3])
def test_the_inbox_takes_the_same_number_of_queries_for_one_and_for_many(
    client, organiser, event, number, django_assert_num_queries
):
    make_region(event)
    team = make_team(event)
    for _ in range(number):
        make_decision(make_application(event, team=team))

    with django_assert_num_queries(12):
        inbox(client, event, "?q=&a_region=")


@pytest.mark.parametrize("number", [1, 3])
def test_one_application_takes_the_same_number_of_queries_however_large_its_team(
    client, organiser, event, number, django_assert_num_queries
):
    team = make_team(event)
    applications = [make_application(event, team=team) for _ in range(number)]
    for application in applications:
        make_decision(application)

    with django_assert_num_queries(13):
        client.get(reverse("applications:application", args=[event.slug, applications[0].code]))


def test_deciding_about_many_says_first_how_many_it_is_about(client, organiser, event):
    team = make_team(event)
    first, mate, other = (
        make_application(event, team=team),
        make_application(event, team=team),
        make_application(event),
    )
    make_decision(other, Verdict.DECLINE)

    answer = decide(client, event, which="ticked", verdict="admit", code=[first.code, other.code])

    context = answer.context
    assert (context["chosen"], context["mates"], context["number"], context["decided_otherwise"]) == (2, 1, 3, 1)
    assert mate.name in answer.content.decode()
    assert decision_counts(event) == {"admit": 0, "decline": 1, "draw": 0, "undecided": 2}


def test_confirmed_it_is_done_and_the_next_page_says_so(client, organiser, event):
    first, second = make_application(event), make_application(event)

    answer = decide(
        client,
        event,
        which="ticked",
        verdict="admit",
        code=[first.code, second.code],
        is_confirmed="on",
        reason="Both",
    )

    assert set(with_verdict(event, Verdict.ADMIT)) == {first, second}
    assert set(Decision.objects.values_list("reason", "decided_by")) == {("Both", organiser.pk)}
    assert "2 applications decided" in client.get(answer.url).content.decode()


def test_all_that_the_filters_show_are_decided_and_nobody_else(client, organiser, event):
    make_region(event)
    shown = [make_application(event, answers={"region": "owl"}) for _ in range(31)]
    make_application(event, answers={"region": "abroad"})

    decide(client, event, which="shown", query="a_region=owl&page=2", verdict="draw", is_confirmed="on")

    assert set(with_verdict(event, Verdict.DRAW)) == set(shown)


def test_the_rest_goes_to_the_draw_in_one_go(client, organiser, event):
    admitted = make_application(event)
    make_decision(admitted, Verdict.ADMIT)
    rest = [make_application(event) for _ in range(2)]

    asked = decide(client, event, which="rest", verdict="draw")
    decide(client, event, which="rest", verdict="draw", is_confirmed="on")

    assert asked.context["number"] == 2
    assert set(with_verdict(event, Verdict.DRAW)) == set(rest)
    assert set(with_verdict(event, Verdict.ADMIT)) == {admitted}


def test_a_replayed_confirmation_changes_nothing(client, organiser, event):
    make_application(event)
    fields = {"which": "rest", "verdict": "draw", "is_confirmed": "on"}
    decide(client, event, **fields)

    answer = decide(client, event, **fields)

    assert answer.status_code == 302
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"which": "ticked", "verdict": "crown"},
        {"which": "everybody", "verdict": "draw"},
        {"which": "ticked", "verdict": "draw"},
        {"which": "ticked", "verdict": "draw", "code": ["\x00", "' OR 1=1"]},
    ],
)
def test_a_decision_that_makes_no_sense_goes_back_to_the_inbox(client, organiser, event, fields):
    make_application(event)

    answer = decide(client, event, **fields, is_confirmed="on", query="q=ada")

    assert answer.url == reverse("applications:inbox", args=[event.slug]) + "?q=ada"
    assert not Decision.objects.exists()


def test_a_reason_that_is_too_long_is_refused_with_what_was_typed_still_there(client, organiser, event):
    application = make_application(event)
    reason = "x" * 501

    many = decide(client, event, which="rest", verdict="draw", is_confirmed="on", reason=reason)
    one = client.post(
        reverse("applications:decision", args=[event.slug, application.code]), {"verdict": "draw", "reason": reason}
    )

    for answer in (many, one):
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"reason"}
        assert reason in answer.content.decode()
    assert not Decision.objects.exists()


def test_applications_of_another_event_cannot_be_ticked(client, organiser, event):
    make_application(event)
    elsewhere = make_application(make_event())

    decide(client, event, which="ticked", verdict="admit", code=[elsewhere.code], is_confirmed="on")

    assert not Decision.objects.exists()


def test_what_was_decided_in_one_go_is_taken_back_in_one_go(client, organiser, event):
    make_application(event)
    make_application(event)
    page = decide(client, event, which="rest", verdict="draw", is_confirmed="on").url

    client.post(f"{page}undoing/")
    again = client.post(f"{page}undoing/", follow=True)

    assert decision_counts(event)["undecided"] == 2
    assert "nothing to take back" in again.content.decode()


@pytest.mark.parametrize("stamp", [0, 1, 10**30])
def test_a_guessed_moment_is_not_found(client, organiser, event, stamp):
    assert client.get(reverse("applications:decided", args=[event.slug, stamp])).status_code == 404
    assert client.post(reverse("applications:undoing", args=[event.slug, stamp])).status_code == 404


def test_deciding_on_one_member_decides_for_the_team_and_says_so(client, organiser, event):
    team = make_team(event)
    first, second = make_application(event, team=team), make_application(event, team=team)
    page = reverse("applications:application", args=[event.slug, first.code])

    shown = client.get(page).content.decode()
    answer = client.post(f"{page}decision/?q=ada", {"verdict": "admit", "reason": "Good"})

    assert "This decides about the whole team" in shown
    assert answer.url == f"{page}?q=ada"
    assert set(with_verdict(event, Verdict.ADMIT)) == {first, second}


def test_one_decision_is_taken_back_for_the_team(client, organiser, event):
    team = make_team(event)
    applications = [make_application(event, team=team) for _ in range(2)]
    for application in applications:
        make_decision(application, Verdict.ADMIT)

    client.post(reverse("applications:undoing_one", args=[event.slug, applications[0].code]))

    assert decision_counts(event)["undecided"] == 2


def test_previous_and_next_keep_to_the_filters(client, organiser, event):
    founder, student = event.categories.all()
    a, _b, c = [
        make_application(event, category=category, submitted_at=NOON - timedelta(minutes=minutes))
        for minutes, category in enumerate([founder, student, founder])
    ]

    context = client.get(reverse("applications:application", args=[event.slug, a.code]) + "?category=founder").context

    assert (context["previous"], context["following"]) == (None, c.code)


def test_an_application_that_does_not_count_offers_no_decision(client, organiser, event):
    application = make_application(event, withdrawn_at=NOON)

    page = client.get(reverse("applications:application", args=[event.slug, application.code])).content.decode()

    assert "Decide</h2>" not in page


@pytest.mark.parametrize("code", ["UNKNOWN1", "%00", "..", "'"])
def test_a_guessed_code_is_not_found(client, organiser, event, code):
    assert client.get(f"/{event.slug}/team/applications/{code}/").status_code == 404


def test_the_pages_speak_german(client, organiser, event):
    make_application(event)

    page = client.get(
        reverse("applications:inbox", args=[event.slug]), headers={"accept-language": "de"}
    ).content.decode()

    assert "Alle übrigen in die Verlosung geben" in page
