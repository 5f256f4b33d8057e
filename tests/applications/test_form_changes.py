"""A form that changes while somebody fills it in, and what is not asked any more."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from einlass.applications.actions import submit_application
from einlass.applications.builder.actions import add_question, archive_question, change_question, move_question
from einlass.applications.builder.spec import QuestionSpec, spec_of
from einlass.applications.errors import FormChanged
from einlass.applications.forms import ApplyForm
from einlass.applications.models import Application
from einlass.events.links import link_token
from tests.builders import NOON, make_application, make_category, make_event, make_member, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder")
    make_question(event, key="company", label={"en": "Company", "de": "Unternehmen"})
    return event


def open_form(client, event):
    """What the page carries about the form it shows."""
    page = client.get(reverse("applications:apply", args=[event.slug])).content.decode()
    return re.search(r'name="form_shown" value="([^"]*)"', page)[1]


def filled(**changes):
    return {
        "name": "Ada Lovelace",
        "email": "ada@example.org",
        "category": "founder",
        "team": "alone",
        "consent": "on",
        "submission_key": str(uuid4()),
        "q_company": "Analytical Engines",
    } | changes


def send(client, event, **changes):
    return client.post(reverse("applications:apply", args=[event.slug]), filled(**changes))


def test_a_form_that_is_as_it_was_shown_is_sent(client, event):
    assert send(client, event, form_shown=open_form(client, event)).status_code == 302


def test_a_question_added_meanwhile_is_shown_first_and_nothing_is_lost(client, event):
    shown, organiser = open_form(client, event), make_member(event)
    add_question(event, QuestionSpec("diet", "text", {"en": "Diet"}), at=NOON, by=organiser)

    answer = send(client, event, form_shown=shown)
    page = answer.content.decode()
    again = re.search(r'name="form_shown" value="([^"]*)"', page)[1]
    sent = send(client, event, form_shown=again, q_diet="Anything")

    assert (answer.status_code, sent.status_code) == (422, 302)
    assert "The organisers changed the form while you were filling it in." in page
    assert "Analytical Engines" in page
    assert [(one.key, one.change) for one in answer.context["form"].question_fields()] == [
        ("company", ""),
        ("diet", "new"),
    ]
    assert Application.objects.get().answers == {"company": "Analytical Engines", "diet": "Anything"}


def test_a_question_worded_otherwise_meanwhile_is_not_answered_by_the_old_words(client, event):
    shown, organiser = open_form(client, event), make_member(event)
    question = event.questions.get()
    change_question(
        question, QuestionSpec("company", "text", {"en": "Competitor"}), seen_version=1, at=NOON, by=organiser
    )

    answer = send(client, event, form_shown=shown)

    assert answer.status_code == 422
    assert [one.change for one in answer.context["form"].question_fields()] == ["changed"]
    assert not Application.objects.exists()


def test_a_question_taken_out_meanwhile_is_said_and_not_stored(client, event):
    shown, organiser = open_form(client, event), make_member(event)
    archive_question(event.questions.get(), at=NOON, by=organiser)

    answer = send(client, event, form_shown=shown)
    sent = send(client, event, form_shown="")

    assert (answer.status_code, sent.status_code) == (422, 302)
    assert Application.objects.get().answers == {}


def test_another_order_of_the_questions_disturbs_nobody(client, event):
    make_question(event, key="diet", position=1)
    shown = open_form(client, event)
    move_question(event.questions.get(key="diet"), before="company", at=NOON, by=make_member(event))

    assert send(client, event, form_shown=shown).status_code == 302


@pytest.mark.parametrize("noise", ["x", "company:", ":::", "company:0 " * 5000, "\u202e", "🙂:🙂"])
def test_a_page_that_says_nonsense_about_the_form_is_answered(client, event, noise):
    assert send(client, event, form_shown=noise).status_code in {302, 422}


def test_a_change_between_reading_and_storing_is_noticed(event):
    form = ApplyForm(event, filled())
    is_valid = form.is_valid()
    add_question(event, QuestionSpec("diet", "text", {"en": "Diet"}), at=NOON, by=make_member(event))

    with pytest.raises(FormChanged):
        submit_application(
            event, form.details(), email="ada@example.org", language="en", submission_key=None, at=NOON
        )

    assert is_valid
    assert not Application.objects.exists()


def test_an_answer_that_is_not_asked_any_more_survives_a_change_of_the_application(client, event):
    application = make_application(event, answers={"company": "Acme"})
    archive_question(event.questions.get(), at=NOON, by=make_member(event))
    edit = reverse("applications:edit", args=[event.slug, link_token("application", application.code)])

    page = client.get(edit).content.decode()
    answer = client.post(edit, {"name": "Ada", "category": "founder", "team": "alone", "q_company": "Other"})

    application.refresh_from_db()
    assert answer.status_code == 302
    assert "q_company" not in page
    assert (application.name, application.answers) == ("Ada", {"company": "Acme"})


def test_a_choice_not_offered_any_more_may_stay_on_the_application_that_has_it(client, event):
    choices = [{"value": one, "label": {"en": one}} for one in ("owl", "nrw", "abroad")]
    question = make_question(event, key="region", kind="choice", required=True, choices=choices, position=1)
    application = make_application(event, answers={"region": "abroad"})
    spec = spec_of(question)
    change_question(
        question,
        QuestionSpec(**{**vars(spec), "choices": spec.choices[:2]}),
        seen_version=1,
        at=NOON,
        by=make_member(event),
    )
    edit = reverse("applications:edit", args=[event.slug, link_token("application", application.code)])

    kept = client.post(edit, {"name": "Ada", "category": "founder", "team": "alone", "q_region": "abroad"})
    new = send(client, event, q_region="abroad")

    assert (kept.status_code, new.status_code) == (302, 422)
    assert new.context["form"].errors == {"q_region": ["Please choose one of the answers offered."]}


def test_the_form_speaks_the_language_of_the_reader_and_falls_back(client, event):
    event.languages = ["de", "en"]
    event.save()
    make_question(event, key="only_german", label={"de": "Nur auf Deutsch"}, help={"de": "Hilfe"}, position=1)
    url = reverse("applications:apply", args=[event.slug])

    english = client.get(url, headers={"accept-language": "en"}).content.decode()
    german = client.get(url, headers={"accept-language": "de"}).content.decode()

    assert ("Company" in english, "Unternehmen" in english) == (True, False)
    assert ("Company" in german, "Unternehmen" in german) == (False, True)
    assert all("Nur auf Deutsch" in page for page in (english, german))
