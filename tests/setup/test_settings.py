"""Making an event, going through its settings, and opening it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from einlass.admission.models import Contingent
from einlass.applications.models import Question
from einlass.events.models import AuditEntry, Event, Membership, Role, Stage, State, User
from einlass.mail.models import Message
from einlass.setup.making.shares import proposed_seats, seat_plan
from einlass.setup.making.starting_forms import STARTING_FORMS, begin_with, questions_of
from einlass.setup.settings.sections import SECTIONS
from tests.builders import NOON, make_application, make_category, make_creator, make_event, make_member
from tests.builders.admission import make_contingent

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Founders & Friends",
    "day": "2026-12-04",
    "days": "1",
    "opens": "09:00",
    "closes": "18:00",
    "capacity": "400",
    "venue": "Stadthalle",
    "slug": "",
    "zone": "Europe/Berlin",
    "languages": ["en", "de"],
    "contact_email": "hello@example.org",
}
LEGAL = {"organiser_name": "Founders e. V.", "organiser_address": "Street 1\nTown", "version": ""}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def creator(client) -> User:
    user = make_creator()
    client.force_login(user)
    return user


def url(event: Event, name: str) -> str:
    return reverse(f"setup:{name}", args=[event.slug])


def made(client) -> Event:
    answer = client.post("/events/new/", NEW)
    assert answer.status_code == 302, answer.context["form"].errors
    return Event.objects.get()


def values_of(client, event: Event, name: str) -> dict[str, Any]:
    """What a browser would send back of a page, unchanged."""
    form = client.get(url(event, name)).context["form"]
    found = {}
    for field in form.fields:
        value = form[field].value()
        shown = form.fields[field].widget.format_value(value) if not isinstance(value, list) else value
        if shown not in (None, "", False):
            found[field] = shown[0] if isinstance(shown, list) and field == "seats_given" else shown
    return found


def member(client, event: Event) -> User:
    user = make_member(event)
    client.force_login(user)
    return user


class TestMaking:
    def test_an_event_is_made_with_all_that_follows_from_day_and_seats(self, client, creator):
        event = made(client)

        assert (event.slug, event.state, event.capacity) == ("founders-friends", State.PREPARATION, 400)
        assert event.applications_open_at <= NOON < event.applications_close_at
        assert event.seats_allotted == 400
        assert Contingent.objects.get(event=event, purpose="draw").size == 324
        assert [day.opens_at for day in event.days.all()] == [event.starts_at]
        assert (event.stages.count(), event.gates.count(), event.ticket_keys.count()) == (1, 1, 1)
        assert Membership.objects.get(event=event).user == creator
        assert AuditEntry.objects.filter(event=event, action="make_event").count() == 1

    @pytest.mark.parametrize(
        ("wrong", "field", "says"),
        [
            ({"name": ""}, "name", "This field is required."),
            ({"day": "2027-02-29"}, "day", "Enter a valid date."),
            ({"day": "2026-08-31"}, "day", "This day is over."),
            ({"day": "2062-12-04"}, "day", "more than five years ahead"),
            ({"capacity": "0"}, "capacity", "greater than or equal to 1"),
            ({"slug": "events"}, "slug", "is an address of Einlass. This one would do: events-2"),
            ({"slug": "A b"}, "slug", "Only small letters"),
            ({"day": "2027-03-28", "opens": "02:30"}, "opens", "02:30 does not exist"),
            ({"days": "2", "opens": "09:00", "closes": "09:00"}, "closes", None),
            ({"zone": "Mars/Base"}, "zone", "Select a valid choice"),
            ({"languages": []}, "languages", "This field is required."),
        ],
    )
    def test_bad_input_is_said_beside_the_field_and_makes_nothing(self, client, creator, wrong, field, says):
        answer = client.post("/events/new/", NEW | wrong)

        if says is None:
            assert answer.status_code == 302
            return
        assert answer.status_code == 422
        assert says in " ".join(answer.context["form"].errors[field])
        assert not Event.objects.exists()

    def test_a_taken_address_offers_a_free_one(self, client, creator):
        make_event(slug="taken")

        answer = client.post("/events/new/", NEW | {"slug": "taken"})

        assert "taken-2" in " ".join(answer.context["form"].errors["slug"])

    def test_seats_are_shared_out_to_the_last_one(self):
        for seats in (1, 7, 99, 400, 1234):
            for given in ("draw", "curated", "both"):
                plan = proposed_seats(seats, given).by_purpose()
                assert sum(plan.values()) == seats
                assert (plan["draw"] == 0) if given == "curated" else True
                assert (plan["curated"] == 0) if given == "draw" else True

    def test_a_share_is_of_what_is_left(self):
        plan = seat_plan(100, "both", 75, speakers=10, press=5, crew=5, door=0)

        assert (plan.draw, plan.curated) == (60, 20)

    @pytest.mark.parametrize("key", STARTING_FORMS)
    @pytest.mark.parametrize("languages", [["en"], ["de"], ["de", "en"]])
    def test_every_starting_form_is_a_form_in_the_languages_of_the_event(self, key, languages):
        event = make_event(languages=languages)

        begin_with(event, key, at=NOON, by=make_member(event))

        assert event.questions.count() == len(questions_of(key, event))
        assert event.categories.filter(takes_applications=True).exists()
        for question in event.questions.all():
            assert set(question.label) == set(languages)

    def test_another_starting_form_takes_the_place_of_the_one_before(self):
        event = make_event()
        begin_with(event, "startup", at=NOON, by=make_member(event))

        begin_with(event, "community", at=NOON, by=make_member(event))

        asked = set(Question.objects.filter(event=event, archived_at=None).values_list("key", flat=True))
        assert asked == {"about", "help", "needs", "first_time"}
        assert not event.categories.filter(key="founder").exists()


class TestTheWay:
    def test_each_step_leads_to_the_next_and_opening_makes_it_public(self, client, creator):
        event = made(client)
        assert client.get(f"/{event.slug}/").status_code == 200
        for name, following in (("dates", "seats"), ("seats", "starting_form"), ("starting_form", "page")):
            extra = {"starting_form": "startup"} if name == "starting_form" else {}
            answer = client.post(url(event, name), values_of(client, event, name) | extra)
            assert answer.headers["Location"] == url(event, following)
        client.post(
            url(event, "page"), values_of(client, event, "page") | {"summary_en": "A day.", "summary_de": "Ein Tag."}
        )
        client.post(
            url(event, "legal"), values_of(client, event, "legal") | LEGAL | {"version": Event.objects.get().version}
        )

        answer = client.post(url(event, "open_event"))

        assert answer.headers["Location"] == f"/{event.slug}/"
        client.logout()
        assert client.get(f"/{event.slug}/apply/").status_code == 200
        assert "Founders e. V." in client.get(f"/{event.slug}/imprint/").content.decode()
        assert client.get(f"/{event.slug}/privacy/", headers={"accept-language": "de"}).status_code == 200

    def test_what_is_needed_and_missing_keeps_it_closed(self, client, creator):
        event = made(client)

        answer = client.post(url(event, "open_event"))

        assert answer.status_code == 422
        assert [check.section for check, _url in answer.context["needed"] if not check.is_good] == [
            "starting_form",
            "legal",
        ]
        event.refresh_from_db()
        assert event.opened_at is None

    def test_it_goes_back_until_somebody_applies(self, client):
        event = make_event()
        member(client, event)

        client.post(url(event, "opening_removal"))
        event.refresh_from_db()
        assert event.state == State.PREPARATION

        Event.objects.update(opened_at=NOON)
        make_application(event)
        client.post(url(event, "opening_removal"))
        event.refresh_from_db()
        assert event.state == State.OPEN

    @pytest.mark.parametrize("name", [section.name for section in SECTIONS])
    @pytest.mark.parametrize("language", ["en", "de"])
    def test_every_page_saved_unchanged_changes_nothing(self, client, name, language):
        event = make_event()
        make_category(event)
        member(client, event)
        client.cookies["django_language"] = language
        page = client.get(url(event, name))
        assert page.status_code == 200
        # Pages of steps that are done and not saved.
        if name in ("opening", "rehearsal", "afterwards"):
            return
        before = Event.objects.values().get()
        data = values_of(client, event, name)
        if "rows" in page.context:
            for field in page.context["rows"].management_form:
                data[field.html_name] = field.value()
            for row in page.context["rows"]:
                data |= {one.html_name: one.field.widget.format_value(one.value()) or "" for one in row}
        if name in ("legal", "seats"):
            return

        answer = client.post(url(event, name), data)

        assert answer.status_code == 302, (answer.context["form"].errors, data)
        after = Event.objects.values().get()
        assert {key: after[key] for key in after if after[key] != before[key] and key != "version"} == {}


class TestSettings:
    def test_a_new_end_says_what_it_does_and_is_saved_once_that_is_confirmed(self, client):
        event = make_event()
        member(client, event)
        make_application(event)
        data = values_of(client, event, "dates") | {"applications_close_at": "2026-09-12T23:59"}

        shown = client.post(url(event, "dates"), data)

        event.refresh_from_db()
        assert event.applications_close_at == NOON + timedelta(days=10)
        text = shown.content.decode()
        assert "until Sat 12 September 2026, 23:59" in text
        assert "1 person has applied" in text

        client.post(url(event, "dates"), data | {"confirmed": "1", "tells_applicants": "on"})

        event.refresh_from_db()
        assert event.applications_close_at.astimezone(event.tz).strftime("%d %H:%M") == "13 00:00"
        assert Message.objects.filter(template="applications/new_deadline").count() == 1

    def test_applicants_are_not_told_unless_it_was_ticked(self, client):
        event = make_event()
        member(client, event)
        make_application(event)
        data = values_of(client, event, "dates") | {"applications_close_at": "2026-09-12T23:59", "confirmed": "1"}

        client.post(url(event, "dates"), data)

        assert not Message.objects.filter(template="applications/new_deadline").exists()

    def test_applications_cannot_open_after_somebody_applied(self, client):
        event = make_event()
        member(client, event)
        make_application(event, submitted_at=NOON - timedelta(days=5))
        data = values_of(client, event, "dates") | {"applications_open_at": "2026-08-29T12:00", "confirmed": "1"}

        answer = client.post(url(event, "dates"), data)

        assert "Somebody applied on" in answer.content.decode()
        event.refresh_from_db()
        assert event.applications_open_at == NOON - timedelta(days=10)

    def test_dates_out_of_order_are_said_beside_the_field(self, client):
        event = make_event()
        member(client, event)
        data = values_of(client, event, "dates") | {"draw_at": "2026-09-01T12:00", "confirmed": "1"}

        answer = client.post(url(event, "dates"), data)

        assert answer.status_code == 422
        assert answer.context["form"].errors["draw_at"] == ["“The draw” must not come before “Applications close”."]

    def test_the_second_of_two_owners_sees_both_versions_and_chooses(self, client):
        event = make_event(venue="Old")
        member(client, event)
        first = values_of(client, event, "details")
        client.post(url(event, "details"), first | {"venue": "Theirs"})

        answer = client.post(url(event, "details"), first | {"venue": "Mine", "address": "Street 5"})

        assert answer.status_code == 409
        conflict = answer.context["conflict"]
        assert [(one.saved, one.typed) for one in conflict.differences] == [("Theirs", "Mine"), ("", "Street 5")]
        event.refresh_from_db()
        assert event.venue == "Theirs"

        again: dict[str, Any] = {}
        for name, value in conflict.typed:
            again.setdefault(name, []).append(value)
        client.post(url(event, "details"), again | {"version": conflict.version})

        event.refresh_from_db()
        assert (event.venue, event.address) == ("Mine", "Street 5")

    def test_a_new_address_is_announced_before_it_is_made(self, client):
        event = make_event(slug="old")
        member(client, event)
        data = values_of(client, event, "details") | {"slug": "new"}

        assert "Every page moves to /new/." in client.post(url(event, "details"), data).content.decode()
        answer = client.post(url(event, "details"), data | {"confirmed": "1"})

        assert answer.headers["Location"] == "/new/team/settings/details/"
        assert client.get("/old/").headers["Location"] == "/new/"

    def test_seats_move_between_the_contingents(self, client):
        event = make_event(capacity=100)
        member(client, event)
        make_contingent(event, purpose="draw", size=90)
        make_contingent(event, purpose="speakers", size=10)
        data = {
            "capacity": 120,
            "seats_given": "both",
            "drawn_share": 50,
            "speakers": 20,
            "press": 0,
            "crew": 0,
            "door": 0,
        }

        shown = client.post(url(event, "seats"), data | {"version": 1})
        assert "90 seats become 50." in shown.content.decode()
        client.post(url(event, "seats"), data | {"version": 1, "confirmed": "1"})

        sizes = dict(Contingent.objects.filter(event=event, size__gt=0).values_list("purpose", "size"))
        assert sizes == {"draw": 50, "curated": 50, "speakers": 20}
        event.refresh_from_db()
        assert (event.capacity, event.seats_allotted) == (120, 120)

    def test_fewer_seats_than_are_given_out_are_refused_with_the_numbers(self, client):
        event = make_event(capacity=100)
        member(client, event)
        contingent = make_contingent(event, purpose="draw", size=100)
        Contingent.objects.filter(pk=contingent.pk).update(taken=60)
        data = {
            "capacity": 50,
            "seats_given": "draw",
            "drawn_share": 100,
            "speakers": 0,
            "press": 0,
            "crew": 0,
            "door": 0,
        }

        answer = client.post(url(event, "seats"), data | {"version": 1, "confirmed": "1"})

        assert answer.status_code == 422
        assert "60" in " ".join(answer.context["form"].non_field_errors())
        event.refresh_from_db()
        assert event.capacity == 100

    def test_more_set_aside_than_there_are_is_said(self, client):
        event = make_event(capacity=100)
        member(client, event)
        data = {
            "capacity": 10,
            "seats_given": "draw",
            "drawn_share": 100,
            "speakers": 11,
            "press": 0,
            "crew": 0,
            "door": 0,
        }

        answer = client.post(url(event, "seats"), data | {"version": 1})

        assert "11 seats are set aside below, and only 10" in " ".join(answer.context["form"].errors["capacity"])

    def test_a_category_that_somebody_applied_as_stays(self, client):
        event = make_event()
        member(client, event)
        category = make_category(event, key="founder", name={"en": "Founder"})
        make_application(event, category=category)
        data = {
            "version": 1,
            "form-TOTAL_FORMS": 1,
            "form-INITIAL_FORMS": 1,
            "form-0-key": "founder",
            "form-0-name_en": "Founder",
            "form-0-colour": "#123456",
            "form-0-is_removed": "on",
        }

        answer = client.post(url(event, "categories"), data)

        assert answer.status_code == 422
        assert "“Founder” is in use" in answer.content.decode()

    def test_stages_are_added_and_renamed_by_key(self, client):
        event = make_event()
        member(client, event)
        Stage.objects.create(event=event, key="main", name="Main", capacity=100, changeover=timedelta(minutes=5))
        data = {
            "version": 1,
            "form-TOTAL_FORMS": 2,
            "form-INITIAL_FORMS": 1,
            "form-0-key": "main",
            "form-0-name": "Hall",
            "form-0-capacity": 200,
            "form-0-minutes": 10,
            "form-1-name": "Loft",
            "form-1-capacity": 50,
            "form-1-minutes": 5,
        }

        client.post(url(event, "stages"), data)

        assert list(event.stages.values_list("key", "name", "capacity")) == [
            ("main", "Hall", 200),
            ("loft", "Loft", 50),
        ]

    def test_markdown_holds_no_html_of_its_own(self, client):
        event = make_event(description={"en": "**Bold** <script>x</script> [a](javascript:x)\n\n# Head"})

        text = client.get(f"/{event.slug}/").content.decode()

        assert "<strong>Bold</strong>" in text
        assert "<h3>Head</h3>" in text
        assert "<script>x" not in text
        assert 'href="javascript' not in text

    def test_an_svg_with_script_is_refused_beside_the_field_and_nothing_is_lost(self, client):
        event = make_event()
        member(client, event)
        data = values_of(client, event, "page") | {"summary_en": "Typed"}
        svg = SimpleUploadedFile("logo.svg", b"<svg><script>x</script></svg>")

        answer = client.post(url(event, "page"), data | {"logo": svg})

        assert "This SVG holds scripts" in " ".join(answer.context["form"].errors["logo"])
        assert "Typed" in answer.content.decode()

    def test_a_picture_of_many_megabytes_is_refused_and_the_small_one_behind_it_too(self, client):
        event = make_event()
        member(client, event)
        data = values_of(client, event, "page")
        large = SimpleUploadedFile("title.png", b"x" * 21_000_000)

        answer = client.post(
            url(event, "page"), data | {"title_picture": large, "logo": SimpleUploadedFile("l.png", b"y")}
        )

        assert answer.context["form"].errors["title_picture"] == ["The file is larger than 10 MB."]
        assert answer.status_code == 422

    @pytest.mark.parametrize(("role", "status"), [(Role.ORGANISER, 200), (Role.REVIEWER, 404)])
    def test_settings_are_for_organisers(self, client, role, status):
        event = make_event()
        client.force_login(make_member(event, role))

        assert client.get(url(event, "settings")).status_code == status
