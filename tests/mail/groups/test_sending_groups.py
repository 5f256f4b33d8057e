"""From a draft to mails: taking back, stopping, dying and going on."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from einlass.applications.erasure import erase_application
from einlass.events.models import AuditEntry, Role
from einlass.mail.groups import sending as group_sending
from einlass.mail.groups.actions import (
    TIME_TO_TAKE_BACK,
    Draft,
    edit_message,
    go_on_with_message,
    send_message,
    stop_message,
    take_message_back,
)
from einlass.mail.groups.errors import HasBegun, IsNotSending, NobodyGetsIt, NoDraft, TextsMissing
from einlass.mail.groups.sending import continue_messages, queue_batch
from einlass.mail.models import DeadAddress, GroupMessage, Message
from einlass.mail.sending import send_due
from einlass.web.versions import ChangedMeanwhile
from tests.builders import NOON, make_application, make_event, make_member
from tests.builders.group_messages import make_group_message

pytestmark = pytest.mark.django_db

START = NOON + TIME_TO_TAKE_BACK


@pytest.fixture
def event():
    return make_event(languages=["en", "de"])


@pytest.fixture
def member(event):
    return make_member(event, Role.ORGANISER)


def people(event, number=3):
    return [make_application(event, email=f"p{index}@x.org") for index in range(number)]


def released(event, member, **fields):
    message = make_group_message(event, **fields)
    send_message(message, send_at=None, version=1, at=NOON, by=member)
    message.refresh_from_db()
    return message


def receivers():
    return sorted(Message.objects.values_list("to", flat=True))


def actions_of(message):
    return list(
        AuditEntry.objects.filter(subject=message.audit_subject).order_by("pk").values_list("action", flat=True)
    )


def test_each_person_gets_it_once_in_their_language_with_their_name_as_plain_words(event, member):
    make_application(event, email="anna@x.org", name="Anna *Ü* {event}", language="de")
    message = released(event, member)

    continue_messages(START)
    send_due(lambda: START, limit=10)

    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["anna@x.org"], f"News of {event.name}")
    assert sent.body.startswith("Hello Anna *Ü* {event} (de)")
    message.refresh_from_db()
    assert message.state == "sent"
    assert actions_of(message) == ["send_group_message", "begin_group_message", "finish_group_message"]


def test_a_name_that_looks_like_a_template_or_a_link_stays_a_name(event, member):
    make_application(event, email="anna@x.org", name="{{ settings.SECRET_KEY }} [Win](https://evil.example)")
    released(event, member)

    continue_messages(START)
    send_due(lambda: START, limit=10)

    html = mail.outbox[0].alternatives[0][0]
    assert "{{ settings.SECRET_KEY }} [Win](https://evil.example)" in html
    assert 'href="https://evil.example"' not in html


def test_nothing_is_written_in_the_ten_minutes_and_it_can_be_taken_back(event, member):
    people(event)
    message = released(event, member)

    continue_messages(START - timedelta(seconds=1))
    take_message_back(message, at=START - timedelta(seconds=1), by=member)
    continue_messages(START + timedelta(days=1))

    assert receivers() == []
    message.refresh_from_db()
    assert message.state == "draft"


def test_once_begun_it_cannot_be_taken_back_nor_changed(event, member):
    people(event)
    message = released(event, member)
    queue_batch(message.pk, at=START)
    message.refresh_from_db()

    with pytest.raises(HasBegun):
        take_message_back(message, at=START, by=member)
    with pytest.raises(NoDraft):
        edit_message(message, Draft({}, [], [], []), version=message.version, at=START, by=member)

    assert len(receivers()) == 3


def test_a_moment_that_was_chosen_is_kept_and_never_shortens_the_time_to_take_it_back(event, member):
    people(event)
    later, soon = make_group_message(event), make_group_message(event)
    tomorrow = NOON + timedelta(days=1)

    assert send_message(later, send_at=tomorrow, version=1, at=NOON, by=member) == tomorrow
    assert send_message(soon, send_at=NOON, version=1, at=NOON, by=member) == START


def test_who_withdraws_or_erases_after_the_release_gets_nothing_and_who_comes_does(event, member):
    first, second, third = people(event)
    released(event, member)
    first.withdrawn_at = NOON
    first.save()
    erase_application(second, at=NOON)
    make_application(event, email="new@x.org")

    continue_messages(START)

    assert sorted(Message.objects.filter(template="mail/group_message").values_list("to", flat=True)) == [
        "new@x.org",
        third.email,
    ]


def test_a_mail_in_the_outbox_to_somebody_who_erases_is_dropped(event, member):
    [person] = people(event, 1)
    released(event, member)
    continue_messages(START)

    erase_application(person, at=START)
    send_due(lambda: START, limit=10)

    assert not Message.objects.filter(template="mail/group_message").exists()
    assert all("News" not in one.subject for one in mail.outbox)


def test_a_worker_that_dies_after_any_batch_goes_on_and_nobody_gets_it_twice(event, member, monkeypatch):
    monkeypatch.setattr(group_sending, "AT_ONCE", 2)
    people(event, 7)
    message = released(event, member)

    # Each batch as if by a worker of its own; one dies inside a batch and leaves nothing of it.
    queue_batch(message.pk, at=START)
    with monkeypatch.context() as dying:
        dying.setattr(group_sending, "_queue", _die)
        with pytest.raises(KeyboardInterrupt):
            queue_batch(message.pk, at=START)
    assert len(receivers()) == 2
    continue_messages(START)

    assert receivers() == sorted(f"p{index}@x.org" for index in range(7))


def _die(*arguments, **named):
    raise KeyboardInterrupt


def test_a_cursor_that_was_lost_still_gives_nobody_a_second_mail(event, member):
    people(event)
    message = released(event, member)
    continue_messages(START)
    GroupMessage.objects.update(cursor="", finished_at=None)

    queue_batch(message.pk, at=START)

    assert len(receivers()) == 3


def test_the_outbox_never_holds_more_than_a_few_hundred_mails_of_one_message(event, member, monkeypatch):
    monkeypatch.setattr(group_sending, "AT_ONCE", 2)
    monkeypatch.setattr(group_sending, "MOST_IN_OUTBOX", 4)
    people(event, 7)
    released(event, member)

    continue_messages(START)
    assert len(receivers()) == 4
    send_due(lambda: START, limit=10)
    continue_messages(START)

    assert len(receivers()) == 7


def test_what_is_stopped_sends_no_more_and_goes_on_without_repeating(event, member, monkeypatch):
    monkeypatch.setattr(group_sending, "AT_ONCE", 3)
    monkeypatch.setattr(group_sending, "MOST_IN_OUTBOX", 3)
    applicants = people(event, 6)
    message = released(event, member)
    continue_messages(START)
    send_due(lambda: START, limit=1)

    assert stop_message(message, at=START, by=member) == 2
    send_due(lambda: START, limit=10)
    continue_messages(START)
    assert len(mail.outbox) == 1
    message.refresh_from_db()
    assert message.state == "stopped"

    gone = next(one for one in applicants if one.email not in mail.outbox[0].to)
    gone.withdrawn_at = START
    gone.save()
    go_on_with_message(message, at=START, by=member)
    for _ in range(3):
        continue_messages(START)
        send_due(lambda: START, limit=10)

    got = [one.to[0] for one in mail.outbox]
    assert sorted(got) == sorted(one.email for one in applicants if one != gone)


def test_only_what_runs_can_be_stopped_and_only_what_was_stopped_goes_on(event, member):
    people(event, 1)
    message = released(event, member)

    with pytest.raises(IsNotSending):
        stop_message(message, at=NOON, by=member)
    continue_messages(START)
    with pytest.raises(IsNotSending):
        go_on_with_message(message, at=START, by=member)
    send_due(lambda: START, limit=10)
    with pytest.raises(IsNotSending):
        stop_message(message, at=START, by=member)


def test_dead_addresses_are_counted_as_left_out(event, member):
    people(event)
    DeadAddress.objects.create(event=event, address="p1@x.org", refused_at=NOON, refusals=1)
    message = released(event, member)

    continue_messages(START)

    message.refresh_from_db()
    assert (receivers(), message.dead_number) == (["p0@x.org", "p2@x.org"], 1)


def test_an_archived_event_sends_nothing(event, member):
    people(event)
    released(event, member)
    event.archived_at = NOON
    event.save()

    continue_messages(START)

    assert receivers() == []


def test_an_unfinished_text_an_empty_group_and_an_old_version_are_refused(event, member):
    nobody = make_group_message(event)
    with pytest.raises(NobodyGetsIt):
        send_message(nobody, send_at=None, version=1, at=NOON, by=member)
    people(event)
    unfinished = make_group_message(event, texts={"en": {"subject": "A", "text": "B"}})
    with pytest.raises(TextsMissing) as refusal:
        send_message(unfinished, send_at=None, version=1, at=NOON, by=member)
    assert refusal.value.facts == ("de",)
    with pytest.raises(ChangedMeanwhile):
        send_message(nobody, send_at=None, version=7, at=NOON, by=member)

    assert not GroupMessage.objects.exclude(send_at=None).exists()


def test_the_message_keeps_no_address_of_anybody(event, member):
    people(event)
    message = released(event, member)
    queue_batch(message.pk, at=START)

    message.refresh_from_db()
    assert message.cursor
    assert "@" not in message.cursor + "".join(Message.objects.values_list("dedupe_key", flat=True))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_taking_back_at_the_moment_of_the_first_batch_goes_one_way_or_the_other():
    for _ in range(6):
        event = make_event(languages=["en", "de"])
        member = make_member(event, Role.ORGANISER)
        people(event)
        message = released(event, member)
        taken: list[bool] = []
        together = threading.Barrier(2)

        _at_once(
            lambda message=message, member=member, taken=taken, together=together: _take_back(
                message, member, taken, together
            ),
            lambda message=message, together=together: (together.wait(), continue_messages(START)),
        )

        written = Message.objects.filter(event=event).count()
        message.refresh_from_db()
        assert (written, message.state) == ((0, "draft") if taken else (3, "sent"))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_mail_to_each():
    event = make_event(languages=["en", "de"])
    member = make_member(event, Role.ORGANISER)
    people(event, 20)
    released(event, member)

    _at_once(*[lambda: continue_messages(START)] * 3)

    assert receivers() == sorted(f"p{index}@x.org" for index in range(20))


def _take_back(message, member, taken, together):
    together.wait()
    try:
        take_message_back(message, at=START, by=member)
        taken.append(True)
    except HasBegun:
        pass


def _at_once(*deeds):
    def run(deed):
        try:
            deed()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
