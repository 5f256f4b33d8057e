"""The commands as others call them."""

import json

import pytest

from fairdraw.cli import main

POOL = "code,role,team\na,founder,\nb,founder,x\nc,student,x\nd,student,\ne,student,\nf,founder,\ng,student,\n"
RULES = 'seats = 4\n[quota.role."founder"]\nmin = 2\nmax = 3\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pool.csv").write_text(POOL)
    (tmp_path / "rules.toml").write_text(RULES)
    return tmp_path


def run(*arguments):
    return main([str(argument) for argument in arguments])


def test_the_five_commands_follow_each_other(folder, capsys):
    assert run("explain", "pool.csv", "rules.toml") == 0
    assert run("solve", "pool.csv", "rules.toml", "-o", "lottery.json", "--panels", 20) == 0
    capsys.readouterr()
    assert run("commit", "lottery.json") == 0
    commitment = capsys.readouterr().out.strip()
    assert run("draw", "lottery.json", "--value", "1 2 3", "-o", "result.json") == 0
    assert run("verify", "lottery.json", "result.json") == 0

    result = json.loads((folder / "result.json").read_text())
    assert result["commitment"] == commitment
    assert sorted(result["admitted"] + result["waiting"]) == list("abcdefg")


def test_solve_prints_one_json_line_at_last(folder, capsys):
    run("solve", "pool.csv", "rules.toml", "-o", "lottery.json")

    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert list(summary) == [
        "entries", "types", "seats", "panels", "min_chance", "bound", "gap", "seconds", "peak_mb",
    ]  # fmt: skip
    assert (summary["entries"], summary["seats"], summary["types"]) == (7, 4, 3)
    assert summary["gap"] == pytest.approx(1 - summary["min_chance"] / summary["bound"])


def test_seats_that_came_free_are_drawn_by_follow_up(folder):
    run("solve", "pool.csv", "rules.toml", "-o", "lottery.json", "--panels", 20)
    run("draw", "lottery.json", "--value", "x", "-o", "result.json")
    gone = json.loads((folder / "result.json").read_text())["admitted"][0]
    (folder / "gone.txt").write_text(gone + "\n")

    made = run("follow-up", "lottery.json", "result.json", "--gone", "gone.txt", "-o", "second.json")
    run("draw", "second.json", "--value", "y", "-o", "second-result.json")

    assert made == 0
    assert run("verify", "second.json", "second-result.json", "lottery.json", "result.json") == 0
    assert run("verify", "second.json", "second-result.json") == 1


def test_a_draw_that_was_touched_ends_with_1_and_says_why(folder, capsys):
    run("solve", "pool.csv", "rules.toml", "-o", "lottery.json")
    run("draw", "lottery.json", "--value", "x", "-o", "result.json")
    result = json.loads((folder / "result.json").read_text())
    result["admitted"][0], result["waiting"][0] = result["waiting"][0], result["admitted"][0]
    (folder / "result.json").write_text(json.dumps(result))
    capsys.readouterr()

    assert run("verify", "lottery.json", "result.json") == 1
    assert "The “admitted” of the result does not follow" in capsys.readouterr().out


def test_bad_input_ends_with_2_and_names_file_line_and_column(folder, capsys):
    (folder / "pool.csv").write_text(POOL + "a,founder,\n")

    assert run("solve", "pool.csv", "rules.toml", "-o", "lottery.json") == 2
    assert capsys.readouterr().err == "pool.csv, line 9, column 1: The code 'a' stands in line 2 already.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("commit", "nothing.json"),
        ("commit", "pool.csv"),
        ("draw", "pool.csv", "--value", "x", "-o", "result.json"),
        ("solve", "pool.csv", "rules.toml", "-o", "no/such/folder/lottery.json"),
    ],
)
def test_files_that_cannot_be_used_end_with_2(folder, arguments):
    assert run(*arguments) == 2


def test_rules_that_cannot_be_met_end_with_1_and_the_smallest_change(folder, capsys):
    (folder / "rules.toml").write_text(RULES + '[quota.role."student"]\nmin = 3\n')

    assert run("solve", "pool.csv", "rules.toml", "-o", "lottery.json") == 1
    assert "The smallest change that helps (1 seats in all):" in capsys.readouterr().err
    assert run("explain", "pool.csv", "rules.toml") == 1


def test_two_runs_write_the_same_bytes(folder):
    for name in ("one.json", "two.json"):
        run("solve", "pool.csv", "rules.toml", "-o", name)

    assert (folder / "one.json").read_bytes() == (folder / "two.json").read_bytes()
