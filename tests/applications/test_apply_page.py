from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from einlass.applications.models import Application, Team
from einlass.events.models import AuditEntry
from einlass.mail.models import Message
from tests.builders import NOON, make_application, make_category, make_event, make_question, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder", name={"en": "Founder", "de": "Gründerin oder Gründer"})
    make_category(event, key="student", name={"en": "Student", "de": "Studierende"})
    make_category(event, key="crew", name={"en": "Crew"}, takes_applications=False)
    return event


def apply_url(event):
    return reverse("applications:apply", args=[event.slug])


def filled(**changes):
    return {
        "name": "Ada Lovelace",
        "email": "ada@example.org",
        "category": "founder",
        "team": "alone",
        "consent": "on",
        "submission_key": str(uuid4()),
    } | changes


def errors(answer):
    return {name: list(messages) for name, messages in answer.context["form"].errors.items()}


def assert_nothing_was_written():
    assert not Application.objects.exists()
    assert not Team.objects.exists()
    assert not Message.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_filled_form_becomes_an_application(client, event):
    answer = client.post(apply_url(event), filled())

    assert answer.status_code == 302
    assert answer.url == reverse("applications:sent", args=[event.slug])
    application = Application.objects.get()
    assert (application.name, application.category.key, application.language) == ("Ada Lovelace", "founder", "en")
    assert "mailbox" in client.get(answer.url).content.decode()


def test_the_language_of_the_page_is_the_language_of_the_mails(client, event):
    client.post(apply_url(event), filled(), headers={"accept-language": "de"})

    assert Application.objects.get().language == "de"
    assert Message.objects.get().language == "de"


def test_an_empty_form_says_beside_each_field_what_is_missing(client, event):
    make_question(event, key="company", required=True)

    answer = client.post(apply_url(event), {})

    assert answer.status_code == 422
    assert set(errors(answer)) == {"name", "email", "category", "team", "consent", "q_company"}
    assert_nothing_was_written()


def test_what_was_typed_is_still_there_when_something_is_wrong(client, event):
    make_question(event, key="company", required=True)
    make_question(event, key="why", kind="long_text")

    answer = client.post(
        apply_url(event), filled(email="ada@", category="student", q_company="Blech & <Söhne>", q_why="One\nTwo")
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert set(errors(answer)) == {"email"}
    for typed in ["Ada Lovelace", "ada@", "Blech &amp; &lt;Söhne&gt;", "One\nTwo"]:
        assert typed in page
    assert 'value="student" checked' in " ".join(page.split()) or "checked" in page
    assert_nothing_was_written()


def test_errors_are_in_the_language_of_the_page(client, event):
    english = client.post(apply_url(event), {})
    german = client.post(apply_url(event), {}, headers={"accept-language": "de"})

    assert "<li>Please give your name.</li>" in english.content.decode()
    assert "<li>Bitte geben Sie Ihren Namen an.</li>" in german.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 121),
        ("email", "x" * 250 + "@example.org"),
        ("email", "no address"),
        ("email", "two@example.org, more@example.org"),
        ("category", "crew"),
        ("category", "unknown"),
        ("team", "stay"),
        ("team", "king"),
        ("homepage", "https://buy.example"),
        ("consent", ""),
        ("submission_key", "not a key"),
        ("q_text", "x" * 201),
        ("q_long", "x" * 1501),
        ("q_number", "twelve"),
        ("q_number", "1" * 40),
        ("q_number", "1.5"),
        ("q_date", "31.02.2026"),
        ("q_choice", "three"),
        ("q_multiple", "three"),
        ("q_country", "ZZ"),
        ("q_url", "javascript:alert(1)"),
        ("q_url", "no address at all"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_nothing_is_written(client, event, field, value):
    pair = [{"value": one, "label": {"en": one}} for one in ("one", "two")]
    make_question(event, key="text")
    make_question(event, key="long", kind="long_text")
    make_question(event, key="number", kind="number")
    make_question(event, key="date", kind="date")
    make_question(event, key="choice", kind="choice", choices=pair)
    make_question(event, key="multiple", kind="multiple", choices=pair)
    make_question(event, key="country", kind="country")
    make_question(event, key="url", kind="url")

    answer = client.post(apply_url(event), filled(**{field: value}))

    assert answer.status_code == 422
    assert set(errors(answer)) == {field}
    assert_nothing_was_written()


def test_every_kind_of_answer_is_kept_as_it_was_meant(client, event):
    pair = [{"value": one, "label": {"en": one}} for one in ("one", "two")]
    for kind in ["text", "long_text", "number", "date", "choice", "multiple", "country", "url", "consent"]:
        make_question(event, key=kind, kind=kind, choices=pair)

    client.post(
        apply_url(event),
        filled(
            q_text="  Blech   und\tSöhne ",
            q_long_text="One\r\n\r\nTwo",
            q_number="12",
            q_date="24.11.2026",
            q_choice="one",
            q_multiple=["one", "two"],
            q_country="PL",
            q_url="example.org/über",
            q_consent="on",
        ),
    )

    assert Application.objects.get().answers == {
        "text": "Blech und Söhne",
        "long_text": "One\n\nTwo",
        "number": 12,
        "date": "2026-11-24",
        "choice": "one",
        "multiple": ["one", "two"],
        "country": "PL",
        "url": "https://example.org/über",
        "consent": True,
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Zoë 🚀 O’Neill", "Zoë 🚀 O’Neill"),
        ("ليلى الخطيب", "ليلى الخطيب"),
        ("👩‍💻 Ada", "👩‍💻 Ada"),
        ("A\x00d\x07a\u202e", "Ada"),
        ("Ada\r\nBcc: all@example.org", "Ada Bcc: all@example.org"),
        ("Zoe\u0308", "Zoë"),
    ],
)
def test_names_of_all_scripts_are_kept_without_control_characters(client, event, typed, kept):
    client.post(apply_url(event), filled(name=typed))

    assert Application.objects.get().name == kept


