"""What the team is given to edit says exactly what the template says."""

from pathlib import Path

import pytest
from django.utils import translation

import einlass
from einlass.mail import rendering
from einlass.mail.models import Message
from einlass.mail.rendering import render
from einlass.mail.texts.defaults import default_of
from einlass.mail.texts.explanations import condition_in_words, placeholder_in_words
from einlass.mail.texts.language import parse
from einlass.mail.texts.queries import editable_kinds
from tests.builders import make_event

TEMPLATES = [kind.template for kind in editable_kinds()]
MOMENT = "2026-09-01T12:00:00+00:00"
FACTS = {
    **dict.fromkeys(
        ["name", "attendee_name", "inviter", "team", "team_name", "host", "partner"], "Zoë *[x](y)* {name}"
    ),
    **dict.fromkeys(["event_slug"], "fest"),
    **dict.fromkeys(["event_name", "venue", "fingerprint", "announcement_digest", "entry_code"], "A & B <c> {{ d }}"),
    **dict.fromkeys(["contact", "contact_email", "inviter_email"], "hello@example.org"),
    **{f"{kind}_code": "7KQ3M9XR" for kind in ("application", "draw", "invitation", "offer", "partner", "ticket")},
    **{f"{kind}_version": 1 for kind in ("application", "invitation", "offer", "partner")},
    **dict.fromkeys(["expires_at", "ends_at", "due_at", "outcome_at", "returns_at", "link_ends_at", "until"], MOMENT),
    **dict.fromkeys(["starts_at", "doors_open_at", "draw_at", "applications_close_at", "code_expires_at"], MOMENT),
    "event_zone": "Europe/Berlin",
    "changes_end_at": None,
    "code": "7KQ3M9XR",
    "version": 1,
    "link_version": 1,
    "salt": "salt",
    "check_fragment": "a.b.c",
    "number": 3,
    "replaces": 2,
    "value": {"kind": "dice", "source": "dice & cups", "example": "1 2 3", "faces": 6, "throws": 3},
    "rows": [{"name": {"en": "Press & co", "de": "Presse"}, "seats": 2, "ended": 1}],
    "stays": ["The ticket's number.", "*The* draw."],
    "role": "reviewer",
    "joined": 7,
    "most": 5,
}
COUNTS = ["size", "free", "open_invitations", "seats", "ended", "total", "unproved", "before"]
FLAGS = ["by_draw", "by_wave", "by_waves", "needs_all", "may_apply_again"]


def facts_of(count, flag, is_full):
    facts = FACTS | dict.fromkeys(COUNTS, count) | dict.fromkeys(FLAGS, flag)
    if not is_full:
        facts |= {"host": "", "salt": "", "returns_at": "", "outcome_at": "", "replaces": None, "role": "door"}
    return facts


def without_value_form(facts, template):
    """The form of a draw's value is the admission room's own dictionary; its words are tested there."""
    return facts | (
        {"value": {"source": "dice & cups", "example": "1 2 3"}} if template == "admission/committed" else {}
    )


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.django_db
def test_the_default_saved_unchanged_writes_the_same_mail(template, language, monkeypatch):
    monkeypatch.setattr("einlass.admission.templatetags.draws.form_in_words", lambda value: "three dice & no more")
    default = default_of(template, language)
    event = make_event()

    for count, flag, is_full in [(0, False, False), (1, True, True), (5, False, True), (2, True, False)]:
        facts = without_value_form(facts_of(count, flag, is_full), template)
        edited = facts | {"edited": {"subject": default.subject, "text": default.text}}
        of_template = render(Message(event=event, template=template, language=language, context=facts))
        of_text = render(Message(event=event, template=template, language=language, context=edited))

        assert of_text.subject == of_template.subject
        assert without_tokens(of_text.text) == without_tokens(of_template.text)


def without_tokens(text):
    """A token holds the second in which it was made."""
    return [
        line.rpartition("~")[0].rpartition("~")[0] if line.count("~") == 2 else line for line in text.splitlines()
    ]


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_default_is_a_text_that_can_be_saved(template):
    for language in ("en", "de"):
        default = default_of(template, language)

        parse(default.subject + default.text, placeholders=default.values, conditions=default.conditions)
        assert default.subject
        assert "\n" not in default.subject


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_placeholder_and_every_condition_is_explained(template):
    default = default_of(template, "en")
    with translation.override("en"):
        silent = [name for name in default.values if not placeholder_in_words(name)]
        silent += [name for name in default.conditions if not condition_in_words(name)]

    assert silent == []


def test_both_languages_offer_the_same_placeholders():
    for template in TEMPLATES:
        english, german = default_of(template, "en"), default_of(template, "de")

        assert english.values.keys() == german.values.keys()
        assert english.conditions.keys() == german.conditions.keys()


def test_every_mail_template_is_listed_so_that_the_team_can_edit_it():
    found = {
        f"{path.parent.parent.name}/{path.stem}"
        for path in Path(einlass.__file__).parent.glob("*/templates/*/mail/*.md")
    }

    # What the team writes to groups has no words of its own.
    assert found - {"mail/group_message"} == set(TEMPLATES)
    assert rendering.PREFIX == "Subject: "
