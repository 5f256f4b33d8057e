"""Two organisers, and an applicant, at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection

from einlass.applications.actions import Details, submit_application
from einlass.applications.builder.actions import add_question, change_question, move_question
from einlass.applications.builder.errors import QuestionChangedMeanwhile
from einlass.applications.builder.spec import QuestionSpec, spec_of
from einlass.applications.errors import FormChanged
from einlass.applications.models import Application
from einlass.applications.queries import form_version
from tests.builders import NOON, make_category, make_event, make_member, make_question

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(action, things):
    def run(thing):
        try:
            return action(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(run, things))


def test_of_many_changes_of_one_question_at_once_one_is_saved_and_the_others_are_told():
    event = make_event()
    organiser, question = make_member(event), make_question(event, key="company")

    def change(name):
        try:
            spec = replace(spec_of(question), label={"en": name})
            return str(change_question(question, spec, seen_version=1, at=NOON, by=organiser))
        except QuestionChangedMeanwhile:
            return None

    saved = [name for name in at_once(change, ["A", "B", "C", "D"]) if name]

    assert saved == [str(event.questions.get())]
    assert form_version(event) == 1


def test_questions_added_and_moved_at_once_keep_one_order():
    event = make_event()
    organiser = make_member(event)
    first = make_question(event, key="first")

    def change(number):
        if number % 2:
            move_question(first, before="", at=NOON, by=organiser)
        else:
            add_question(event, QuestionSpec("", "text", {"en": "Same"}), at=NOON, by=organiser)

    at_once(change, range(8))

    assert sorted(one.position for one in event.questions.all()) == list(range(5))
    assert {one.key for one in event.questions.all()} == {"first", "same", "same_2", "same_3", "same_4"}


def test_an_application_is_stored_for_the_form_that_was_filled_in_or_not_at_all():
    event = make_event()
    organiser, category = make_member(event), make_category(event)

    def act(number):
        if number == 0:
            add_question(event, QuestionSpec("diet", "text", {"en": "Diet"}), at=NOON, by=organiser)
            return None
        details = Details(name="Ada", category=category, form_version=0)
        try:
            return submit_application(
                event, details, email=f"ada-{number}@example.org", language="en", submission_key=None, at=NOON
            )
        except FormChanged:
            return None

    stored = [one for one in at_once(act, [1, 2, 0, 3, 4, 5]) if one]

    assert Application.objects.count() == len(stored)
    assert form_version(event) == 1
