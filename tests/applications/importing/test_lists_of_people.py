"""Lists as people have them: with titles, in other encodings, damaged by spreadsheets, pasted, and with shared mailboxes."""

import io

import pytest
import xlsxwriter

from einlass.applications.importing.actions import (
    amend_columns,
    check_import,
    map_columns,
    read_again,
    run_import,
    upload_sheet,
)
from einlass.applications.importing.mapping import Columns, guess, targets
from einlass.applications.importing.reading import Choices, unpacked
from einlass.applications.models import Application
from tests.builders.applications import make_question
from tests.builders.events import NOON, make_category, make_event, make_member
from tests.builders.sheets import csv_file, start

pytestmark = pytest.mark.django_db
FOR_ALL = {"category": "founder", "language": "de"}


@pytest.fixture
def event():
    event = make_event(languages=["de", "en"])
    make_category(event, key="founder")
    return event


@pytest.fixture
def organiser(event):
    return make_member(event)


def upload(event, by, content):
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return upload_sheet(event, file, name="list.csv", language="en", by=by, at=NOON)


def checked(run, **amended):
    """With its columns guessed, as somebody who changes nothing would have it."""
    sample = [cells for _row, cells in run.sample]
    columns = guess(run.headings, targets(run.event.questions.all()), sample=sample)
    run = map_columns(run, Columns(columns, FOR_ALL, **amended), language="en", at=NOON)
    return check_import(run, clock=lambda: NOON)


def imported(run, by):
    return run_import(start(run, by), clock=lambda: NOON)


def amended(run, **changes):
    return check_import(amend_columns(run, at=NOON, **changes), clock=lambda: NOON)


def people(run):
    return [(name, email) for _row, name, email in run.found["people"]]


def names(run):
    return [name for _row, name, _email in run.found["people"]]


def problems(run):
    return [(problem["row"], problem["column"], problem["text"]) for problem in run.found["problems"]]


