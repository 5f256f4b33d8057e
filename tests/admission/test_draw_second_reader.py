"""The numbers of a draw's page, worked out once more from the published files with nothing but plain Python.

Nothing of fairdraw or of the pages' own code is used: whoever reads this can do the same with the two downloads.
"""

import json
import re
from collections import Counter
from fractions import Fraction
from html.parser import HTMLParser
from math import ceil

import pytest
from django.urls import reverse

from tests.builders import NOON, make_category, make_event
from tests.builders.admission import make_contingent, make_drawn_draw, make_entrant, make_entrant_team, make_quota

pytestmark = pytest.mark.django_db


class Bundle:
    """lottery.json and result.json, read as docs/lottery.md describes them."""

    def __init__(self, lottery: dict, result: dict) -> None:
        self.lottery, self.result = lottery, result
        self.hits = dict(self._hits())
        self.chances = [self._chance(kind) for kind in lottery["types"]]

    def _hits(self):
        """Of each entry code, the numbers of the rules that count it."""
        for kind in self.lottery["types"]:
            plain = [rule for rule, _number in kind["adds"]]
            for place, code in enumerate(kind["codes"]):
                yield code, self.lottery["kinds"][kind["members"][place]] if kind["members"] else plain

    def _chance(self, kind: dict) -> Fraction:
        """How often the type is in the panels, for each of its units."""
        panels = self.lottery["panels"]
        least, *planes = kind["panels"]
        times = least * panels + sum(bin(int(plane, 16)).count("1") << place for place, plane in enumerate(planes))
        return Fraction(times * kind["size"], panels * len(kind["codes"]))

    def people_by_chance(self) -> Counter:
        people = Counter()
        for kind, chance in zip(self.lottery["types"], self.chances, strict=True):
            people[chance] += len(kind["codes"])
        return people

    def counted(self, codes) -> list[int]:
        """For each rule, how many of these codes it counts."""
        numbers = Counter(rule for code in codes for rule in self.hits[code])
        return [numbers[rule] for rule in range(len(self.lottery["rules"]))]

    def departures(self) -> tuple[Counter, Counter]:
        """How many people lose, and gain, which millionths of the chance that the proof shows for them."""
        lost, gained = Counter(), Counter()
        for level in self.lottery["proof"]["levels"]:
            for number in level["types"]:
                change = self.chances[number] / Fraction(level["value"]) - 1
                people = len(self.lottery["types"][number]["codes"])
                lost[ceil(max(-change, 0) * 10**6)] += people
                gained[ceil(max(change, 0) * 10**6)] += people
        return lost, gained


