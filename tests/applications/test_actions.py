from datetime import timedelta
from uuid import uuid4

import pytest

from einlass.applications.actions import (
    Details,
    edit_application,
    prove_address,
    send_link_again,
    submit_application,
    withdraw_application,
)
from einlass.applications.errors import (
    AlreadyWithdrawn,
    AnotherApplicationCounts,
    ApplicationsClosed,
    ProofTooLate,
    TeamHasWithdrawn,
    TeamIsFull,
    UnknownTeam,
)
from einlass.applications.models import Application, Team
from einlass.applications.teams import TeamChoice, TeamWish
from einlass.events.models import AuditEntry
from einlass.mail.models import Message
from tests.builders import NOON, make_application, make_category, make_event, make_question, make_team

pytestmark = pytest.mark.django_db


def submit(event, *, email="ada@example.org", at=NOON, key=None, name="Ada", team=None, **details):
    category = event.categories.first() or make_category(event)
    return submit_application(
        event,
        Details(name=name, category=category, team=team or TeamChoice(), **details),
        email=email,
        language="de",
        submission_key=key or uuid4(),
        at=at,
    )


def details(application, **changes):
    return Details(**({"name": application.name, "category": application.category, "answers": {}} | changes))


def mails():
    return list(Message.objects.order_by("pk").values_list("template", "to"))


def joining(team):
    return TeamChoice(wish=TeamWish.JOIN, code=team.code)


def test_an_application_is_kept_and_its_address_is_asked_to_be_proved():
    event = make_event()

    application = submit(event, email=" Ada@Example.org ", answers={"company": "Blech & Söhne"})

    application.refresh_from_db()
    assert application.email == "Ada@Example.org"
    assert application.email_normalised == "ada@example.org"
    assert application.email_proved_at is None
    assert application.submitted_at == NOON
    assert application.answers == {"company": "Blech & Söhne"}
    assert mails() == [("applications/prove_address", "Ada@Example.org")]
    assert Message.objects.get().language == "de"


def test_the_audit_trail_names_no_person():
    event = make_event()

    submit(event, email="ada@example.org", name="Ada Lovelace")

    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action) == ("applicant", "applied")
    assert entry.after == {"category": "kind-0", "team": None}


def test_one_form_sent_twice_is_one_application_and_one_mail():
    event = make_event()
    key = uuid4()

    first = submit(event, key=key)
    second = submit(event, key=key)

    assert first == second
    assert Application.objects.count() == 1
    assert len(mails()) == 1


@pytest.mark.parametrize(
    ("moved", "is_open"),
    [
        (timedelta(microseconds=-1), True),
        (timedelta(0), False),
        (timedelta(days=-20), True),
        (timedelta(days=-21), False),
    ],
)
def test_applications_are_taken_from_the_opening_up_to_the_close(moved, is_open):
    event = make_event()
    at = event.applications_close_at + moved

    if is_open:
        submit(event, at=at)
    else:
        with pytest.raises(ApplicationsClosed):
            submit(event, at=at)

    assert Application.objects.count() == int(is_open)


def test_who_applies_again_gets_a_mail_with_the_link_and_nothing_is_added():
    event = make_event()
    existing = make_application(event, email="ada@example.org")

    found = submit(event, email="ADA@example.org")

    assert found == existing
    assert Application.objects.count() == 1
    assert mails() == [("applications/existing", "ada@example.org")]


def test_who_has_withdrawn_may_apply_again():
    event = make_event()
    make_application(event, email="ada@example.org", withdrawn_at=NOON)

    again = prove_address(submit(event), at=NOON)

    assert again.counts


def test_proving_the_address_lets_the_application_count():
    application = submit(make_event())

    prove_address(application, at=NOON + timedelta(minutes=5))

    application.refresh_from_db()
    assert application.email_proved_at == NOON + timedelta(minutes=5)
    assert application.counts
    assert [template for template, _ in mails()] == ["applications/prove_address", "applications/counts"]


def test_proving_twice_changes_nothing():
    application = submit(make_event())
    prove_address(application, at=NOON)

    prove_address(application, at=NOON + timedelta(hours=1))

    application.refresh_from_db()
    assert application.email_proved_at == NOON
    assert len(mails()) == 2


def test_proving_replaces_older_applications_never_proved():
    event = make_event()
    older = submit(event, name="Ada L", team=TeamChoice(wish=TeamWish.FOUND, name="Engines"))
    newer = submit(event, name="Ada Lovelace", at=NOON + timedelta(minutes=1))

    prove_address(newer, at=NOON + timedelta(minutes=2))

    assert list(Application.objects.all()) == [newer]
    assert not Team.objects.exists()
    assert older.pk != newer.pk


def test_a_second_application_of_one_address_does_not_count():
    event = make_event()
    first, second = submit(event), submit(event, at=NOON + timedelta(minutes=1))
    prove_address(first, at=NOON)

    with pytest.raises(AnotherApplicationCounts) as refusal:
        prove_address(second, at=NOON)

    assert refusal.value.existing == first
    second.refresh_from_db()
    assert not second.counts


def test_an_address_can_be_proved_after_the_close_until_the_draw():
    event = make_event()
    application, late = submit(event), submit(event, email="bob@example.org")

    prove_address(application, at=event.draw_at - timedelta(microseconds=1))
    with pytest.raises(ProofTooLate):
        prove_address(late, at=event.draw_at)

    assert list(Application.objects.counted()) == [application]


