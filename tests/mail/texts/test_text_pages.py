from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.urls import reverse

from einlass.events.models import AuditEntry, Role
from einlass.mail.models import MailText, Message
from einlass.mail.rendering import render
from einlass.mail.sending import send_due
from einlass.mail.texts.actions import edit_text, forget_tests
from einlass.mail.texts.defaults import default_of
from einlass.mail.texts.queries import editable_kinds
from einlass.web.versions import ChangedMeanwhile
from tests.builders import NOON, make_event, make_member
from tests.builders.mail import make_message

pytestmark = pytest.mark.django_db

TEMPLATE = "applications/counts"
FACTS = {
    "name": "Anna",
    "event_name": "Fest",
    "event_slug": "fest",
    "event_zone": "Europe/Berlin",
    "code": "7KQ3M9XR",
    "version": 1,
    "draw_at": NOON.isoformat(),
    "applications_close_at": NOON.isoformat(),
}


@pytest.fixture
def event():
    return make_event(languages=["en", "de"])


@pytest.fixture
def organiser(client, event):
    member = make_member(event, Role.ORGANISER)
    client.force_login(member)
    return member


def url(event, name="text", language="en"):
    return reverse(f"mailroom:{name}", args=[event.slug, "applications", "counts", language])


def typed(**fields):
    return {
        "version": 0,
        "subject": "You are in, {name}",
        "text": "Hello {name}!\n\n[Look]({applicant_link})",
    } | fields


def counts(event, **fields):
    return make_message(event=event, template=TEMPLATE, context=FACTS | fields.pop("facts", {}), **fields)


def test_an_edited_mail_is_written_from_its_text_from_then_on(client, event, organiser):
    waiting = counts(event)

    client.post(url(event), typed())
    send_due(lambda: NOON, limit=5)

    arrived = message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    assert arrived["subject"] == "You are in, Anna"
    assert arrived.get_body(("plain",)).get_content().startswith("Hello Anna!\n\nLook:\nhttp://localhost:8000/fest/")
    assert arrived["to"] == waiting.to


def test_other_languages_other_mails_and_other_events_keep_the_default(client, event, organiser):
    client.post(url(event), typed())

    subjects = [
        render(message).subject for message in (counts(event, language="de"), counts(make_event()), counts(event))
    ]

    assert subjects == ["Ihre Bewerbung zählt: Fest", "Your application counts: Fest", "You are in, Anna"]


@pytest.mark.parametrize(
    "name",
    [
        "{event_name}",
        "{if x}",
        "*bold* [Win](https://evil.example)",
        "Anna\r\nBcc: all@example.org",
        "שרה לוי",
        "<b>",
    ],
)
def test_a_name_stays_a_name_in_an_edited_mail(client, event, organiser, name):
    client.post(url(event), typed())
    counts(event, facts={"name": name})

    send_due(lambda: NOON, limit=5)

    arrived = message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    assert arrived["subject"] == "You are in, " + " ".join(name.split())
    assert "Bcc" not in arrived
    assert f"Hello {' '.join(name.split())}!" in arrived.get_body(("plain",)).get_content()
    assert 'href="https://evil.example' not in arrived.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "Hello {nam}"}, "Line 1, character 7: this mail has no placeholder {nam}. Did you mean {name}?"),
        ({"text": "a\n{if by_draw}x"}, "Line 2, character 1: this mail has no condition {if by_draw}."),
        ({"subject": "{digits}"}, "this mail has no placeholder {digits}."),
        ({"text": "{% load links %}{% signed_url x %}"}, "this mail has no placeholder"),
        ({"text": "x" * 20_001}, "at most 20000 characters"),
        ({"subject": "Hi\nBcc: x@example.org"}, "The subject is one line."),
        ({"text": ""}, "This field is required."),
    ],
)
def test_a_text_that_cannot_be_written_is_not_saved_and_says_where(client, event, organiser, fields, words):
    answer = client.post(url(event), typed(**fields))

    assert answer.status_code == 422
    assert words in answer.content.decode().replace("&#x27;", "'")
    assert not MailText.objects.exists()


