import re

import segno

from einlass.tickets.symbols import MODULES, symbol_path, symbol_png, symbol_svg

TEXT = (
    "E1240BTRO00096E0G50TPT6G052559CLN59HB8CUQ66NDBHE4S0A5HL07NTIP6LLNQ9HUBMCOBQVUQ1DNN8CUKOQR57C3F9II8GCOCH53"
    "LRJFGUP6UHHUJB70D"
)


def test_the_path_draws_exactly_the_dark_modules():
    drawn = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", symbol_path(TEXT)):
        drawn |= {(int(x) + step, int(y)) for step in range(int(length))}

    code = segno.make_qr(TEXT, version=5, error="m", mode="alphanumeric", mask=2, boost_error=False)
    assert drawn == {(x, y) for y, row in enumerate(code.matrix) for x, dark in enumerate(row) if dark}


def test_the_symbol_is_of_version_five_and_level_m():
    code = segno.make_qr(TEXT, version=5, error="m", mode="alphanumeric", mask=2, boost_error=False)

    assert (code.designator, len(code.matrix)) == ("5-M", MODULES)


def test_the_picture_has_a_white_quiet_zone_of_four_modules():
    svg = symbol_svg(symbol_path(TEXT), title="Code")

    assert 'viewBox="-4 -4 45 45"' in svg
    assert svg.index('fill="#fff"') < svg.index('stroke="#000"')


def test_the_png_is_one():
    assert symbol_png(TEXT).startswith(b"\x89PNG")
