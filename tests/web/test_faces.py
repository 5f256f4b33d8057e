"""What a typeface is said to have, the font file has: a typesetter that knows no other font writes every letter of it."""

import pytest
import typst
from django.conf import settings

from einlass.web.faces import HEADING_LETTERS, TEXT_LETTERS, fits_heading_face, fits_text_face
from einlass.web.templatetags.web import face

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("family", "folder", "ranges"),
    [
        ("Young Serif", "young-serif/400Regular", HEADING_LETTERS),
        ("Hanken Grotesk", "hanken-grotesk/400Regular", TEXT_LETTERS),
    ],
)
def test_a_face_has_every_letter_it_is_said_to_have(family, folder, ranges):
    letters = [chr(code) for first, last in ranges for code in range(first, last + 1)]
    page = '#set document(title: "x")\n#set text(font: sys.inputs.family, fallback: false)\n#sys.inputs.letters'
    compiler = typst.Compiler(
        page.encode(), font_paths=[settings.NPM / "@expo-google-fonts" / folder], ignore_system_fonts=True
    )

    # The standard refuses a letter that the font does not have.
    inputs = {"family": family, "letters": " ".join(letters)}
    assert compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])


@pytest.mark.parametrize("name", ["Łukasz Żółć", "Müller-Lüdenscheidt", "E\u0301mile", "O’Neil", "Ștefan"])
def test_a_european_name_stands_in_the_face_of_headings(name):
    assert fits_heading_face(name)


@pytest.mark.parametrize("name", ["Trần", "Алёна", "王小明", "Ana 🎉"])
def test_a_name_with_one_letter_that_the_face_of_headings_lacks_stands_in_another(name):
    assert not fits_heading_face(name)


def test_vietnamese_stands_in_the_face_of_texts():
    assert fits_text_face("Trần Thị Ánh Nguyệt")


@pytest.mark.parametrize(
    ("name", "css_class"), [("Łukasz", ""), ("Trần", "face-text"), ("Алёна", "face-any"), (None, ""), ("", "")]
)
def test_a_heading_says_which_face_sets_the_whole_of_it(name, css_class):
    assert face(name) == css_class