def test_ten_megabytes_of_text_are_refused(client, event, organiser):
    assert client.post(url(event), typed(text="x" * 10_000_000)).status_code in {400, 413}


def test_djangos_template_language_is_text_that_does_nothing(client, event, organiser):
    client.post(url(event), typed(text="{{ settings.SECRET_KEY }} and {{% now 'Y' %}}"))

    assert "{ settings.SECRET_KEY }" in render(counts(event)).text
    assert "{% now 'Y' %}" in render(counts(event)).text


def test_markdown_of_the_team_becomes_html_and_its_own_html_does_not(client, event, organiser):
    client.post(url(event), typed(text="**Hi** <script>alert(1)</script> [x](javascript:alert(1))"))

    html = render(counts(event)).html
    assert "<strong>Hi</strong>" in html
    assert "<script>" not in html
    assert 'href="javascript' not in html


def test_two_who_edit_the_same_mail_see_both_texts(client, event, organiser):
    client.post(url(event), typed(text="First"))

    answer = client.post(url(event), typed(text="Second"))

    assert answer.status_code == 409
    assert "First" in answer.content.decode()
    assert "Second" in answer.content.decode()
    assert MailText.objects.get().text == "First\n"


def test_the_action_refuses_an_old_version(event, organiser):
    change = {"subject": "s", "text": "t", "at": NOON, "by": organiser}
    edit_text(event, TEMPLATE, "en", version=0, **change)

    with pytest.raises(ChangedMeanwhile):
        edit_text(event, TEMPLATE, "en", version=0, **change)


def test_the_difference_to_the_default_and_the_way_back_and_forth(client, event, organiser):
    client.post(url(event), typed())
    page = client.get(url(event))
    assert {line.kind for line in page.context["difference"]} >= {"old", "new"}

    client.post(url(event, "text_default"), {"version": 1})
    assert render(counts(event)).subject == "Your application counts: Fest"
    client.post(url(event, "text_again"), {"version": 2})

    assert render(counts(event)).subject == "You are in, Anna"
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["edit_mail_text", "use_default_mail_text", "use_mail_text_again"]


def test_the_way_back_is_not_taken_for_a_text_that_somebody_changed_meanwhile(client, event, organiser):
    client.post(url(event), typed())
    client.post(url(event), typed(version=1, text="Newer"))

    client.post(url(event, "text_default"), {"version": 1})

    assert MailText.objects.get().is_used


def test_after_an_upgrade_the_page_says_where_the_default_has_changed(client, event, organiser):
    client.post(url(event), typed())
    MailText.objects.update(default_text="Older words\n")

    page = client.get(url(event)).content.decode()
    listed = client.get(reverse("mailroom:texts", args=[event.slug])).content.decode()

    assert "The default has changed since you edited this mail." in page
    assert "Older words" in page
    assert "edited, new default" in listed


def test_a_text_that_an_upgrade_left_without_its_placeholder_gives_way_to_the_default(client, event, organiser):
    client.post(url(event), typed())
    MailText.objects.update(text="Hello {gone}\n")

    assert render(counts(event)).subject == "Your application counts: Fest"
    assert "no longer offers" in client.get(url(event)).content.decode()
    assert "does not fit any more" in client.get(reverse("mailroom:texts", args=[event.slug])).content.decode()


def test_a_preview_shows_a_real_person_and_no_key(client, event, organiser):
    counts(event, to="ben@example.org", facts={"name": "Ben"})
    anna = counts(event, to="anna@example.org")

    newest = client.get(url(event, "text_preview")).content.decode()
    chosen = client.post(url(event, "text_preview"), typed(person=anna.code)).content.decode()
    ben = client.post(url(event, "text_preview"), typed(person=Message.objects.first().code)).content.decode()

    assert "Anna" in newest
    assert "You are in, Anna" in chosen
    assert "~" not in chosen
    assert ("Anna" in ben) != ("Ben" in ben)
    assert not MailText.objects.exists()


