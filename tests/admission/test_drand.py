"""Rounds of drand: real ones of quicknet hold, forged ones do not; fetched when due, or pasted in by hand."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from einlass.admission import drand_relays
from einlass.admission.actions import (
    commit_draw,
    fetch_due_rounds,
    give_drand_round,
    give_value,
)
from einlass.admission.drand_relays import RoundMissing, fetch_round
from einlass.admission.errors import (
    AlreadyDrawn,
    BadValue,
    DueTooSoon,
    NotCommitted,
    RoundForged,
    RoundPromised,
    ValueNotDue,
)
from fairdraw import drand, drand_form
from tests.builders import make_event, make_member
from tests.builders.admission import make_committed_draw, make_contingent, make_entrant, make_solved_draw

# Rounds that quicknet has published.
ROUNDS = {
    1000: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
    657413: "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
    12040883: "929906c959032ab363c9f26570d215d66f5c06cb0c44fe508c12bb5839f04ec895bb6868e5b9ff13ab289bdb5266b394",
    32285086: "a64d99fd7fa3e48912be7209c7b69c72c88fc5224be2516949b6f29f3a4b7e3fa069dd58b2bbb4bf2c34ae61ef631a44",
}
ROUND = 32285086
OUT_AT = drand.time_of(ROUND)
BEFORE = OUT_AT - timedelta(hours=1)


# --- drawing with a round -------------------------------------------------------------------------------
@pytest.fixture
def event(db):
    event = make_event()
    make_contingent(event, size=1)
    make_entrant(event)
    make_entrant(event)
    return event


def make_waiting_draw(event):
    return make_committed_draw(event, drand_round=ROUND, at=BEFORE)


def test_the_announcement_names_chain_round_and_time(event):
    draw = make_waiting_draw(event)

    assert draw.value_source == f"drand quicknet, round {ROUND}"
    value = json.loads(draw.announcement)["value"]
    assert {name: value[name] for name in ("form", "chain", "round", "at")} == {
        "form": "drand",
        "chain": drand.CHAIN,
        "round": ROUND,
        "at": OUT_AT.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    assert draw.value_due_at == OUT_AT


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(seconds=59), -timedelta(days=30)])
def test_a_round_must_lie_in_the_future_when_it_is_announced(event, ahead):
    draw = make_solved_draw(event)

    with pytest.raises(DueTooSoon):
        commit_draw(draw, form=drand_form(ROUND), by=make_member(event), at=OUT_AT - ahead)


def test_the_announced_round_draws_with_its_randomness(event):
    draw = make_waiting_draw(event)

    drawn = give_drand_round(draw, f" {ROUNDS[ROUND].upper()}\n", by=make_member(event), at=OUT_AT)

    assert (drawn.value, drawn.drand_signature) == (drand.randomness(ROUND, ROUNDS[ROUND]), ROUNDS[ROUND])
    assert drawn.published_at == OUT_AT
    assert json.loads(drawn.result)["signature"] == ROUNDS[ROUND]


def test_no_other_round_no_early_round_and_no_other_value_draws(event):
    draw, organiser = make_waiting_draw(event), make_member(event)

    with pytest.raises(RoundForged):
        give_drand_round(draw, ROUNDS[1000], by=organiser, at=OUT_AT)
    with pytest.raises(ValueNotDue):
        give_drand_round(draw, ROUNDS[ROUND], by=organiser, at=BEFORE)
    with pytest.raises(RoundPromised):
        give_value(draw, "4 1 6", by=organiser, at=OUT_AT)

    draw.refresh_from_db()
    assert (draw.value, draw.drand_signature) == ("", "")


def test_a_round_draws_nothing_that_was_not_announced_with_it(event):
    organiser = make_member(event)
    with pytest.raises(NotCommitted):
        give_drand_round(make_solved_draw(event, by=organiser), ROUNDS[ROUND], by=organiser, at=OUT_AT)


def test_a_draw_with_dice_takes_no_round(event):
    with pytest.raises(BadValue):
        give_drand_round(make_committed_draw(event), ROUNDS[ROUND], by=make_member(event), at=OUT_AT)


# --- fetching -------------------------------------------------------------------------------------------
@contextmanager
def relay(answers: dict[int, object], status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """A relay on this machine with its address and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            number = int(self.path.rsplit("/", 1)[1])
            self.send_response(status if number in answers else 404)
            self.end_headers()
            self.wfile.write(json.dumps(answers.get(number)).encode())

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def answer(number: int, signature: str) -> dict[str, object]:
    return {"round": number, "randomness": "not looked at", "signature": signature}


