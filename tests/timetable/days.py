"""Made-up conference days: tiny ones to count by hand or by brute force, and one like a real day."""

from __future__ import annotations

from random import Random

from timetable import Break, Interval, Person, Place, Problem, Session, Stage, Stars

THEMES = ("ai", "web", "data", "security", "design", "people", "cloud", "founders")


def make_problem(**given) -> Problem:
    """Two stages, nine to noon, and whatever is given."""
    defaults = {
        "days": (Interval(540, 720),),
        "stages": (Stage("A", 900), Stage("B", 350)),
        "sessions": (),
    }
    return Problem(**{**defaults, **given})


def make_day(movable: int, seed: int = 1) -> Problem:
    """A day of 36, 46 or 56 movable sessions, 9:00 to 18:00, with lists of 1,200 attendees.

    Breaks leave 405 minutes on each stage. Firesides are on A with one of three hosts; four people appear
    twice; a quarter of the people are not free all day; eight themes are never parallel.
    """
    rng = Random(f"{movable}/{seed}")
    sessions = [
        Session("opening", 15, pinned=Place("A", 540), setup_minutes=0),
        Session("closing", 20, pinned=Place("A", 1060), setup_minutes=0),
        *_movable_sessions(movable, rng),
    ]
    speakers = sorted({key for session in sessions for key in session.people})
    people = tuple(Person(key, _availability(key, rng)) for key in speakers)
    return Problem(
        days=(Interval(540, 1080),),
        breaks=(
            Break(540, 555, "Opening", ("B",)),
            Break(640, 660, "Coffee"),
            Break(760, 820, "Lunch"),
            Break(930, 950, "Coffee"),
            Break(1060, 1080, "Closing", ("B",)),
        ),
        stages=(Stage("A", 900, 5), Stage("B", 350, 5)),
        sessions=tuple(sessions),
        people=people,
        stars=Stars.from_lists(_star_lists(sessions[2:], 1200, rng)),
        rest_minutes=15,
    )


def _movable_sessions(count: int, rng: Random) -> list[Session]:
    lightning = {36: 13, 46: 31, 56: 45}.get(count, count * 2 // 3)
    lengths = [10] * lightning
    firesides = 4 if count <= 46 else 3
    rest = count - lightning - firesides
    lengths += [30 if number % 3 == 0 else 20 for number in range(rest)]
    twice = rng.sample(range(lightning, lightning + rest), min(4, rest))
    sessions = []
    for number, minutes in enumerate(lengths):
        people = [f"p{number}"]
        if number in twice:
            people = [f"p{(number + 7) % lightning}"]
        elif rng.random() < 0.15:
            people.append(f"q{number}")
        sessions.append(
            Session(
                f"s{number:02}",
                minutes,
                people=tuple(people),
                theme=rng.choice(THEMES),
                setup_minutes=0 if minutes == 10 else None,
            )
        )
    for number in range(firesides):
        sessions.append(
            Session(
                f"f{number}",
                30,
                people=(f"host{number % 3}", f"guest{number}"),
                stages=("A",),
                theme=rng.choice(THEMES),
                setup_minutes=10,
            )
        )
    return sessions


def _availability(key: str, rng: Random) -> tuple[Interval, ...] | None:
    if key.startswith(("host", "q")) or rng.random() >= 0.25:
        return None
    return (Interval(540, 820),) if rng.random() < 0.5 else (Interval(760, 1080),)


def _star_lists(sessions: list[Session], attendees: int, rng: Random) -> list[list[str]]:
    popularity = {session.key: rng.lognormvariate(0, 0.8) for session in sessions}
    lists = []
    for _ in range(attendees):
        liked = set(rng.sample(THEMES, 2))
        wanted = min(25, max(0, round(rng.gauss(9, 4.5))))
        weight = {s.key: popularity[s.key] * (4 if s.theme in liked else 1) for s in sessions}
        ranked = sorted(weight, key=lambda key: rng.expovariate(weight[key]))
        lists.append(ranked[:wanted])
    return lists