def test_without_any_mail_the_preview_names_the_placeholders(client, event, organiser):
    answer = client.post(url(event, "text_preview"), typed(text="Hello {name}, {code}"))

    assert "Hello [name], [code]" in answer.content.decode()


@pytest.mark.parametrize("has_mail", [False, True])
def test_every_mail_has_a_preview_before_one_of_its_kind_was_sent(client, event, organiser, has_mail):
    if has_mail:
        counts(event)
    addresses = [
        reverse("mailroom:text_preview", args=[event.slug, *kind.template.split("/"), language])
        for kind in editable_kinds()
        for language in event.languages
    ]

    assert [one for one in addresses if client.get(one).status_code != 200] == []


def test_a_preview_of_what_cannot_be_written_says_why_in_its_frame(client, event, organiser):
    answer = client.post(url(event, "text_preview"), typed(text="{x}"))

    assert answer.status_code == 422
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert "no placeholder {x}" in answer.content.decode()


def test_a_test_mail_goes_to_oneself_without_keys_and_is_forgotten_after_a_day(client, event, organiser):
    counts(event, sent_at=NOON)

    client.post(url(event, "text_test"), typed())
    send_due(lambda: NOON + timedelta(days=3650), limit=5)

    sent = mail.outbox[-1]
    assert (sent.to, sent.subject) == ([organiser.email], "You are in, Anna")
    assert "/preview/" in sent.body
    assert "~" not in sent.body
    assert not MailText.objects.exists()
    test = Message.objects.get(to=organiser.email)
    assert forget_tests(test.created_at + timedelta(hours=23)) == 0
    assert forget_tests(test.created_at + timedelta(hours=25)) == 1
    test.refresh_from_db()
    assert (test.to, test.context) == ("", {})


def test_a_link_of_the_default_that_the_text_lost_is_named(client, event, organiser):
    client.post(url(event), typed(text="Hello"))

    assert client.get(url(event)).context["links_left_out"] == ["applicant_link"]


def test_the_list_shows_every_mail_in_every_language_of_the_event(client, event, organiser):
    page = client.get(reverse("mailroom:texts", args=[event.slug])).content.decode()

    assert page.count("/team/mail/texts/") >= 2 * 34
    assert client.get(url(event, language="fr")).status_code == 404
    assert client.get(reverse("mailroom:text", args=[event.slug, "mail", "plain", "en"])).status_code == 404


def test_the_audit_trail_keeps_what_a_mail_said_before_and_after(client, event, organiser):
    client.post(url(event), typed(text="First"))
    client.post(url(event), typed(version=1, text="Second"))

    entry = AuditEntry.objects.latest("pk")
    assert (entry.before["text"], entry.after["text"]) == ("First\n", "Second\n")
    assert entry.subject == "mail text applications/counts en"
    assert entry.actor == organiser.email


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_mail_is_edited_looked_at_and_saved_in_a_browser(live_server, open_page, barriers, client):
    event = make_event(languages=["en", "de"])
    client.force_login(make_member(event, Role.ORGANISER))
    counts(event, to="anna@example.org")
    page = open_page(live_server.url + "/healthz")
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )

    page.goto(live_server.url + url(event))
    page.get_by_label("Text", exact=True).fill("Hello {nam}")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Did you mean {name}?").is_visible()
    page.get_by_label("Text", exact=True).fill("Good day {name}")
    page.get_by_role("button", name="Show below").click()
    page.frame_locator("iframe").get_by_text("Good day Anna").wait_for()
    found = barriers(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Difference to the default").wait_for()
    found += barriers(page)

    assert found == []
    assert default_of(TEMPLATE, "en").text != MailText.objects.get().text == "Good day {name}\n"
