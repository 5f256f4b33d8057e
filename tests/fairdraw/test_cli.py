"""The commands as others call them."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from fairdraw import Announcement, Lottery, commit, drand_form, draw, numbers_form
from fairdraw.canonical import canonical
from fairdraw.cli import main
from tests.fairdraw.cheats.forge import exchange, text_of
from tests.fairdraw.cheats.honest import conference
from tests.fairdraw.cheats.kinds import CHESS, MANY

POOL = "code,role,team\na,founder,\nb,founder,x\nc,student,x\nd,student,\ne,student,\nf,founder,\ng,student,\n"
# Round 1000 of drand's quicknet.
SIGNATURE = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
RANDOMNESS = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
LOTTO = numbers_form(6, 1, 49, "ascending", source="Lotto", at=datetime(2026, 9, 5, 19, 25, tzinfo=UTC))
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
    run("draw", "lottery.json", "--value", "y", "-o", "result.json")
    gone = json.loads((folder / "result.json").read_text())["admitted"][0]
    (folder / "gone.txt").write_text(gone + "\n")

    made = run("follow-up", "lottery.json", "result.json", "--gone", "gone.txt", "-o", "second.json")
    run("draw", "second.json", "--value", "y", "-o", "second-result.json")

    assert made == 0
    assert run("verify", "second.json", "second-result.json", "lottery.json", "result.json") == 0
    assert run("verify", "second.json", "second-result.json") == 1


def announce(folder, value, commitment=None):
    commitment = commitment or commit(Lottery.from_json((folder / "lottery.json").read_text()))
    announcement = Announcement(commitment, "7KQW", "funke", 1, value)
    (folder / "announcement.json").write_text(announcement.to_json())


@pytest.fixture
def solved_folder(folder):
    run("solve", "pool.csv", "rules.toml", "-o", "lottery.json", "--panels", 20)
    return folder


def drawn(value, *more):
    return run("draw", "lottery.json", "--announcement", "announcement.json", "--value", value, "-o", "r.json", *more)


def test_a_value_is_brought_into_its_announced_form(solved_folder):
    announce(solved_folder, LOTTO)

    assert drawn("44, 40 31 20 12 03") == 0
    assert json.loads((solved_folder / "r.json").read_text())["value"] == "3 12 20 31 40 44"


@pytest.mark.parametrize(
    ("value", "more", "problem"),
    [
        ("3 12 20 31 40", (), "The announcement asks for 6 numbers, and these are 5."),
        ("3 12 20 31 40 44", ("--signature", "00" * 48), "Numbers were announced, and no round of drand"),
    ],
)
def test_a_value_that_is_not_the_announced_one_ends_with_2(solved_folder, capsys, value, more, problem):
    announce(solved_folder, LOTTO)

    assert drawn(value, *more) == 2
    assert problem in capsys.readouterr().err
    assert not (solved_folder / "r.json").exists()


def test_an_announcement_of_another_lottery_ends_with_2(solved_folder, capsys):
    announce(solved_folder, LOTTO, "00" * 32)

    assert drawn("3 12 20 31 40 44") == 2
    assert "announcement.json: This announcement is that of another lottery." in capsys.readouterr().err


def test_the_value_of_a_round_comes_with_its_signature(solved_folder):
    announce(solved_folder, drand_form(1000))

    assert drawn(RANDOMNESS, "--signature", SIGNATURE) == 0
    result = json.loads((solved_folder / "r.json").read_text())
    assert (result["value"], result["signature"]) == (RANDOMNESS, SIGNATURE)


@pytest.mark.parametrize(
    ("number", "value", "more", "problem"),
    [
        (1000, RANDOMNESS, (), "A round of drand was announced: its value needs the signature."),
        (1001, RANDOMNESS, ("--signature", SIGNATURE), "The signature is not that of drand's round 1001."),
        (1000, RANDOMNESS, ("--signature", "00" * 48), "The signature is not that of drand's round 1000."),
        (1000, RANDOMNESS, ("--signature", "ä"), "The signature is not that of drand's round 1000."),
        (1000, "0" * 64, ("--signature", SIGNATURE), "The value is not that of drand's round 1000."),
    ],
)
def test_a_value_that_is_not_that_of_the_announced_round_ends_with_2(
    solved_folder, capsys, number, value, more, problem
):
    announce(solved_folder, drand_form(number))

    assert drawn(value, *more) == 2
    assert problem in capsys.readouterr().err


# --- verify and audit -----------------------------------------------------------------------------------
def drawn_by_round(folder, signature):
    """The files of a draw whose value is the SHA-256 of a signature, whether drand made it or not."""
    announce(folder, drand_form(1000))
    lottery = Lottery.from_json((folder / "lottery.json").read_text())
    result = draw(lottery, sha256(bytes.fromhex(signature)).hexdigest(), signature)
    (folder / "result.json").write_text(result.to_json())
    return "lottery.json", "result.json", "announcement.json"


def test_a_draw_by_a_round_of_drand_holds_with_its_signature_checked(solved_folder, capsys):
    files = drawn_by_round(solved_folder, SIGNATURE)
    capsys.readouterr()

    assert run("verify", *files) == 0
    said = capsys.readouterr().out.splitlines()
    assert "1. role = founder: at least 2, at most 3; 3 entries" in said
    assert said[-1].startswith("Holds: 4 of 4 seats, 7 entries, 1 quota, no weights. ")
    assert [line for line in said if "signature" in line] == []


def test_a_signature_that_drand_did_not_make_does_not_hold(solved_folder, capsys):
    files = drawn_by_round(solved_folder, "ab" * 48)
    capsys.readouterr()

    assert run("verify", *files) == 1
    assert capsys.readouterr().out == "Does not hold: The signature is not that of drand's round 1000.\n"


def test_a_signature_whose_round_was_not_given_is_said_to_be_unchecked(solved_folder, capsys):
    files = drawn_by_round(solved_folder, SIGNATURE)[:2]
    capsys.readouterr()

    assert run("verify", *files) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if "signature was not checked" in line]


def test_a_lottery_alone_can_be_verified_before_it_is_announced(solved_folder, capsys):
    assert run("verify", "lottery.json") == 0
    assert "No result was given" in capsys.readouterr().out


def test_an_audit_draws_made_up_values(solved_folder, capsys):
    capsys.readouterr()

    assert run("audit", "lottery.json", "--values", 2000) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("Fits: 2,000 made-up values")


def test_an_audit_of_panels_that_favour_some_ends_with_one(tmp_path, capsys):
    document = json.loads(conference().to_json())
    exchange(document, MANY, CHESS, document["panels"])
    (tmp_path / "lottery.json").write_text(text_of(document), encoding="utf-8")

    assert run("audit", tmp_path / "lottery.json", "--values", 3000) == 1

    assert "Does not fit: 3,000 made-up values" in capsys.readouterr().out


def test_another_seed_makes_another_audit(solved_folder, capsys):
    capsys.readouterr()
    texts = []
    for seed in ([], ["--seed", "one"], ["--seed", "one"], ["--seed", "fairdraw audit"]):
        assert run("audit", "lottery.json", "--values", 300, *seed) == 0
        texts.append(capsys.readouterr().out)

    assert texts[1] == texts[2] != texts[0] == texts[3]


def test_who_reads_no_further_is_told_nothing_more(folder):
    command = [sys.executable, "-m", "fairdraw.cli", "explain", "pool.csv", "rules.toml"]

    # With a buffer, as usual, Python writes at the end only, and notices only then that nobody reads.
    buffered = os.environ | {"PYTHONUNBUFFERED": ""}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=buffered)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()

    assert process.wait() == 0
    assert errors == b""


def test_a_draw_that_was_touched_ends_with_1_and_says_why(folder, capsys):
    run("solve", "pool.csv", "rules.toml", "-o", "lottery.json")
    run("draw", "lottery.json", "--value", "x", "-o", "result.json")
    result = json.loads((folder / "result.json").read_text())
    result["admitted"][0], result["waiting"][0] = result["waiting"][0], result["admitted"][0]
    (folder / "result.json").write_text(canonical(result) + "\n")
    capsys.readouterr()

    assert run("verify", "lottery.json", "result.json") == 1
    assert "Does not hold: The result does not follow from this lottery" in capsys.readouterr().out


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
