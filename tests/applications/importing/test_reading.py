"""What is in a file, whatever file it is."""

import io
import struct
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from einlass.applications.importing import limits
from einlass.applications.importing.errors import (
    BrokenRow,
    CellTooLong,
    NoRows,
    NotASheet,
    TooLargeUnpacked,
    TooManyColumns,
    TooManyRows,
)
from einlass.applications.importing.reading import letter_of, read_sheet, unpacked
from einlass.applications.importing.zipped import check_workbook
from tests.builders.sheets import csv_file, xlsx_file


def rows_in(file):
    sheet = read_sheet(file)
    return [sheet.headings, *unpacked(sheet.packed)]


def kind_of(content):
    with pytest.raises(NotASheet) as refusal:
        read_sheet(io.BytesIO(content))
    return refusal.value.kind


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_separator_and_encoding_of_spreadsheets_is_found(separator, encoding):
    file = csv_file([["Name", "E-Mail"], ["Jörg; Ähnlich, M.", "j@x.de"]], separator=separator, encoding=encoding)

    sheet = read_sheet(file)

    assert (sheet.facts["separator"], sheet.facts["encoding"]) == (separator, encoding)
    assert list(unpacked(sheet.packed)) == [(2, ["Jörg; Ähnlich, M.", "j@x.de"])]


def test_rows_keep_the_numbers_they_have_in_a_spreadsheet():
    file = io.BytesIO(b'\n\nName;Mail\n\nAda;a@x.de\n;\n"Bob\nB.";b@x.de\n')

    assert rows_in(file) == [["Name", "Mail"], (5, ["Ada", "a@x.de"]), (7, ["Bob\nB.", "b@x.de"])]


def test_the_line_by_which_excel_names_the_separator_counts_as_a_row():
    assert rows_in(io.BytesIO(b"sep=;\r\nName;Mail\r\na,b;c\r\n")) == [["Name", "Mail"], (3, ["a,b", "c"])]


def test_excel_cells_come_as_somebody_would_type_them():
    moment = datetime(2026, 11, 24, 9, 30)  # noqa: DTZ001 - cells know no zone
    file = xlsx_file(
        [
            ["Text", "Number", "Phone", "Day", "Moment", "Yes", "Formula"],
            ["Änne", 12.0, 4915112345678, date(2026, 1, 2), moment, True, "=1+1"],
        ]
    )

    assert rows_in(file)[1] == (2, ["Änne", "12", "4915112345678", "2026-01-02", "2026-11-24 09:30:00", "TRUE", "0"])


def test_excel_rows_and_columns_keep_their_places():
    sheet = read_sheet(xlsx_file([["Name", "Mail"], [], ["Ada", "a@x.de"]], first_row=2, first_column=1))

    assert (sheet.facts["head_row"], sheet.headings) == (3, ["", "Name", "Mail"])
    assert list(unpacked(sheet.packed)) == [(5, ["", "Ada", "a@x.de"])]


def test_the_first_sheet_with_something_in_it_is_read_where_no_other_looks_more_like_a_list():
    facts = read_sheet(xlsx_file([["Name"], ["Ada"]])).facts

    assert (facts["sheet"], facts["sheets"]) == ("Gäste", ["Gäste"])


def test_a_cell_beyond_the_headings_has_a_column_without_a_heading():
    assert rows_in(io.BytesIO(b"Name;Mail\nAda;a@x.de;left over\n"))[0] == ["Name", "Mail", ""]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "other"),
        (b"%PDF-1.7\n\0\xff", "other"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"<html><table><tr><td>Name</td></tr></table></html>", "web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "web page"),
        (b"PK\x03\x04 and nothing more", "broken"),
    ],
)
def test_what_is_no_sheet_is_refused_by_what_it_is(content, kind):
    assert kind_of(content) == kind


def zipped(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "/").replace("/xml", ".xml"), content)
    return file


def test_other_archives_are_refused_by_what_they_are():
    assert kind_of(zipped(content_xml="<x/>").getvalue()) == "OpenDocument"
    assert kind_of(zipped(word_document_xml="<x/>").getvalue()) == "other"
    assert kind_of(zipped(xl_workbook_xml="<nothing").getvalue()) == "broken"


def test_a_zip_bomb_is_refused_before_anything_opens_it():
    bomb = zipped(xl_workbook_xml="<x/>", xl_sheet_xml=b"0" * 3_000_000)

    with pytest.raises(TooLargeUnpacked):
        check_workbook(bomb, most=1_000_000)


def test_a_zip_bomb_that_lies_about_its_size_is_refused_too():
    content = bytearray(zipped(xl_workbook_xml="<x/>", xl_sheet_xml=b"0" * 3_000_000).getvalue())
    size = struct.pack("<I", 3_000_000)
    while (position := content.find(size)) != -1:
        content[position : position + 4] = struct.pack("<I", 10)

    with pytest.raises(TooLargeUnpacked):
        check_workbook(io.BytesIO(bytes(content)), most=1_000_000)


def test_a_workbook_whose_table_would_fill_all_memory_is_refused_without_harm():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Name")
        sheet.write(1_048_575, 16_383, "far away")

    with pytest.raises(TooLargeUnpacked):
        read_sheet(file)


def test_headings_alone_are_no_list():
    with pytest.raises(NoRows):
        read_sheet(io.BytesIO(b"Name;Mail\n"))
    with pytest.raises(NoRows):
        read_sheet(xlsx_file([]))


def test_a_quotation_mark_that_nothing_closes_is_named_by_its_row():
    with pytest.raises(BrokenRow) as refusal:
        read_sheet(io.BytesIO(b'Name;Mail\nAda;a@x.de\n"Bob;b@x.de\n'))

    assert refusal.value.row == 3


@pytest.mark.parametrize("size", [limits.LONGEST_CELL + 1, 10_000_000])
def test_a_cell_that_is_far_too_long_is_named_by_its_row(size):
    with pytest.raises(CellTooLong) as refusal:
        read_sheet(io.BytesIO(b"Name;Mail\nAda;" + b"x" * size + b"\n"))

    assert refusal.value.row == 2


def test_a_sheet_has_its_limits(monkeypatch):
    monkeypatch.setattr(limits, "MOST_ROWS", 2)
    with pytest.raises(TooManyRows):
        read_sheet(io.BytesIO(b"Name\n1\n2\n3\n"))
    with pytest.raises(TooManyColumns):
        read_sheet(io.BytesIO(b"Name\n" + b";" * 300 + b"x\n"))


def test_columns_have_the_letters_of_a_spreadsheet():
    assert [letter_of(position) for position in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(str.strip)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.lists(texts, min_size=3, max_size=3).filter(any), min_size=1, max_size=6),
    separator=st.sampled_from([";", ",", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_is_written_as_csv_is_read_again(rows, separator, encoding):
    file = csv_file([["One", "Two", "Three"], *rows], separator=separator, encoding=encoding)

    heads, *found = rows_in(file)

    assert heads == ["One", "Two", "Three"]
    assert [cells + [""] * (3 - len(cells)) for _number, cells in found] == rows


@settings(max_examples=15, deadline=None)
@given(
    rows=st.lists(
        st.lists(
            texts.filter(lambda text: text[:1] not in {"=", "{"} and "://" not in text and ":" not in text),
            min_size=2,
            max_size=2,
        ).filter(any),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_written_as_xlsx_is_read_again(rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([["One", "Two"], *rows]):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell)

    _heads, *found = rows_in(file)

    assert [cells + [""] * (2 - len(cells)) for _number, cells in found] == rows