def workbook(*sheets, hidden=(), formats=None):
    """sheets: (name, rows); hidden: numbers of rows; formats: by column letter, such as {"C": "00000"}."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for letter, code in (formats or {}).items():
                sheet.set_column(f"{letter}:{letter}", None, book.add_format({"num_format": code}))
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
            for number in hidden:
                sheet.set_row(number - 1, options={"hidden": True})
    return file.getvalue()


# --- which sheet, which row, which characters ---------------------------------------------------------------------------


def test_headings_below_a_title_and_a_note_are_found(event, organiser):
    rows = [
        ["Gästeliste – Stand 3. Oktober"],
        ["vertraulich"],
        [],
        ["Vorname", "Nachname", "E-Mail"],
        ["Tilda", "Brandlhuber", "t@x.de"],
    ]

    run = checked(upload(event, organiser, workbook(("Tabelle1", rows))))

    assert run.facts["head_row"] == 4
    assert people(run) == [("Tilda Brandlhuber", "t@x.de")]


def test_two_rows_of_headings_are_one(event, organiser):
    run = checked(
        upload(event, organiser, "First name;Last name;E-mail\nVorname;Nachname;E-Mail\nTilda;Brandlhuber;t@x.de\n")
    )

    assert run.headings[0] == "First name / Vorname"
    assert people(run) == [("Tilda Brandlhuber", "t@x.de")]


def test_a_row_of_groups_above_the_headings_is_left_out(event, organiser):
    run = checked(upload(event, organiser, "Person;;Kontakt\nVorname;Nachname;E-Mail\nTilda;Brandlhuber;t@x.de\n"))

    assert people(run) == [("Tilda Brandlhuber", "t@x.de")]


def test_a_list_without_headings_loses_nobody(event, organiser):
    run = upload(event, organiser, "Tilda Brandlhuber;t@x.de\nJörn Österreicher;j@x.de\n")

    assert (run.facts["head_row"], run.row_count) == (0, 2)


def test_a_person_says_which_row_has_the_headings(event, organiser):
    run = upload(event, organiser, "Stand heute\nWer;Wohin\nTilda;t@x.de\n")

    run = read_again(run, Choices(head_row=2))

    assert (run.headings, [cells for _row, cells in unpacked(bytes(run.packed))]) == (
        ["Wer", "Wohin"],
        [["Tilda", "t@x.de"]],
    )


def test_the_list_behind_a_cover_sheet_is_found_and_another_can_be_chosen(event, organiser):
    cover = ("Anleitung", [["Bitte nur das Blatt „Teilnehmer“ ausfüllen."], ["Rückfragen an das Büro"]])
    file = workbook(cover, ("Teilnehmer", [["Vorname", "Nachname", "E-Mail"], ["Tilda", "Brandlhuber", "t@x.de"]]))

    run = checked(upload(event, organiser, file))

    assert (run.facts["sheet"], run.facts["sheets"]) == ("Teilnehmer", ["Anleitung", "Teilnehmer"])
    assert people(run) == [("Tilda Brandlhuber", "t@x.de")]
    assert read_again(run, Choices(sheet="Anleitung")).facts["sheet"] == "Anleitung"


def test_hidden_rows_are_counted_and_left_out_unless_somebody_takes_them(event, organiser):
    rows = [
        ["Vorname", "Nachname", "E-Mail"],
        ["Tilda", "B", "t@x.de"],
        ["Jörn", "Ö", "j@x.de"],
        ["Änne", "Ü", "a@x.de"],
    ]
    run = upload(event, organiser, workbook(("Sheet1", rows), hidden=[3]))

    assert run.facts["hidden_rows"] == 1
    assert names(checked(run)) == ["Tilda B", "Änne Ü"]
    assert names(checked(read_again(run, Choices(takes_hidden=True)))) == ["Tilda B", "Jörn Ö", "Änne Ü"]


def test_a_number_keeps_the_zeros_that_its_cell_shows(event, organiser):
    make_question(event, key="plz", label={"de": "PLZ"})
    rows = [["Name", "E-Mail", "PLZ"], ["Tilda B", "t@x.de", 4109], ["Jörn Ö", "j@x.de", 33602]]

    run = checked(upload(event, organiser, workbook(("Sheet1", rows), formats={"C": "00000"})))
    imported(run, organiser)

    assert [one.answers["plz"] for one in Application.objects.order_by("email")] == ["33602", "04109"]


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman", "utf-8", "utf-8-sig", "utf-16"])
def test_names_are_read_in_the_encoding_of_the_program_that_wrote_them(event, organiser, encoding):
    file = csv_file(
        [["Name", "E-Mail"], ["Jörg Müßigmann", "j@x.de"], ["Änne Übelhör", "a@x.de"], ["Zoë Brontë", "z@x.de"]],
        encoding=encoding,
    )

    run = checked(upload(event, organiser, file.getvalue()))

    assert names(run) == ["Jörg Müßigmann", "Änne Übelhör", "Zoë Brontë"]


def test_a_file_put_together_from_two_encodings_is_read_line_by_line(event, organiser):
    content = "Name;E-Mail\nJörg Müßigmann;j@x.de\n".encode() + "Änne Übelhör;a@x.de\n".encode("cp1252")

    run = checked(upload(event, organiser, content))

    assert run.facts["encoding"] == "utf-8+cp1252"
    assert names(run) == ["Jörg Müßigmann", "Änne Übelhör"]


def test_a_person_says_what_the_characters_are(event, organiser):
    run = upload(event, organiser, "Name;E-Mail\nMu\u0161a B;m@x.de\n".encode("cp1252"))

    run = checked(read_again(run, Choices(encoding="mac_roman")))

    assert names(run) == ["Muöa B"]


@pytest.mark.parametrize("separator", [";", ",", "|"])
def test_lines_that_stand_in_quotes_as_a_whole_are_taken_apart(event, organiser, separator):
    lines = [["Vorname", "Nachname", "E-Mail"], ["Tilda", 'Brandl""huber""', "t@x.de"]]
    content = "\n".join('"' + separator.join(cells) + '"' for cells in lines)

    run = checked(upload(event, organiser, content))

    assert people(run) == [('Tilda Brandl"huber"', "t@x.de")]


# --- people as they are printed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "printed"),
    [
        ("Name;Vorname;E-Mail\nBrandlhuber;Tilda;t@x.de", "Tilda Brandlhuber"),
        ("Nachname, Vorname;E-Mail\nBrandlhuber, Tilda;t@x.de", "Tilda Brandlhuber"),
        ("Nachname, Vorname;E-Mail\nvon der Heide, Ann-Kathrin;t@x.de", "Ann-Kathrin von der Heide"),
        ("Nachname, Vorname;E-Mail\nWibisana;t@x.de", "Wibisana"),
        ("Name;E-Mail\nBrandlhuber, Tilda;t@x.de", "Tilda Brandlhuber"),
        ("Name;E-Mail\nFrau Tilda Brandlhuber;t@x.de", "Tilda Brandlhuber"),
        ("Name;E-Mail\nHerr Dr. Jan Ö.;t@x.de", "Dr. Jan Ö."),
        ("Name;E-Mail\nBrandlhuber, Frau Tilda;t@x.de", "Tilda Brandlhuber"),
        ("Anrede;Vorname;Nachname;E-Mail\nFrau;Tilda;Brandlhuber;t@x.de", "Tilda Brandlhuber"),
        ("Name;E-Mail\nTil\u200bda\u00a0Brandl\u00adhuber;t@x.de", "Tilda Brandlhuber"),
        ("Name;E-Mail\nFrauke Herrmann;t@x.de", "Frauke Herrmann"),
    ],
)
def test_a_name_is_printed_first_name_first_and_without_salutation(event, organiser, content, printed):
    assert names(checked(upload(event, organiser, content))) == [printed]


def test_names_that_need_a_look_are_shown_first(event, organiser):
    run = checked(
        upload(event, organiser, "Name;E-Mail\nTilda Brandlhuber;t@x.de\nWIBISANA GMBH;w@x.de\nSukarno;s@x.de\n")
    )

    assert [name for _row, name, _email in run.found["odd_names"]] == ["WIBISANA GMBH", "Sukarno"]


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("mailto:tilda@x.de", "tilda@x.de"),
        ("Jörn Österreicher <joern@x.de>", "joern@x.de"),
        ("ole@x.de.", "ole@x.de"),
        ("\u200btilda@x.de\ufeff", "tilda@x.de"),
        ("<tilda@x.de>;", "tilda@x.de"),
        ("tilda@x.de (Büro)", "tilda@x.de"),
    ],
)
def test_an_address_is_understood_as_address_books_copy_it(event, organiser, cell, address):
    run = checked(upload(event, organiser, csv_file([["Name", "E-Mail"], ["Tilda B", cell]]).getvalue()))

    assert people(run) == [("Tilda B", address)]


def test_two_addresses_in_a_cell_are_named(event, organiser):
    run = checked(
        upload(event, organiser, csv_file([["Name", "E-Mail"], ["Änne Ü", "aenne@x.de; privat@x.de"]]).getvalue())
    )

    assert problems(run) == [
        (2, "B", "Two addresses stand in this cell. Please leave the one to which our mails are to go.")
    ]


# --- damage -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "question", "cell", "after", "kept"),
    [
        ("exponent", {"key": "phone", "label": {"de": "Telefon"}}, "4,91512E+12", None, "4,91512E+12"),
        ("exponent", {"key": "phone", "label": {"de": "Telefon"}}, "1.75123E+11", None, "1.75123E+11"),
        ("zeros", {"key": "phone", "label": {"de": "Telefon"}}, "15112345678", "015112345678", "15112345678"),
        (
            "mojibake",
            {"key": "company", "label": {"de": "Firma"}},
            "MÃ¼ller & SÃ¶hne",
            "Müller & Söhne",
            "MÃ¼ller & SÃ¶hne",
        ),
        ("mojibake", {"key": "company", "label": {"de": "Firma"}}, "M├╝ller", "Müller", "M├╝ller"),
        ("serial", {"key": "born", "label": {"de": "Geburtstag"}, "kind": "date"}, "33000", "1990-05-07", None),
    ],
)
def test_damage_is_named_and_waits_for_an_answer(event, organiser, kind, question, cell, after, kept):
    asked = make_question(event, **question)
    run = checked(upload(event, organiser, f"Name;E-Mail;{asked.label['de']}\nTilda B;t@x.de;{cell}\n"))

    assert {found: len(one["cells"]) for found, one in run.found["damages"].items()} == {kind: 1}
    assert not run.may_import
    run = amended(run, repairs={kind: True})
    assert run.may_import
    if kept is not None:
        assert amended(run, repairs={kind: False}).may_import
    imported(amended(run, repairs={kind: True}), organiser)
    assert Application.objects.get().answers.get(asked.key) == after


def test_a_postcode_that_lost_its_zero_is_named_beside_those_that_did_not(event, organiser):
    make_question(event, key="plz", label={"de": "PLZ"})

    run = checked(upload(event, organiser, "Name;E-Mail;PLZ\nA B;a@x.de;4109\nC D;c@x.de;33602\n"))

    assert [(cell["row"], cell["value"], cell["repaired"]) for cell in run.found["damages"]["zeros"]["cells"]] == [
        (2, "4109", "04109")
    ]


def test_postcodes_of_four_digits_alone_are_those_of_another_country(event, organiser):
    make_question(event, key="plz", label={"de": "PLZ"})

    run = checked(upload(event, organiser, "Name;E-Mail;PLZ\nA B;a@x.de;1010\nC D;c@x.de;8020\n"))

    assert run.found["damages"] == {}


@pytest.mark.parametrize(
    "name", ["Jörg Müßigmann", "François Noël", "Łukasz Żółć", "王小明", "Tilda 🦊 Fuchs", "AÏDA Ñuñez", "O’Neil"]
)
def test_a_name_that_is_right_is_not_called_damaged(event, organiser, name):
    assert checked(upload(event, organiser, f"Name;E-Mail\n{name};t@x.de\n")).found["damages"] == {}


# --- rows left out, shared mailboxes ------------------------------------------------------------------------------------


def test_one_bad_row_can_be_left_out(event, organiser):
    run = checked(upload(event, organiser, "Name;E-Mail\nTilda B;t@x.de\nJörn Ö;nonsense\nÄnne Ü;a@x.de\n"))
    assert not run.may_import

    run = amended(run, left_out=[3])

    assert (run.may_import, run.found["left_out"], run.found["problem_count"]) == (True, 1, 0)
    imported(run, organiser)
    assert sorted(Application.objects.values_list("name", flat=True)) == ["Tilda B", "Änne Ü"]


def test_all_rows_that_are_not_right_can_be_left_out_at_once(event, organiser):
    run = amended(
        checked(upload(event, organiser, "Name;E-Mail\nTilda B;t@x.de\nJörn Ö;nonsense\n;a@x.de\n")),
        leaves_wrong_out=True,
    )

    assert run.may_import
    imported(run, organiser)
    assert [one.name for one in Application.objects.all()] == ["Tilda B"]


SHARED = "Vorname;Nachname;E-Mail\nTilda;B;buero@x.de\nJörn;Ö;buero@x.de\nÄnne;Ü;Buero@X.de\n"


def test_people_who_share_a_mailbox_are_named_and_may_be_different_people(event, organiser):
    run = checked(upload(event, organiser, SHARED))
    assert [(row, text) for row, _column, text in problems(run)] == [
        (3, "The same mailbox stands in row 2 already."),
        (4, "The same mailbox stands in row 2 already."),
    ]

    run = imported(amended(run, are_different_people=True), organiser)

    assert run.result["new"] == 3
    assert {one.email.lower() for one in Application.objects.all()} == {"buero@x.de"}


def test_the_same_list_again_knows_everybody_who_shares_a_mailbox(event, organiser):
    imported(amended(checked(upload(event, organiser, SHARED)), are_different_people=True), organiser)

    again = amended(checked(upload(event, organiser, SHARED)), are_different_people=True)

    assert (again.found["new"], again.found["same"]) == (0, 3)


def test_the_same_name_twice_with_one_mailbox_stays_one_person(event, organiser):
    run = amended(
        checked(upload(event, organiser, "Name;E-Mail\nTilda B;b@x.de\nTilda B;b@x.de\n")), are_different_people=True
    )

    assert [row for row, _column, _text in problems(run)] == [3]


# --- what columns mean --------------------------------------------------------------------------------------------------


def test_usual_words_mean_the_questions_that_most_forms_ask(event, organiser):
    make_question(event, key="company", label={"en": "Company"})
    make_question(event, key="home", label={"en": "Where do you live?"}, kind="country")

    run = checked(
        upload(
            event, organiser, "Name;E-Mail;Firma;Land\nA B;a@x.de;Acme;Großbritannien\nC D;c@x.de;Acme;Oesterreich\n"
        )
    )
    imported(run, organiser)

    assert [one.answers for one in Application.objects.order_by("email")] == [
        {"company": "Acme", "home": "GB"},
        {"company": "Acme", "home": "AT"},
    ]


@pytest.mark.parametrize("prefix", ["", "Topics [", "Topics: "])
def test_a_column_for_each_option_is_one_question(event, organiser, prefix):
    labels = ["Design", "Money", "Law"]
    choices = [{"value": label.lower(), "label": {"en": label}} for label in labels]
    make_question(event, key="topics", label={"en": "Topics"}, kind="multiple", choices=choices)
    heads = [f"{prefix}{label}{']' if prefix.endswith('[') else ''}" for label in labels]
    rows = [["Name", "E-Mail", *heads], ["A B", "a@x.de", "Design", "", "x"], ["C D", "c@x.de", "no", "yes", ""]]

    run = checked(upload(event, organiser, csv_file(rows).getvalue()))
    imported(run, organiser)

    assert [one.answers for one in Application.objects.order_by("email")] == [
        {"topics": ["design", "law"]},
        {"topics": ["money"]},
    ]
