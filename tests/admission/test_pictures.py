from einlass.admission.pictures import seats_picture, units_picture


def test_a_person_is_a_dot_and_a_team_is_as_long_as_it_is_large():
    picture = units_picture([(1, "open"), (3, "admitted")], shape=4)

    # Four people side by side: cells are 10 wide, so the team's line runs from the second to the fourth centre.
    assert (picture.width, picture.height) == (40, 10)
    assert picture.paths == {"open": "M5 5h0", "admitted": "M15 5h20"}


def test_a_team_is_never_broken_across_two_rows():
    picture = units_picture([(3, "open"), (2, "open")], shape=1)

    assert picture.paths["open"] == "M5 5h20M5 15h10"


def test_seats_fill_row_after_row():
    picture = seats_picture([("taken", 2), ("free", 2)], columns=3)

    assert picture.paths == {"taken": "M5 5h0M15 5h0", "free": "M25 5h0M5 15h0"}
    assert (picture.width, picture.height) == (30, 20)


def test_no_seats_make_an_empty_picture():
    assert seats_picture([("taken", 0)]).paths == {"taken": ""}
