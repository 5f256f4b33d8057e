"""Consents: which words somebody agreed to, and when."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from einlass.applications.models import Application, ConsentGiven, ConsentText
from einlass.events.links import link_token
from einlass.events.models import Role
from tests.builders import NOON, make_category, make_event, make_member, make_question

pytestmark = pytest.mark.django_db
PHOTOS = {"en": "I may be seen in photos.", "de": "Ich darf auf Fotos zu sehen sein."}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder")
    make_question(event, key="photos", kind="consent", label=PHOTOS)
    return event


def filled(email="ada@example.org", **changes):
    return {
        "name": "Ada Lovelace",
        "email": email,
        "category": "founder",
        "team": "alone",
        "consent": "on",
        "submission_key": str(uuid4()),
    } | changes


def apply(client, event, **changes):
    return client.post(reverse("applications:apply", args=[event.slug]), filled(**changes))


def edit(client, application, **changes):
    token = link_token("application", application.code)
    data = {"name": "Ada", "category": "founder", "team": "alone"} | changes
    return client.post(reverse("applications:edit", args=[application.event.slug, token]), data)


def given():
    return [
        (one.text.key, one.text.number, one.withdrawn_at) for one in ConsentGiven.objects.order_by("text__key", "pk")
    ]


def change_words(event, **words):
    event.questions.filter(key="photos").update(label=PHOTOS | words)


def test_each_consent_is_kept_with_the_version_of_its_words(client, event):
    apply(client, event, q_photos="on")

    assert given() == [("", 1, None), ("photos", 1, None)]
    own, photos = ConsentText.objects.order_by("key")
    assert photos.text == PHOTOS
    assert f"the seats of {event.name}" in own.text["en"]
    assert f"die Plätze bei {event.name}" in own.text["de"] or event.name in own.text["de"]


def test_a_box_that_is_not_ticked_is_no_consent(client, event):
    apply(client, event)

    assert given() == [("", 1, None)]


def test_new_words_are_a_new_version_and_the_old_agreement_stays_with_the_old_words(client, event):
    apply(client, event, q_photos="on")
    change_words(event, en="I may be seen in photos and films.")

    apply(client, event, email="grace@example.org", q_photos="on")

    assert given() == [("", 1, None), ("", 1, None), ("photos", 1, None), ("photos", 2, None)]
    assert ConsentText.objects.get(key="photos", number=1).text == PHOTOS


def test_the_same_words_are_no_new_version(client, event):
    for number in range(3):
        apply(client, event, email=f"ada-{number}@example.org", q_photos="on")

    assert ConsentText.objects.count() == 2


def test_nobody_agrees_to_words_that_changed_while_they_filled_in_the_form(client, event):
    seen = client.get(reverse("applications:apply", args=[event.slug])).context["form"]["consents_seen"].value()
    change_words(event, de="Ich darf auf Fotos und in Filmen zu sehen sein.")

    first = apply(client, event, q_photos="on", consents_seen=seen)
    form = first.context["form"]
    fresh = form["consents_seen"].value()
    second = apply(client, event, q_photos="on", consents_seen=fresh)

    assert first.status_code == 422
    assert list(form.errors) == ["q_photos"]
    assert not form["q_photos"].value()
    assert form["name"].value() == "Ada Lovelace"
    assert second.status_code == 302
    assert ConsentText.objects.get(key="photos").text["de"].startswith("Ich darf auf Fotos und in Filmen")


def test_words_that_changed_do_not_matter_to_whom_they_are_not_agreed(client, event):
    seen = client.get(reverse("applications:apply", args=[event.slug])).context["form"]["consents_seen"].value()
    change_words(event, en="Films")

    assert apply(client, event, consents_seen=seen).status_code == 302


@pytest.mark.parametrize("seen", ["", ":", "photos", "x" * 4000, "photos:zz unknown:aa ::", "🙂:🙂"])
def test_what_a_browser_says_it_showed_never_breaks_the_form(client, event, seen):
    assert apply(client, event, consents_seen=seen).status_code in {302, 422}


def test_taking_a_consent_back_and_giving_it_again_is_kept(client, event, time_machine):
    apply(client, event, q_photos="on")
    ada = Application.objects.get()
    time_machine.move_to(NOON + timedelta(hours=1), tick=False)
    edit(client, ada)
    time_machine.move_to(NOON + timedelta(hours=2), tick=False)
    edit(client, ada, q_photos="on")

    assert given() == [("", 1, None), ("photos", 1, NOON + timedelta(hours=1)), ("photos", 1, None)]


def test_an_agreement_that_stays_keeps_the_version_agreed_to(client, event):
    apply(client, event, q_photos="on")
    change_words(event, en="Films")

    edit(client, Application.objects.get(), q_photos="on")

    assert given() == [("", 1, None), ("photos", 1, None)]


def test_the_team_and_the_download_show_what_was_agreed_to(client, event):
    apply(client, event, q_photos="on")
    change_words(event, en="Films")
    ada = Application.objects.get()
    token = link_token("application", ada.code)
    download = client.get(reverse("applications:data", args=[event.slug, token]))
    client.force_login(make_member(event, Role.ORGANISER))

    page = client.get(reverse("applications:application", args=[event.slug, ada.code])).content.decode()
    intake = client.get(reverse("applications:intake", args=[event.slug])).content.decode()

    assert [(one["words"], one["version"]) for one in json.loads(download.content)["consents"]][1] == (
        "I may be seen in photos.",
        1,
    )
    assert "I may be seen in photos." in page
    assert "Version 1, agreed on" in page
    assert "1 person agrees" in intake


def test_an_event_with_consents_can_be_deleted(client, event):
    apply(client, event, q_photos="on")
    Application.objects.all()

    event.applications.all().delete()
    event.delete()

    assert not ConsentText.objects.exists()
