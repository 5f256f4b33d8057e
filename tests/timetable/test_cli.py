import json
from pathlib import Path

import pytest

from timetable.cli import main

PROBLEM = {
    "days": [{"start": "2027-05-04T09:00+02:00", "end": "2027-05-04T12:00+02:00"}],
    "stages": [{"key": "A", "capacity": 900}, {"key": "B", "capacity": 350}],
    "sessions": [{"key": "one", "minutes": 30}, {"key": "two", "minutes": 30}],
    "stars": {"counts": {"one": 10, "two": 10}, "pairs": [["one", "two", 5]]},
}


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "problem.json").write_text(json.dumps(PROBLEM))
    return tmp_path


def test_a_solved_problem_passes_the_check(in_folder, capsys):
    assert main(["solve", "problem.json", "-o", "schedule.json", "--steps", "100"]) == 0
    assert main(["check", "problem.json", "schedule.json"]) == 0

    assert capsys.readouterr().out == (
        "2 sessions placed, 0 attendee-minutes lost\nno violations, 0 attendee-minutes lost\n"
    )


def test_the_same_steps_write_the_same_bytes(in_folder):
    main(["solve", "problem.json", "-o", "a.json", "--steps", "300", "--seed", "2"])
    main(["solve", "problem.json", "-o", "b.json", "--steps", "300", "--seed", "2"])

    assert (in_folder / "a.json").read_bytes() == (in_folder / "b.json").read_bytes()


def test_broken_rules_are_told_in_words(in_folder, capsys):
    both = {"stage": "A", "start": "2027-05-04T09:00+02:00"}
    (in_folder / "schedule.json").write_text(json.dumps({"placements": {"one": both, "two": both}}))

    assert main(["check", "problem.json", "schedule.json"]) == 1

    assert capsys.readouterr().out == (
        "one_session_per_stage: one and two are both on stage A at 09:00.\n1 violation, 150 attendee-minutes lost\n"
    )


def test_bad_input_names_the_file_and_the_path(in_folder, capsys):
    (in_folder / "problem.json").write_text(json.dumps({**PROBLEM, "sessions": [{"key": "one", "minutes": 0}]}))

    assert main(["solve", "problem.json", "-o", "schedule.json"]) == 2

    assert capsys.readouterr().err == (
        "problem.json: sessions[0].minutes: expected a whole number, 1 or more, found 0\n"
    )


def test_a_problem_without_a_solution_says_why(in_folder, capsys):
    long = {**PROBLEM, "sessions": [{"key": "epic", "minutes": 200}], "stars": None}
    (in_folder / "problem.json").write_text(json.dumps(long))

    assert main(["solve", "problem.json", "-o", "schedule.json"]) == 1

    assert "epic (200 minutes) fits nowhere even on an empty day" in capsys.readouterr().err
    assert not (in_folder / "schedule.json").exists()


def test_help_is_there_for_every_command(capsys):
    for command in ([], ["solve"], ["check"]):
        with pytest.raises(SystemExit) as left:
            main([*command, "--help"])
        assert left.value.code == 0