def test_a_round_is_fetched_from_the_first_relay_that_has_it():
    good = {ROUND: answer(ROUND, ROUNDS[ROUND])}
    with relay({}) as (empty, _), relay(good) as (full, asked), relay(good) as (spare, unasked):
        signature = fetch_round(ROUND, [empty, full, spare])

    assert signature == ROUNDS[ROUND]
    assert asked == [f"/{drand.CHAIN}/public/{ROUND}"]
    assert unasked == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({ROUND: answer(ROUND, ROUNDS[1000])}, "the signature is wrong"),
        ({ROUND: ["nonsense"]}, "not an answer of drand"),
        ({ROUND: {"round": ROUND}}, "not an answer of drand"),
        ({}, "HTTP Error 404"),
    ],
)
def test_what_is_wrong_with_a_relay_is_said(said, words):
    with relay(said) as (address, _), pytest.raises(RoundMissing, match=words):
        fetch_round(ROUND, [address])


@contextmanager
def bytes_relay(*parts: bytes, pause: float = 0) -> Iterator[str]:
    """A relay that sends these bytes to whoever asks, one part after the other, and then is silent."""
    listener = socket.create_server(("127.0.0.1", 0))

    def send():
        connection, _ = listener.accept()
        with connection:
            connection.recv(4096)
            for part in parts:
                try:
                    connection.sendall(part)
                except OSError:
                    return
                time.sleep(pause)

    thread = Thread(target=send, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()
        thread.join(5)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        (b"nonsense\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000,),
        (b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 200 + b"\r\n",),
        (HEAD + b"[" * 4000,),
        (HEAD + b'{"a":' * 800,),
        (HEAD + b"\xff\xfe" * 2000,),
        (b"",),
    ],
)
def test_a_broken_relay_does_not_keep_the_next_one_from_being_asked(parts):
    with bytes_relay(*parts) as broken, relay({ROUND: answer(ROUND, ROUNDS[ROUND])}) as (good, _):
        assert fetch_round(ROUND, [broken, good]) == ROUNDS[ROUND]


@pytest.mark.parametrize("head", [HEAD, HEAD.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")])
def test_a_relay_that_drips_is_hung_up_on(monkeypatch, head):
    monkeypatch.setattr(drand_relays, "LONGEST_ANSWER", 0.3)

    with (
        bytes_relay(head, *[b"x"] * 40, pause=0.1) as dripping,
        relay({ROUND: answer(ROUND, ROUNDS[ROUND])}) as (good, _),
    ):
        assert fetch_round(ROUND, [dripping, good]) == ROUNDS[ROUND]


def test_a_relay_that_is_not_there_is_said():
    with pytest.raises(RoundMissing, match="refused"):
        fetch_round(ROUND, ["http://127.0.0.1:1"])


def test_the_worker_draws_when_the_round_comes_out_and_not_before(event):
    draw = make_waiting_draw(event)

    with relay({ROUND: answer(ROUND, ROUNDS[ROUND])}) as (address, asked):
        early = fetch_due_rounds(relays=[address], at=OUT_AT)
        due = fetch_due_rounds(relays=[address], at=OUT_AT + timedelta(seconds=2))
        again = fetch_due_rounds(relays=[address], at=OUT_AT + timedelta(seconds=4))

    draw.refresh_from_db()
    assert (early, due, again, len(asked)) == (0, 1, 0, 1)
    assert draw.value == drand.randomness(ROUND, ROUNDS[ROUND])


def test_a_round_that_cannot_be_fetched_says_why_and_is_asked_for_again_after_a_minute(event):
    draw = make_waiting_draw(event)
    due = OUT_AT + timedelta(seconds=2)

    with relay({}) as (address, asked):
        fetch_due_rounds(relays=[address], at=due)
        fetch_due_rounds(relays=[address], at=due + timedelta(seconds=30))
        fetch_due_rounds(relays=[address], at=due + timedelta(seconds=60))
    draw.refresh_from_db()
    failure = draw.drand_failure
    give_drand_round(draw, ROUNDS[ROUND], by=make_member(event), at=due + timedelta(seconds=90))

    draw.refresh_from_db()
    assert "HTTP Error 404" in failure
    assert len(asked) == 2
    assert draw.drand_failure == ""


def test_a_server_without_a_way_out_asks_nobody(event):
    make_waiting_draw(event)

    assert fetch_due_rounds(relays=[], at=OUT_AT + timedelta(seconds=2)) == 0


def test_a_pasted_round_draws_once(event):
    draw, organiser = make_waiting_draw(event), make_member(event)
    give_drand_round(draw, ROUNDS[ROUND], by=organiser, at=OUT_AT)

    with pytest.raises(AlreadyDrawn):
        give_drand_round(draw, ROUNDS[ROUND], by=organiser, at=OUT_AT)