def test_a_condition_decides_whether_an_answer_is_needed_and_kept(client, event):
    make_question(event, key="stage", required=True, condition={"question": "category", "is": ["founder"]})

    asked = client.post(apply_url(event), filled())
    not_asked = client.post(apply_url(event), filled(category="student", q_stage="seed"))

    assert set(errors(asked)) == {"q_stage"}
    assert not_asked.status_code == 302
    assert Application.objects.get().answers == {}


def test_without_script_a_conditional_question_says_when_it_is_asked(client, event):
    make_question(event, key="stage", condition={"question": "category", "is": ["founder"]})

    page = client.get(apply_url(event)).content.decode()

    assert "Only if “I come as” is: Founder" in page


def test_only_categories_that_take_applications_are_offered(client, event):
    page = client.get(apply_url(event)).content.decode()

    assert "Founder" in page
    assert "Crew" not in page


def test_a_replayed_form_is_one_application(client, event):
    form = filled()

    first, second = client.post(apply_url(event), form), client.post(apply_url(event), form)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Application.objects.count() == 1
    assert Message.objects.count() == 1


def test_the_page_does_not_tell_whether_an_address_has_applied(client, event):
    make_application(event, email="ada@example.org")

    known, unknown = (
        client.post(apply_url(event), filled()),
        client.post(apply_url(event), filled(email="bob@example.org")),
    )

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert set(Message.objects.values_list("template", flat=True)) == {
        "applications/existing",
        "applications/prove_address",
    }


def test_founding_a_team_needs_a_name_and_joining_one_a_code(client, event):
    founding = client.post(apply_url(event), filled(team="found", team_name="  "))
    joining = client.post(apply_url(event), filled(team="join"))

    assert set(errors(founding)) == {"team_name"}
    assert set(errors(joining)) == {"team_code"}
    assert_nothing_was_written()


def test_a_team_has_a_name_and_a_code_of_limited_length(client, event):
    founding = client.post(apply_url(event), filled(team="found", team_name="x" * 81))
    joining = client.post(apply_url(event), filled(team="join", team_code="x" * 21))

    assert set(errors(founding)) == {"team_name"}
    assert set(errors(joining)) == {"team_code"}
    assert_nothing_was_written()


def test_a_code_of_no_team_is_refused_with_what_was_typed_still_there(client, event):
    answer = client.post(apply_url(event), filled(team="join", team_code="WRONG123"))

    assert answer.status_code == 422
    assert "no team with this code" in errors(answer)["team_code"][0]
    assert "WRONG123" in answer.content.decode()
    assert_nothing_was_written()


def test_a_full_team_says_so(client, event):
    team = make_team(event, name="Engines")
    for _ in range(4):
        make_application(event, team=team)

    answer = client.post(apply_url(event), filled(team="join", team_code=team.code))

    assert errors(answer)["team_code"] == ["The team “Engines” is full: at most 4 people come as one team."]


@pytest.mark.parametrize(("seconds_left", "status"), [(1, 302), (0, 422)])
def test_the_close_is_meant_to_the_second_in_the_events_zone(client, event, time_machine, seconds_left, status):
    time_machine.move_to(event.applications_close_at - timedelta(seconds=seconds_left), tick=False)

    answer = client.post(apply_url(event), filled())

    assert answer.status_code == status
    assert Application.objects.exists() is (status == 302)


def test_after_the_close_the_page_says_so_in_the_events_zone(client, event, time_machine):
    event.zone = "America/New_York"
    event.save()
    time_machine.move_to(event.applications_close_at, tick=False)

    page = client.get(apply_url(event)).content.decode()

    assert "Applications are closed" in page
    assert "Fri 11 September 2026, 07:59" in page


def test_before_the_opening_the_page_says_when(client, event, time_machine):
    time_machine.move_to(event.applications_open_at - timedelta(days=1), tick=False)

    assert "Applications are not open yet" in client.get(apply_url(event)).content.decode()


def test_no_other_method_is_answered(client, event):
    assert client.delete(apply_url(event)).status_code == 405


def test_the_link_page_answers_the_same_for_every_address(client, event):
    make_application(event, email="ada@example.org")
    url = reverse("applications:link", args=[event.slug])

    known, unknown = client.post(url, {"email": "ada@example.org"}), client.post(url, {"email": "bob@example.org"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert list(Message.objects.values_list("to", flat=True)) == ["ada@example.org"]


def test_the_link_page_refuses_what_is_no_address(client, event):
    answer = client.post(reverse("applications:link", args=[event.slug]), {"email": "ada"})

    assert answer.status_code == 422
    assert set(errors(answer)) == {"email"}
    assert 'value="ada"' in answer.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_form_takes_the_same_number_of_queries_however_many_questions(
    client, event, number, django_assert_num_queries
):
    for _ in range(number):
        make_question(event)

    with django_assert_num_queries(4):
        client.get(apply_url(event))
