"""Checking rows, importing them, and doing both twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from einlass.applications.entering import Proof
from einlass.applications.history import edits_of
from einlass.applications.importing.actions import drop_import, drop_old_imports, map_columns, run_import
from einlass.applications.importing.errors import AlreadyImported, FormHasChanged, NotReady
from einlass.applications.importing.mapping import Columns, guess, targets
from einlass.applications.importing.queries import meant_before
from einlass.applications.models import Application, ImportRun, Question, Source, Team
from einlass.events.models import AuditEntry
from einlass.mail.models import Message
from tests.builders import (
    NOON,
    make_application,
    make_category,
    make_event,
    make_member,
    make_question,
    make_team,
)
from tests.builders.sheets import guessed_columns, make_checked_import, make_upload, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder", name={"en": "Founder", "de": "Gründerin oder Gründer"})
    make_category(event, key="student", name={"en": "Student", "de": "Studentin oder Student"})
    return event


@pytest.fixture
def organiser(event):
    return make_member(event)


def problems(run):
    return [(one["row"], one["column"], one["text"]) for one in run.found["problems"]]


def counts(run):
    return {key: run.found[key] for key in ("new", "same", "changed", "withdrawn", "problem_count")}


def imported(run, by, **terms):
    run = start(run, by, **terms)
    run = run_import(run, clock=lambda: NOON)
    run.refresh_from_db()
    return run


ADA = ["Ada Lovelace", "ada@example.org", "Gründerin oder Gründer"]
BOB = ["Bob Brown", "bob@example.org", "student"]
HEADS = ["Name", "E-Mail", "Ich komme als"]


def test_a_list_becomes_applications(event, organiser):
    run = make_checked_import(event, [HEADS, ADA, BOB], organiser)

    assert Application.objects.count() == 0
    run = imported(run, organiser)

    found = Application.objects.order_by("name").values_list("name", "email", "category__key", "email_proved_at")
    assert list(found) == [
        ("Ada Lovelace", "ada@example.org", "founder", NOON),
        ("Bob Brown", "bob@example.org", "student", NOON),
    ]
    assert (run.result["new"], run.stage) == (2, "imported")
    assert [(one.row, one.entered_by, one.kind) for one in Source.objects.all()] == [
        (2, organiser, "import"),
        (3, organiser, "import"),
    ]


def test_nothing_is_written_while_one_row_is_wrong(event, organiser):
    run = make_checked_import(event, [HEADS, ADA, ["", "bob(at)example.org", "astronaut"]], organiser)

    assert problems(run) == [
        (3, "B", "This does not look like an e-mail address, such as name@company.de."),
        (3, "C", "Please choose one of the answers offered."),
        (3, "A", "Please give your name."),
    ]
    with pytest.raises(NotReady):
        start(run, organiser)
    assert Application.objects.count() == 0


def test_the_same_file_twice_changes_nothing(event, organiser):
    imported(make_checked_import(event, [HEADS, ADA, BOB], organiser), organiser)
    before = list(Application.objects.order_by("pk").values())

    again = make_checked_import(event, [HEADS, ADA, BOB], organiser)

    assert counts(again) == {"new": 0, "same": 2, "changed": 0, "withdrawn": 0, "problem_count": 0}
    assert not again.may_import
    assert list(Application.objects.order_by("pk").values()) == before


def test_somebody_is_known_by_the_mailbox_however_the_address_is_written(event, organiser):
    make_application(event, name="Ada", email_normalised="adalovelace@gmail.com")

    run = make_checked_import(event, [["Name", "E-Mail"], ["Ada", "Ada.Lovelace+fest@GoogleMail.com"]], organiser)

    assert counts(run)["same"] == 1


def test_somebody_is_known_by_the_lists_own_key_though_the_address_has_changed(event, organiser):
    imported(make_checked_import(event, [["Nr", *HEADS], ["17", *ADA]], organiser), organiser)

    again = make_checked_import(event, [["Nr", *HEADS], ["17", ADA[0], "ada@new.example", ADA[2]]], organiser)

    assert counts(again)["same"] == 1


def test_what_differs_is_shown_and_left_or_replaced_as_the_organiser_says(event, organiser):
    company = make_question(event, key="company", label={"en": "Company", "de": "Firma"})
    ada = make_application(
        event,
        name="Ada",
        email="ada@example.org",
        category=event.categories.get(key="founder"),
        answers={"company": "Old", "other": "stays"},
    )
    rows = [[*HEADS, "Firma"], ["Ada", "ada@example.org", "founder", "New"]]

    left = make_checked_import(event, rows, organiser)
    assert left.found["changes"] == [[2, ada.code, [f"q_{company.key}"]]]
    imported(left, organiser, changes=False)
    ada.refresh_from_db()
    assert ada.answers["company"] == "Old"

    imported(make_checked_import(event, rows, organiser), organiser, changes=True)
    ada.refresh_from_db()
    assert ada.answers == {"company": "New", "other": "stays"}
    assert AuditEntry.objects.get(action="application changed by import").after["changed"] == ["q_company"]


def test_nobody_who_has_withdrawn_comes_back_by_a_list(event, organiser):
    make_application(event, email="ada@example.org", withdrawn_at=NOON)

    run = make_checked_import(event, [HEADS, ADA, BOB], organiser)

    assert (counts(run)["new"], counts(run)["withdrawn"]) == (1, 1)
    imported(run, organiser, changes=True)
    assert Application.objects.counted().count() == 1


def test_a_person_who_stands_in_the_file_twice_is_named_and_not_dropped(event, organiser):
    run = make_checked_import(event, [HEADS, ADA, BOB, ["Ada", "ADA@example.org", "founder"]], organiser)

    assert problems(run) == [(4, "B", "The same mailbox stands in row 2 already.")]


@pytest.mark.parametrize(
    ("proof", "counts_at_once", "mail"),
    [
        (Proof.TOLD, True, ["applications/entered"]),
        (Proof.QUIET, True, []),
        (Proof.ASKED, False, ["applications/entered_unproved"]),
    ],
)
def test_the_organiser_says_whether_they_count_and_who_is_written_to(event, organiser, proof, counts_at_once, mail):
    imported(make_checked_import(event, [HEADS, ADA], organiser), organiser, proof=proof)

    assert Application.objects.get().counts is counts_at_once
    assert list(Message.objects.values_list("template", flat=True)) == mail


def test_the_audit_trail_says_who_imported_and_nothing_about_anybody(event, organiser):
    run = imported(make_checked_import(event, [HEADS, ADA], organiser), organiser)

    whole = AuditEntry.objects.get(action="applications imported")
    one = AuditEntry.objects.get(action="application imported")
    assert (whole.actor, whole.subject, whole.after["new"]) == (organiser.email, f"import {run.code}", 1)
    assert one.after == {"import": run.code, "category": "founder"}


def test_the_rows_are_gone_once_they_are_imported_or_dropped(event, organiser):
    done = imported(make_checked_import(event, [HEADS, ADA], organiser), organiser)
    dropped = drop_import(make_checked_import(event, [HEADS, [*BOB[:2], "nonsense"]], organiser), at=NOON)

    for run in (done, dropped):
        run.refresh_from_db()
        assert (bytes(run.packed), bytes(run.prepared), run.sample, "problems" in run.found) == (b"", b"", [], False)


def test_a_list_that_nobody_imports_goes_after_a_week(event, organiser):
    run = make_upload(event, [HEADS, ADA], organiser)

    drop_old_imports(NOON + timedelta(days=6))
    assert ImportRun.objects.get(pk=run.pk).stage == "mapping"
    drop_old_imports(NOON + timedelta(days=8))
    assert ImportRun.objects.get(pk=run.pk).stage == "dropped"


def test_a_form_changed_after_the_check_asks_for_another(event, organiser):
    run = make_checked_import(event, [HEADS, ADA], organiser)
    make_question(event, required=True)

    with pytest.raises(FormHasChanged):
        start(run, organiser)


def test_an_import_that_is_over_stays_as_it_was(event, organiser):
    run = imported(make_checked_import(event, [HEADS, ADA], organiser), organiser)

    with pytest.raises(AlreadyImported):
        map_columns(run, Columns({"name": 0, "email": 1}), language="en", at=NOON)
    with pytest.raises(AlreadyImported):
        start(run, organiser)
    with pytest.raises(AlreadyImported):
        drop_import(run, at=NOON)
    assert run_import(run, clock=timezone.now).imported_at == NOON


def test_every_kind_of_answer_is_understood_in_words_and_by_value(event, organiser):
    kind = Question.Kind
    choices = [
        {"value": "owl", "label": {"en": "East Westphalia", "de": "Ostwestfalen-Lippe"}},
        {"value": "far", "label": {"en": "Far, far away", "de": "Weit, weit weg"}},
    ]
    make_question(event, key="region", kind=kind.CHOICE, choices=choices)
    make_question(event, key="places", kind=kind.MULTIPLE, choices=choices)
    make_question(event, key="people", kind=kind.NUMBER)
    make_question(event, key="born", kind=kind.DATE)
    make_question(event, key="home", kind=kind.COUNTRY)
    make_question(event, key="site", kind=kind.URL)
    make_question(event, key="photos", kind=kind.CONSENT)
    heads = [*HEADS, "region", "places", "people", "born", "home", "site", "photos"]
    rows = [
        heads,
        [*ADA, "ostwestfalen-lippe", "owl; Far, far away", "12", "24.11.2026", "Deutschland", "a.example", "ja"],
        [
            *BOB,
            "FAR",
            "Weit, weit weg, East Westphalia",
            "-3",
            "2026-11-24 00:00:00",
            "fr",
            "https://b.example/x",
            "X",
        ],
    ]

    run = make_checked_import(event, rows, organiser)

    assert problems(run) == []
    imported(run, organiser)
    assert [one.answers for one in Application.objects.order_by("name")] == [
        {
            "region": "owl",
            "places": ["owl", "far"],
            "people": 12,
            "born": "2026-11-24",
            "home": "DE",
            "site": "https://a.example",
            "photos": True,
        },
        {
            "region": "far",
            "places": ["far", "owl"],
            "people": -3,
            "born": "2026-11-24",
            "home": "FR",
            "site": "https://b.example/x",
            "photos": True,
        },
    ]


@pytest.mark.parametrize(
    ("kind", "cell", "text"),
    [
        ("number", "1.000", "Please write the number without points, commas and spaces."),
        ("number", "12,5", "Please give a whole number, such as 12."),
        ("date", "11/24/2026", "Please give a day, such as 24.11.2026."),
        ("date", "45987", "Please give a day, such as 24.11.2026."),
        ("consent", "perhaps", "Please write “yes” or “no”."),
        ("country", "Atlantis", "Please choose one of the answers offered."),
        ("url", "no address", "This does not look like a web address, such as https://company.de."),
        ("text", "#REF!", "The formula in this cell has failed."),
        ("text", "x" * 201, "Please use at most 200 characters; these are 201."),
        ("long_text", "x" * 1501, "Please use at most 1500 characters; these are 1501."),
    ],
)
def test_what_the_form_would_refuse_is_refused_with_its_words(event, organiser, kind, cell, text):
    make_question(event, key="asked", kind=kind)

    run = make_checked_import(event, [[*HEADS, "asked"], [*ADA, cell]], organiser)

    assert problems(run) == [(2, "D", text)]


def test_hostile_text_arrives_as_the_form_would_keep_it(event, organiser):
    make_question(event, key="company")

    run = make_checked_import(
        event, [[*HEADS, "company"], ["A\u202eda \x07L.", *ADA[1:], "'=HYPERLINK(1)"]], organiser
    )

    imported(run, organiser)
    one = Application.objects.get()
    assert (one.name, one.answers) == ("Ada L.", {"company": "=HYPERLINK(1)"})


def test_a_question_is_asked_of_those_whom_the_form_asks(event, organiser):
    make_question(event, key="stage", required=True, condition={"question": "category", "is": ["founder"]})

    run = make_checked_import(event, [[*HEADS, "stage"], [*ADA, ""], [*BOB, "not asked"]], organiser)

    assert problems(run) == [(2, "D", "Please answer this question.")]
    assert run.found["not_asked"] == 1


def test_a_required_answer_that_the_file_lacks_may_be_the_same_for_everybody(event, organiser):
    make_question(event, key="consent", kind="consent", required=True, label={"en": "Terms"})
    run = make_upload(event, [HEADS, ADA], organiser)

    assert problems(make_checked_import(event, [HEADS, ADA], organiser)) == [(2, "", "Please tick this box.")]
    columns = guessed_columns(event, run, q_consent="yes")
    imported(make_checked_import(event, [HEADS, ADA], organiser, columns=columns), organiser)
    assert Application.objects.get().answers == {"consent": True}


def test_people_of_one_team_come_together(event, organiser):
    rows = [[*HEADS, "Team"], [*ADA, "Rocket"], [*BOB, "Rocket"], ["Cy", "cy@example.org", "student", ""]]

    imported(make_checked_import(event, rows, organiser), organiser)

    team = Team.objects.get()
    assert (team.name, sorted(team.members.values_list("name", flat=True))) == (
        "Rocket",
        ["Ada Lovelace", "Bob Brown"],
    )


def test_a_team_may_not_be_too_large_nor_somebody_elses(event, organiser):
    applicants = make_team(event, name="Rocket")
    make_application(event, team=applicants)
    crowd = [[f"P{n}", f"p{n}@example.org", "student", "Crowd"] for n in range(5)]

    run = make_checked_import(event, [[*HEADS, "Team"], [*ADA, "Rocket"], *crowd], organiser)

    assert problems(run) == [
        (
            2,
            "D",
            f"Applicants have founded a team of this name. If that one is meant, give its code: {applicants.code}.",
        ),
        (7, "D", "More than 4 people would be in this team."),
    ]
    joined = make_checked_import(event, [[*HEADS, "Team"], [*ADA, applicants.code]], organiser)
    imported(joined, organiser)
    assert Application.objects.get(email="ada@example.org").team == applicants


def test_first_and_last_name_may_stand_in_two_columns(event, organiser):
    run = make_checked_import(event, [["Vorname", "Nachname", "Email"], ["Ada", "Lovelace", "a@x.de"]], organiser)

    imported(run, organiser)

    assert Application.objects.get().name == "Ada Lovelace"


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (["NAME", "E-Mail-Adresse", "Sprache"], {"name": [0], "email": [1], "language": [2]}),
        (["Full name", "Mail", "Firma / Hochschule"], {"name": [0], "email": [1], "q_company": [2]}),
        (["Nachname", "email"], {"name": [0], "email": [1]}),
        (["Mail", "Mail", ""], {"email": [0]}),
        (["Company", "Mail"], {"q_company": [0], "email": [1]}),
        ([], {}),
    ],
)
def test_headings_are_guessed_in_both_languages(event, headings, found):
    make_question(event, key="company", label={"en": "Company", "de": "Firma/Hochschule"})

    assert guess(headings, targets(event.questions.all())) == found


def test_what_a_heading_meant_is_remembered_for_the_next_file(event, organiser):
    make_question(event, key="company", label={"en": "Company"})
    first = make_upload(event, [["Wer", "Mail", "Wo"], ["Ada", "a@x.de", "Acme"]], organiser)
    map_columns(
        first,
        Columns({"name": [0], "email": [1], "q_company": [2]}, {"category": "founder", "language": "en"}),
        language="en",
        at=NOON,
    )

    second = make_upload(event, [["Wo", "Wer", "Mail"], ["Acme", "Ada", "a@x.de"]], organiser)

    before = meant_before(event, without=second)
    assert guess(second.headings, targets(event.questions.all()), before=before) == {
        "name": [1],
        "email": [2],
        "q_company": [0],
    }


def test_an_address_that_counts_since_the_check_is_there_already(event, organiser):
    run = start(make_checked_import(event, [HEADS, ADA, BOB], organiser), organiser)
    make_application(event, email="ada@example.org", name=ADA[0], category=event.categories.get(key="founder"))

    run = run_import(run, clock=lambda: NOON)

    assert (run.result["new"], run.result["same"]) == (1, 1)


def test_what_a_list_changes_stands_in_the_history_with_who_imported_it(event, organiser):
    company = make_question(event, key="company", label={"en": "Company"})
    ada = make_application(
        event,
        email="ada@example.org",
        name="Ada",
        category=event.categories.get(key="founder"),
        answers={"company": "Old"},
    )
    rows = [[*HEADS, "Company"], ["Ada Lovelace", "ada@example.org", "student", "Engines"]]

    imported(make_checked_import(event, rows, organiser), organiser, changes=True)

    (edit,) = edits_of(Application.objects.get(pk=ada.pk), [company])
    assert (edit.cause, edit.by) == ("by a list that was imported", organiser)
    assert [(one.label, one.before, one.after) for one in edit.changes] == [
        ("Name", "Ada", "Ada Lovelace"),
        ("I come as", "Founder", "Student"),
        ("Company", "Old", "Engines"),
    ]
