"""Invented people who fill in an event's own form: every kind of question, in the proportions that were asked for."""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from einlass.applications.addresses import normalise_address
from einlass.applications.conditions import is_asked
from einlass.applications.models import Application, Question, Team, Upload
from einlass.applications.search import search_text, searched_keys
from einlass.applications.uploads import answer_of
from einlass.demo.applications.generate import (
    IN_TEAMS,
    TEAM_SIZES,
    UNPROVED,
    WITHDRAWN,
    Addresses,
    agree,
    moment_of_sending,
    new_codes,
    pick,
    record_applied,
)
from einlass.demo.applications.names import make_person
from einlass.demo.applications.texts import make_company, make_motivation, make_team_name
from einlass.events.models import Event

# attribute → value → how many parts of the whole; what is missing is as frequent as the rest.
Shares = Mapping[str, Mapping[str, int]]
COUNTRIES: Final = {"DE": 60, "AT": 9, "CH": 7, "NL": 7, "PL": 6, "FR": 6, "TR": 5}
# Nobody writes what is not required as often as what is.
ANSWERED: Final = 0.6
# A small file that is one, for questions that ask for a file.
PDF: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@transaction.atomic
def invent_applications(event: Event, count: int, shares: Shares, *, seed: str, at: datetime) -> None:
    """`count` applications sent between the opening and `at`, the same for the same seed."""
    chance = random.Random(seed)
    writer = _Writer(event, chance, shares, at)
    applications: list[Application] = []
    left_in_teams = round(count * IN_TEAMS) if writer.has_teams else 0
    while len(applications) < count:
        size = min(pick(chance, TEAM_SIZES), count - len(applications)) if left_in_teams > 0 else 1
        left_in_teams -= size if size > 1 else 0
        applications += writer.write(size)
    applications.sort(key=lambda one: one.submitted_at)
    Team.objects.bulk_create(writer.teams)
    Application.objects.bulk_create(applications, batch_size=500)
    for upload in writer.uploads:
        # Its key is known now; set once more, it comes to the column.
        upload.application = upload.application
    Upload.objects.bulk_create(writer.uploads, batch_size=500)
    agree(event, applications)
    record_applied(event, applications, at=at)


class _Writer:
    """Keeps what is the same for everybody."""

    def __init__(self, event: Event, chance: random.Random, shares: Shares, at: datetime) -> None:
        self.event, self.chance, self.shares, self.at = event, chance, shares, at
        self.questions = list(event.questions.asked_now())
        self.categories = {one.key: one for one in event.categories.filter(takes_applications=True)}
        self.codes, self.addresses, self.keys = new_codes(chance), Addresses(), searched_keys(event)
        self.teams: list[Team] = []
        self.uploads: list[Upload] = []
        self.has_teams = True
        self.languages = list(event.languages) or ["en"]

    def write(self, size: int) -> list[Application]:
        """One person, or the members of a team."""
        key = self._pick("category", list(self.categories))
        company, sent_at = make_company(self.chance, key), moment_of_sending(self.event, self.chance, self.at)
        team = None
        if size > 1:
            name = make_team_name(self.chance, company)
            team = Team(event=self.event, code=next(self.codes), name=name, also_alone=self.chance.random() < 0.4)
            self.teams.append(team)
        return [self._application(key, company, sent_at, team, place) for place in range(size)]

    def _application(self, key: str, company: str, sent_at: datetime, team: Team | None, place: int) -> Application:
        chance, person = self.chance, make_person(self.chance)
        email = self.addresses.new(chance, person.name, company)
        sent_at = max(sent_at - timedelta(minutes=place * chance.randint(4, 600)), self.event.applications_open_at)
        proved_at = min(sent_at + timedelta(minutes=1 + chance.expovariate(1 / 35)), self.at)
        is_proved = chance.random() >= UNPROVED
        is_withdrawn = is_proved and chance.random() < WITHDRAWN
        application = Application(
            event=self.event,
            code=next(self.codes),
            email=email,
            email_normalised=normalise_address(email),
            name=person.name,
            language=chance.choice(self.languages),
            category=self.categories[key],
            team=team,
            submitted_at=sent_at,
            email_proved_at=proved_at if is_proved else None,
            withdrawn_at=proved_at + (self.at - proved_at) * chance.random() if is_withdrawn else None,
        )
        application.answers = self._answers(application, key, company)
        application.search_text = search_text(application, self.keys)
        return application

    def _answers(self, application: Application, category: str, company: str) -> dict[str, Any]:
        """In the order of the form, so that what hangs on an answer is asked by it."""
        answers: dict[str, Any] = {}
        known = {"category": category, "team": "yes" if application.team else ""}
        for question in self.questions:
            if not is_asked(question.condition, known | answers):
                continue
            if question.required or question.is_attribute or self.chance.random() < ANSWERED:
                answer = self._answer(question, application, category, company)
                if answer not in (None, [], ""):
                    answers[question.key] = answer
        return answers

    def _answer(self, question: Question, application: Application, category: str, company: str) -> Any:
        chance, kind = self.chance, Question.Kind
        match question.kind:
            case kind.CHOICE:
                return self._pick(question.key, _offered(question))
            case kind.MULTIPLE:
                values = _offered(question)
                return (
                    sorted({self._pick(question.key, values) for _ in range(chance.randint(1, 2))}) if values else []
                )
            case kind.COUNTRY:
                return pick(chance, self.shares.get(question.key) or COUNTRIES)
            case kind.NUMBER:
                return round(chance.lognormvariate(3, 1)) + 1
            case kind.DATE:
                return (date(1960, 1, 1) + timedelta(days=chance.randrange(16_000))).isoformat()
            case kind.URL:
                return f"https://{normalise_address(application.email).partition('@')[2]}/"
            case kind.CONSENT:
                return True
            case kind.FILE:
                return self._file(question, application)
            case kind.LONG_TEXT:
                return make_motivation(chance, category, _known(application.language), company)
        return company[:80]

    def _file(self, question: Question, application: Application) -> dict[str, Any]:
        upload = Upload(
            event=self.event,
            application=application,
            code=Upload.new_code(),
            question_key=question.key,
            name="rehearsal.pdf",
            content_type="application/pdf",
            size=len(PDF),
            content=PDF,
            created_at=application.submitted_at,
        )
        self.uploads.append(upload)
        return answer_of(upload)

    def _pick(self, attribute: str, values: list[str]) -> Any:
        if not values:
            return None
        asked = self.shares.get(attribute, {})
        weights = [asked.get(value, 0 if asked else 1) for value in values]
        return self.chance.choices(values, weights if any(weights) else None)[0]


def _offered(question: Question) -> list[str]:
    return [one["value"] for one in question.choices if not one.get("retired")]


def _known(language: str) -> str:
    """Texts are invented in two languages."""
    return language if language in {"en", "de"} else "en"
