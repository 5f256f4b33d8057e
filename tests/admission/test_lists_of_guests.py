"""Lists of guests as people paste and upload them."""

import io

import pytest

from einlass.admission.guest_lists import NoAddresses, NoNames, read_guests, read_rows
from tests.builders.events import make_event

pytestmark = pytest.mark.django_db


def read(content):
    rows = read_rows(io.BytesIO(content.encode() if isinstance(content, str) else content))
    return read_guests(make_event(languages=["de", "en"]), rows.rows)


def guests(content):
    found = read(content)
    assert found.problems == []
    return [(guest.name, guest.email) for _row, guest in found.guests]


TILDA, JOERN = ("Tilda Brandlhuber", "tilda@x.de"), ("Jörn Österreicher", "joern@x.de")


@pytest.mark.parametrize(
    "content",
    [
        "Name;Vorname;E-Mail\nBrandlhuber;Tilda;tilda@x.de\nÖsterreicher;Jörn;joern@x.de",
        "Nachname, Vorname;E-Mail\nBrandlhuber, Tilda;tilda@x.de\nÖsterreicher, Jörn;joern@x.de",
        "Name\tE-Mail\nBrandlhuber, Tilda\ttilda@x.de\nÖsterreicher, Jörn\tjoern@x.de",
        "Gäste der Sparkasse\n\nVorname;Nachname;E-Mail\nTilda;Brandlhuber;tilda@x.de\nJörn;Österreicher;joern@x.de",
        "Tilda Brandlhuber <tilda@x.de>; Jörn Österreicher <joern@x.de>",
        "Tilda Brandlhuber <tilda@x.de>, Jörn Österreicher <joern@x.de>",
        "'Brandlhuber, Tilda' <tilda@x.de>; 'Österreicher, Jörn' <joern@x.de>",
        '"Tilda Brandlhuber" <tilda@x.de>;\n"Jörn Österreicher" <joern@x.de>;',
        "1. Tilda Brandlhuber, tilda@x.de\n2. Jörn Österreicher, joern@x.de",
        "1) Tilda Brandlhuber tilda@x.de\n2) Jörn Österreicher joern@x.de",
        "- Frau Tilda Brandlhuber <mailto:tilda@x.de>\n- Herr Jörn Österreicher <joern@x.de>",
        "tilda@x.de\tTilda Brandlhuber\njoern@x.de\tJörn Österreicher",
        "Name;E-Mail\nTilda Brandlhuber;mailto:tilda@x.de\nJörn Österreicher;joern@x.de.",
        "Name;E-Mail\nTilda Brandlhuber;tilda@x.de\nJÃ¶rn Ã–sterreicher;joern@x.de",
    ],
)
def test_a_list_is_understood_as_people_have_it(content):
    assert guests(content) == [TILDA, JOERN]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "mac_roman"])
def test_a_list_is_read_in_the_encoding_of_the_program_that_wrote_it(encoding):
    content = "Name;E-Mail\nTilda Brandlhuber;tilda@x.de\nJörn Österreicher;joern@x.de\n"

    assert guests(content.encode(encoding)) == [TILDA, JOERN]


def test_letters_that_were_repaired_are_shown():
    found = read("Name;E-Mail\nJÃ¶rn Ã–;joern@x.de\n")

    assert found.repaired == [("JÃ¶rn Ã–", "Jörn Ö")]


def test_a_filled_column_that_ends_up_nowhere_is_named():
    found = read("Anrede;Name;E-Mail;Essen;Leer\nFrau;Tilda B;tilda@x.de;vegan;\n")

    assert found.unused == ["A Anrede", "D Essen"]


def test_two_addresses_of_one_guest_are_named():
    found = read("Name;E-Mail\nTilda B;tilda@x.de / privat@x.de\n")

    assert [(problem.row, problem.column) for problem in found.problems] == [(2, "B")]


def test_a_list_without_addresses_or_without_names_is_refused():
    with pytest.raises(NoAddresses):
        read("Name;Vorname\nB;Tilda\n")
    with pytest.raises(NoNames):
        read("E-Mail;Essen\ntilda@x.de;vegan\n")