class Page(HTMLParser):
    """The texts of a page by the class of their element, and its facts: what stands behind each term.

    Every kind of blank is one blank here.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.by_class: dict[str, list[str]] = {}
        self.facts: dict[str, str] = {}
        self._open: list[tuple[str, list[str], list[str]]] = []
        self._term = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag not in {"br", "meta", "link", "input", "img", "rect", "path", "circle", "use"}:
            self._open.append((tag, (dict(attrs).get("class") or "").split(), []))

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_data(self, data):
        for _tag, _classes, texts in self._open:
            texts.append(data)

    def handle_endtag(self, tag):
        while self._open:
            name, classes, texts = self._open.pop()
            text = " ".join("".join(texts).split())
            for one in classes:
                self.by_class.setdefault(one, []).append(text)
            if name == "dt":
                self._term = text
            elif name == "dd":
                self.facts.setdefault(self._term, text)
            if name == tag:
                break


@pytest.fixture
def event(time_machine):
    """Seventeen of sixty seats, some in teams, under four quotas that overlap."""
    time_machine.move_to(NOON, tick=False)
    event = make_event(languages=["en"])
    kinds = [make_category(event, key=f"kind-{number}", name={"en": f"Kind {number}"}) for number in range(3)]
    make_contingent(event, size=17)
    for number in range(48):
        make_entrant(event, category=kinds[0 if number < 29 else 1 if number < 42 else 2])
    for size in (2, 3, 3, 4):
        make_entrant_team(event, size)
    make_quota(event, "category", "kind-0", least=5, most=9)
    make_quota(event, "category", "kind-1", least=4)
    make_quota(event, "category", "kind-2", most=1)
    return event


@pytest.fixture
def draw(event):
    return make_drawn_draw(event, value="8 15 371")


@pytest.fixture
def bundle(client, draw):
    names = ("lottery", "result")
    files = [client.get(reverse(f"admission:{name}", args=[draw.event.slug, draw.code])).content for name in names]
    return Bundle(*map(json.loads, files))


@pytest.fixture
def page(client, draw):
    return Page(client.get(reverse("admission:draw", args=[draw.event.slug, draw.code])).text)


def in_percent(share: Fraction, digits: int) -> str:
    return f"{float(100 * share):.{digits}f} %"


def test_smallest_and_largest_chance_and_how_many_people_have_them_are_those_of_the_file(bundle, page):
    people = bundle.people_by_chance()
    assert sum(people.values()) == 60
    assert len(people) > 3
    for term, chance in (("Smallest chance", min(people)), ("Largest chance", max(people))):
        near = sum(number for one, number in people.items() if abs(one - chance) <= Fraction(15, 10_000))
        fact = page.facts[term]

        assert fact.startswith(f"{in_percent(chance, 1)} · {near} people")
        exactly = re.search(r"(\d+) of them ha\w+ exactly this one: (\S+)", fact)
        if near == people[chance]:
            assert exactly is None
        else:
            assert exactly.groups() == (str(people[chance]), f"{in_percent(chance, 3)}.")


def test_each_quota_says_how_many_entries_count_and_how_many_of_those_were_drawn(bundle, page):
    entries, drawn = bundle.counted(bundle.hits), bundle.counted(bundle.result["admitted"])

    assert page.by_class["promise__name"] == [
        f"{rule['attribute']}: {rule['value']}" for rule in bundle.lottery["rules"]
    ]
    assert [int(text.split()[0]) for text in page.by_class["promise__entries"]] == entries
    assert [int(text.split()[0]) for text in page.by_class["promise__kept"]] == drawn
    for rule, number in zip(bundle.lottery["rules"], drawn, strict=True):
        assert (rule["least"] or 0) <= number <= (rule["most"] or 60)


def test_loss_gain_and_bound_are_those_of_the_proof_and_concern_as_many_people(bundle, page):
    lost, gained = bundle.departures()
    bound = min(Fraction(level["value"]) for level in bundle.lottery["proof"]["levels"])

    for term, changes in (("Largest loss", lost), ("Largest gain", gained)):
        fact, most = page.facts[term], max(changes)
        if most == 0:
            assert fact.startswith("0 %")
            continue
        shown = Fraction(fact.split()[0]) / 100
        # Rounded up, to two digits: never less than it is, and hardly more.
        assert Fraction(most, 10**6) <= shown <= Fraction(most, 10**6) * Fraction(11, 10)
        assert f"{changes[most]} people" in fact or (changes[most] == 1 and "1 person" in fact)
    assert page.facts["Proved bound"].startswith(f"{ceil(bound * 10_000) / 100:.2f} %")


def test_seats_entries_and_drawn_people_are_those_of_the_files(bundle, page):
    admitted, waiting = bundle.result["admitted"], bundle.result["waiting"]

    assert sorted(admitted + waiting) == sorted(bundle.hits)
    assert len(admitted) == bundle.lottery["filled"] == 17
    assert (page.facts["Entries"], page.facts["Seats"]) == ("60", "17")
    assert page.facts["Possible outcomes"] == f"{bundle.lottery['panels']:,}"
    assert page.facts["Drawn outcome"] == f"{bundle.result['panel']:,}"
    assert any("17 people were drawn." in text for text in page.by_class["stack"])


def test_the_sentence_of_the_draw_keeps_within_the_larger_of_loss_and_gain(bundle, page):
    lost, gained = bundle.departures()
    said = page.by_class["verdict"][0]
    largest = Fraction(max(*lost, *gained), 10**6)

    assert said.startswith("Every possible outcome fills 17 of 17 seats from 60 entries. It keeps 3 quotas")
    within = re.search(r"within (\S+) %\.", said)
    if largest:
        assert largest <= Fraction(within[1]) / 100 <= largest * Fraction(11, 10)
    else:
        assert "exactly those chances" in said
