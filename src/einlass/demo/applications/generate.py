"""Thousands of applications from invented people, the same for the same seed."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from einlass.applications.addresses import normalise_address
from einlass.applications.consents import OWN, words_of
from einlass.applications.models import Application, ConsentGiven, ConsentText, Team
from einlass.applications.search import search_text, searched_keys
from einlass.demo.applications.names import Culture, for_address, make_person
from einlass.demo.applications.texts import NEEDS, make_company, make_motivation, make_team_name
from einlass.events import audit
from einlass.events.codes import ALPHABET
from einlass.events.models import Category, Event

Kind = TypeVar("Kind")
CATEGORIES: Final = {
    "founder": 38,
    "student": 18,
    "mittelstand": 16,
    "corporate": 14,
    "investor": 7,
    "politics": 4,
    "press": 3,
}
REGIONS: Final = {"owl": 46, "nrw": 24, "germany": 19, "abroad": 11}
INDUSTRIES: Final = {
    "software": 31,
    "machines": 17,
    "health": 11,
    "energy": 11,
    "food": 9,
    "home": 8,
    "logistics": 6,
    "other": 7,
}
STAGES: Final = {"idea": 22, "prototype": 31, "customers": 30, "growing": 17}
IN_TEAMS: Final = 0.18
UNPROVED: Final = 0.03
WITHDRAWN: Final = 0.02
TEAM_SIZES: Final = {2: 45, 3: 33, 4: 22}


@dataclass
class Draft:
    """What members of one team share; somebody alone is a draft of one."""

    category: str
    region: str
    industry: str
    company: str
    sent_at: datetime
    size: int = 1
    team: Team | None = None


def make_applications(event: Event, count: int = 3400, *, seed: int, at: datetime) -> None:
    """`count` applications sent between the opening and `at` (or the close, if that is earlier)."""
    chance = random.Random(f"applications {seed}")
    categories = {one.key: one for one in event.categories.all()}
    codes, addresses = new_codes(chance), Addresses()
    drafts = list(_drafts(event, chance, count, codes, until=min(at, event.applications_close_at)))
    Team.objects.bulk_create(draft.team for draft in drafts if draft.team is not None)
    keys = searched_keys(event)
    applications = []
    for draft in drafts:
        for place in range(draft.size):
            application = _application(event, chance, draft, place, categories, addresses, next(codes), until=at)
            application.search_text = search_text(application, keys)
            applications.append(application)
    applications.sort(key=lambda one: one.submitted_at)
    Application.objects.bulk_create(applications, batch_size=500)
    agree(event, applications)
    record_applied(event, applications, at=at)


def record_applied(event: Event, applications: list[Application], *, at: datetime) -> None:
    audit.record_many(
        event,
        "applied",
        (
            (one.subject, {"category": one.category.key, "team": one.team.code if one.team else None})
            for one in applications
        ),
        at=at,
        by=audit.APPLICANT,
    )


def agree(event: Event, applications: list[Application]) -> None:
    """Everybody agreed to what the form must ask, and to the rest as they answered."""
    texts = {
        key: ConsentText.objects.create(
            event=event, key=key, number=1, text=dict(words), used_since=event.applications_open_at
        )
        for key, words in words_of(event, event.questions.all()).items()
    }
    ConsentGiven.objects.bulk_create(
        (
            ConsentGiven(application=one, text=text, given_at=one.submitted_at)
            for one in applications
            for key, text in texts.items()
            if key == OWN or one.answers.get(key)
        ),
        batch_size=1000,
    )


class Addresses:
    """Addresses at reserved domains, each given once."""

    def __init__(self) -> None:
        self.given: set[str] = set()

    def new(self, chance: random.Random, name: str, company: str) -> str:
        company_domain = f"{for_address(company).replace('.', '-')[:40].strip('-')}.example"
        domain = chance.choice(["example.org", "example.com", "example.net", company_domain, company_domain])
        address, number = f"{for_address(name)}@{domain}", 1
        while address in self.given:
            number += 1
            address = f"{for_address(name)}{number}@{domain}"
        self.given.add(address)
        return address


def new_codes(chance: random.Random) -> Iterator[str]:
    given = set()
    while True:
        code = "".join(chance.choices(ALPHABET, k=8))
        if code not in given:
            given.add(code)
            yield code


def _drafts(
    event: Event, chance: random.Random, count: int, codes: Iterator[str], *, until: datetime
) -> Iterator[Draft]:
    left_in_teams, left = round(count * IN_TEAMS), count
    while left:
        size = min(pick(chance, TEAM_SIZES), left) if left_in_teams > 0 else 1
        draft = Draft(
            category=pick(chance, CATEGORIES),
            region=pick(chance, REGIONS),
            industry=pick(chance, INDUSTRIES),
            company="",
            sent_at=moment_of_sending(event, chance, until),
            size=size,
        )
        draft.company = make_company(chance, draft.category)
        if size > 1:
            name = make_team_name(chance, draft.company)
            draft.team = Team(event=event, code=next(codes), name=name, also_alone=chance.random() < 0.4)
        left_in_teams -= size if size > 1 else 0
        left -= size
        yield draft


def _application(
    event: Event,
    chance: random.Random,
    draft: Draft,
    place: int,
    categories: dict[str, Category],
    addresses: Addresses,
    code: str,
    *,
    until: datetime,
) -> Application:
    person = make_person(chance)
    category = draft.category if place == 0 or chance.random() < 0.85 else pick(chance, CATEGORIES)
    region = draft.region if place == 0 or chance.random() < 0.8 else pick(chance, REGIONS)
    language = _language(chance, person.culture, region)
    email = addresses.new(chance, person.name, draft.company)
    # The others of a team hear of it from the one who applies last.
    sent_at = max(draft.sent_at - timedelta(minutes=place * chance.randint(4, 600)), event.applications_open_at)
    proved_at = None
    if chance.random() >= UNPROVED:
        proved_at = min(sent_at + timedelta(minutes=1 + chance.expovariate(1 / 35)), until)
    withdrawn_at = None
    if proved_at and chance.random() < WITHDRAWN:
        withdrawn_at = proved_at + (until - proved_at) * chance.random()
    return Application(
        event=event,
        code=code,
        email=email,
        email_normalised=normalise_address(email),
        name=person.name,
        language=language,
        category=categories[category],
        answers=_answers(chance, draft, category, region, language, person.gender, person.culture),
        team=draft.team,
        submitted_at=sent_at,
        email_proved_at=proved_at,
        withdrawn_at=withdrawn_at,
    )


def _answers(
    chance: random.Random,
    draft: Draft,
    category: str,
    region: str,
    language: str,
    gender: str,
    culture: Culture,
) -> dict[str, Any]:
    looking_for = {"founder": ["partners", "customers", "capital", "people"], "investor": ["ideas", "people"]}.get(
        category, ["partners", "people", "ideas"]
    )
    answers: dict[str, Any] = {"company": draft.company}
    if category == "founder":
        answers["stage"] = pick(chance, STAGES)
    if category in {"mittelstand", "corporate"}:
        answers["employees"] = round(chance.lognormvariate(4.4 if category == "mittelstand" else 7.6, 0.8)) + 3
    answers |= {"industry": draft.industry, "region": region}
    if region == "abroad":
        answers["country"] = culture.country
    answers |= {
        "gender": gender,
        "first_time": "yes" if chance.random() < 0.68 else "no",
        "looking_for": sorted(chance.sample(looking_for, k=chance.randint(1, 2))),
        "motivation": make_motivation(chance, category, language, draft.company),
    }
    if category in {"founder", "mittelstand", "investor"} and chance.random() < 0.7:
        answers["website"] = f"https://{for_address(draft.company).replace('.', '-')}.example"
    if chance.random() < 0.02:
        answers["needs"] = chance.choice(NEEDS[language])
    if chance.random() < 0.8:
        answers["photos"] = True
    return answers


def _language(chance: random.Random, culture: Culture, region: str) -> str:
    if region == "abroad":
        share = 0.6 if culture.country == "AT" else 0.05
    else:
        share = 0.93 if culture.country in {"AT", "TR", "PL"} else 0.5
    return "de" if chance.random() < share else "en"


def moment_of_sending(event: Event, chance: random.Random, until: datetime) -> datetime:
    """Some at once, some any day, most in the last days; by day and in the evening rather than at night."""
    begins_at, length = event.applications_open_at, until - event.applications_open_at
    share = chance.choices(
        [chance.expovariate(14), chance.random(), 1 - chance.expovariate(11)],
        [14, 36, 50],
    )[0]
    local = (begins_at + length * min(max(share, 0.0), 1.0)).astimezone(event.tz)
    hour = min(max(round(chance.gauss(15.5, 4.5)), 6), 23)
    local = local.replace(hour=hour, minute=chance.randrange(60), second=chance.randrange(60))
    return min(max(local, begins_at), until - timedelta(minutes=chance.randint(2, 300)))


def pick(chance: random.Random, weights: Mapping[Kind, int]) -> Kind:
    return chance.choices(list(weights), list(weights.values()))[0]
