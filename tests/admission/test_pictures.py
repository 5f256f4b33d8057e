from einlass.admission.pictures import units_picture


def test_a_person_is_a_dot_and_a_team_is_as_long_as_it_is_large():
    picture = units_picture([(1, "open"), (3, "admitted")], shape=4)

    # Four people side by side: cells are 10 wide, so the team's line runs from the second to the fourth centre.
    assert (picture.width, picture.height) == (40, 10)
    assert picture.paths == {"open": "M5 5h0", "admitted": "M15 5h20"}


def test_a_team_is_never_broken_across_two_rows():
    picture = units_picture([(3, "open"), (2, "open")], shape=1)

    assert picture.paths["open"] == "M5 5h20M5 15h10"