def test_a_withdrawn_application_cannot_be_proved():
    application = make_application(make_event(), email_proved_at=None, withdrawn_at=NOON)

    with pytest.raises(AlreadyWithdrawn):
        prove_address(application, at=NOON)


def test_editing_replaces_what_was_sent_and_names_only_what_changed():
    application = make_application(make_event(), answers={"company": "Old", "stage": "seed"})

    edit_application(
        application, details(application, name="Åsa Öz", answers={"company": "New", "stage": "seed"}), at=NOON
    )

    application.refresh_from_db()
    assert (application.name, application.answers) == ("Åsa Öz", {"company": "New", "stage": "seed"})
    assert application.edited_at == NOON
    assert "asa oz" in application.search_text
    assert AuditEntry.objects.get().after["changed"] == ["company", "name"]


def test_editing_and_withdrawing_end_with_the_phase():
    event = make_event()
    application = make_application(event)

    with pytest.raises(ApplicationsClosed):
        edit_application(application, details(application, name="New"), at=event.applications_close_at)
    with pytest.raises(ApplicationsClosed):
        withdraw_application(application, at=event.applications_close_at)

    application.refresh_from_db()
    assert application.name != "New"
    assert application.withdrawn_at is None


def test_withdrawing_takes_the_application_out_once():
    application = make_application(make_event())

    withdraw_application(application, at=NOON)
    with pytest.raises(AlreadyWithdrawn):
        withdraw_application(application, at=NOON + timedelta(hours=1))

    application.refresh_from_db()
    assert application.withdrawn_at == NOON
    assert mails() == [("applications/withdrawn", application.email)]


def test_a_team_is_founded_and_joined_by_its_code_however_it_is_typed():
    event = make_event()
    founder = submit(event, team=TeamChoice(wish=TeamWish.FOUND, name="Engines", also_alone=True))
    typed = f" {founder.team.code[:4].lower()}-{founder.team.code[4:].lower()} "

    joiner = submit(event, email="bob@example.org", team=TeamChoice(wish=TeamWish.JOIN, code=typed))

    assert joiner.team == founder.team
    assert (founder.team.name, founder.team.also_alone) == ("Engines", True)


def test_an_unknown_team_cannot_be_joined():
    event = make_event()
    elsewhere = make_team(make_event())

    with pytest.raises(UnknownTeam):
        submit(event, team=joining(elsewhere))

    assert not Application.objects.exists()


def test_a_full_team_cannot_be_joined():
    event = make_event()
    team = make_team(event)
    for _ in range(4):
        make_application(event, team=team)

    with pytest.raises(TeamIsFull):
        submit(event, team=joining(team))


def test_those_not_proved_and_those_withdrawn_take_no_place_in_a_team():
    event = make_event()
    team = make_team(event)
    for _ in range(3):
        make_application(event, team=team)
    make_application(event, team=team, email_proved_at=None)
    make_application(event, team=team, withdrawn_at=NOON)

    application = prove_address(submit(event, team=joining(team)), at=NOON)

    assert application.team == team


def test_a_team_whose_members_have_all_withdrawn_cannot_be_joined():
    event = make_event()
    team = make_team(event)
    make_application(event, team=team, withdrawn_at=NOON)

    with pytest.raises(TeamHasWithdrawn):
        submit(event, team=joining(team))


def test_who_proves_after_the_team_filled_up_counts_alone():
    event = make_event()
    team = make_team(event)
    make_application(event, team=team)
    late = submit(event, team=joining(team))
    for _ in range(3):
        make_application(event, team=team)

    application = prove_address(late, at=NOON)

    assert application.counts
    assert application.team is None


def test_leaving_a_team_as_the_last_one_ends_it():
    event = make_event()
    application = make_application(event, team=make_team(event))

    edit_application(application, details(application, team=TeamChoice(wish=TeamWish.ALONE)), at=NOON)

    assert not Team.objects.exists()


def test_staying_in_a_full_team_is_no_matter():
    event = make_event()
    team = make_team(event)
    members = [make_application(event, team=team) for _ in range(4)]

    stayed = edit_application(members[0], details(members[0], team=TeamChoice(wish=TeamWish.STAY)), at=NOON)
    joined = edit_application(members[1], details(members[1], team=joining(team)), at=NOON)

    assert (stayed.team, joined.team) == (team, team)


def test_the_link_is_sent_again_to_those_who_applied_and_to_nobody_else():
    event = make_event()
    make_application(event, email="ada@example.org")
    make_application(event, email="bob@example.org", email_proved_at=None)

    for address in ["Ada@example.org", "bob@example.org", "nobody@example.org"]:
        send_link_again(event, address, at=NOON)

    assert mails() == [
        ("applications/link_again", "ada@example.org"),
        ("applications/prove_address", "bob@example.org"),
    ]


def test_nobody_can_fill_somebody_elses_mailbox():
    event = make_event()
    make_application(event, email="ada@example.org")

    for _ in range(20):
        send_link_again(event, "ada@example.org", at=NOON)

    assert len(mails()) == 6


def test_the_search_finds_names_addresses_and_short_answers_only():
    event = make_event()
    make_question(event, key="company", kind="text")

    application = submit(event, name="Łucja Şahin", answers={"company": "Größe GmbH", "region": "owl"})

    assert application.search_text.split("\n") == [
        "lucja sahin",
        "ada@example.org",
        application.code.lower(),
        "grosse gmbh",
    ]
