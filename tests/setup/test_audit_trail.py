"""The audit trail as a page: filters, its check, and the file."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from einlass.events import audit
from einlass.events.models import AuditEntry, Role
from tests.builders import NOON, make_application, make_event, make_member
from tests.builders.programme import make_session, make_speaker


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def trail_of(event) -> str:
    return reverse("setup:audit_trail", args=[event.slug])


def text_of(client, url: str, **query: str) -> str:
    return client.get(url, query).content.decode()


@pytest.mark.django_db
class TestPage:
    def test_an_empty_trail_says_so(self, client):
        event = make_event()
        client.force_login(make_member(event, Role.ORGANISER))

        assert "Nothing was done yet." in text_of(client, trail_of(event))

    def test_before_and_after_stand_beside_each_other(self, client):
        event = make_event()
        owner = make_member(event, Role.OWNER, name="Olga")
        subject = f"user {make_member(event, Role.DOOR, name='Dora').pk}"
        audit.record(
            event, "change_role", subject, at=NOON, by=owner, before={"role": "door"}, after={"role": "reviewer"}
        )
        client.force_login(owner)

        text = text_of(client, trail_of(event))

        assert "Role changed" in text
        assert "“Dora”" in text
        assert "Olga (" in text
        assert text.index("Door crew") < text.index(">Reviewer<")
        assert "{&#x27;" not in text

    def test_an_object_is_linked_where_it_is_there_and_the_role_may_see_it(self, client):
        event = make_event()
        session = make_session(event)
        audit.record(event, "change_session", session.subject, at=NOON, by="worker")
        audit.record(event, "delete_session", "session GONEGONE", at=NOON, by="worker")
        client.force_login(make_member(event, Role.ORGANISER))

        text = text_of(client, trail_of(event))

        assert f'href="{reverse("programme:edit_session", args=[event.slug, session.code])}"' in text
        assert "GONEGONE" in text
        assert "/GONEGONE/" not in text

    def test_what_was_erased_is_gone_from_the_page_and_the_file(self, client):
        event = make_event()
        speaker = make_speaker(event, name="Ada Bergmann")
        audit.record(event, "add_speaker", speaker.subject, at=NOON, by="worker")
        client.force_login(make_member(event, Role.ORGANISER))
        assert "Ada Bergmann" in text_of(client, trail_of(event))

        speaker.delete()

        file = client.post(reverse("setup:audit_file", args=[event.slug]))
        assert "Ada Bergmann" not in text_of(client, trail_of(event))
        assert b"Ada Bergmann" not in b"".join(file.streaming_content)

    def test_filters_narrow_it_down(self, client):
        event = make_event()
        application = make_application(event)
        organiser = make_member(event, Role.ORGANISER)
        audit.record(event, "applied", application.subject, at=NOON, by=audit.APPLICANT)
        audit.record(event, "tagged", application.subject, at=NOON, by=organiser)
        audit.record(event, "team warned", "team ABCDEFGH", at=NOON, by=audit.WORKER)
        audit.record(event, "join_team", "team invitation ABCDEFGH", at=NOON - timedelta(days=3), by=organiser)
        client.force_login(organiser)

        def found(**query: str) -> list[str]:
            answer = client.get(trail_of(event), query)
            return [line.entry.action for line in answer.context["lines"]]

        assert found(actor=organiser.email) == ["join_team", "tagged"]
        assert found(kind="application") == ["tagged", "applied"]
        assert found(kind="team") == ["team warned"]
        assert found(kind="team invitation") == ["join_team"]
        assert found(code=application.code.lower()) == ["tagged", "applied"]
        assert found(action="applied") == ["applied"]
        day = timezone.localtime(NOON, event.tz).date()
        assert found(first_day=day.isoformat()) == ["team warned", "tagged", "applied"]
        assert found(last_day=(day - timedelta(days=1)).isoformat()) == ["join_team"]
        assert found(actor=audit.WORKER, kind="draw") == []

    def test_days_the_wrong_way_round_are_said_beside_the_field(self, client):
        event = make_event()
        client.force_login(make_member(event, Role.ORGANISER))

        answer = client.get(trail_of(event), {"first_day": "2026-06-02", "last_day": "2026-06-01"})

        assert answer.status_code == 422
        assert "This day is before the first one." in answer.content.decode()

    def test_nothing_of_another_event_stands_there(self, client):
        event, other = make_event(), make_event()
        audit.record(other, "team warned", "team ABCDEFGH", at=NOON, by=audit.WORKER)
        client.force_login(make_member(event, Role.ORGANISER))

        assert "ABCDEFGH" not in text_of(client, trail_of(event))

    def test_fifty_entries_stand_on_a_page_at_the_same_number_of_queries(self, client, django_assert_max_num_queries):
        event = make_event()
        client.force_login(make_member(event, Role.ORGANISER))
        for session in [make_session(event) for _number in range(3)]:
            audit.record(event, "change_session", session.subject, at=NOON, by="worker")
        with django_assert_max_num_queries(20) as few:
            client.get(trail_of(event))

        for _number in range(60):
            audit.record(event, "change_session", make_session(event).subject, at=NOON, by="worker")
        with django_assert_max_num_queries(len(few)):
            answer = client.get(trail_of(event))

        assert len(answer.context["lines"]) == 50
        assert answer.context["page"].paginator.num_pages == 3


@pytest.mark.django_db
class TestVerifying:
    def test_a_whole_trail_holds_and_shows_its_head(self, client):
        event = make_event()
        audit.record(event, "team warned", "team ABCDEFGH", at=NOON, by=audit.WORKER)
        audit.seal(event)
        client.force_login(make_member(event, Role.ORGANISER))

        text = client.post(reverse("setup:audit_verification", args=[event.slug]), {"since": ""}).content.decode()

        assert "The trail holds." in text
        assert str(audit.head(event)) in text

    def test_a_changed_entry_is_found(self, client):
        event = make_event()
        audit.record(event, "team warned", "team ABCDEFGH", at=NOON, by=audit.WORKER)
        audit.seal(event)
        AuditEntry.objects.filter(event=event).update(subject="team ZZZZZZZZ")
        client.force_login(make_member(event, Role.ORGANISER))

        text = client.post(reverse("setup:audit_verification", args=[event.slug]), {"since": ""}).content.decode()

        assert "The trail does not hold." in text
        assert "entry 1 was changed or forged" in text

    def test_a_trail_that_was_cut_off_shows_against_a_head_that_was_kept(self, client):
        event = make_event()
        for _number in range(2):
            audit.record(event, "team warned", "team ABCDEFGH", at=NOON, by=audit.WORKER)
        audit.seal(event)
        kept = str(audit.head(event))
        AuditEntry.objects.get(event=event, position=2).delete()
        client.force_login(make_member(event, Role.ORGANISER))
        url = reverse("setup:audit_verification", args=[event.slug])

        assert "The trail holds." in client.post(url, {"since": ""}).content.decode()
        assert "entries were cut off" in client.post(url, {"since": kept}).content.decode()

    def test_a_head_that_is_none_is_said_beside_the_field(self, client):
        event = make_event()
        client.force_login(make_member(event, Role.ORGANISER))

        answer = client.post(reverse("setup:audit_verification", args=[event.slug]), {"since": "12"})

        assert answer.status_code == 422
        assert "Please copy it whole." in answer.content.decode()


@pytest.mark.django_db
class TestFile:
    def test_it_holds_what_the_filters_show_and_is_an_entry_itself(self, client):
        event = make_event()
        organiser = make_member(event, Role.ORGANISER)
        audit.record(event, "team warned", "team ABCDEFGH", at=NOON, by=audit.WORKER, after={"joined": 3})
        audit.record(event, "save_quotas", "quotas", at=NOON, by=organiser)
        client.force_login(organiser)

        answer = client.post(reverse("setup:audit_file", args=[event.slug]), {"kind": "team"})
        rows = b"".join(answer.streaming_content).decode().splitlines()

        assert len(rows) == 2
        assert "Team of applicants told of a problem" in rows[1]
        assert "Joined: 3" in rows[1]
        assert AuditEntry.objects.get(action="export_audit_trail").after == {"entries": 1, "kind": "team"}
