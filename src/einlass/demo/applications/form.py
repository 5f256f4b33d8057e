"""What one can come as, and what the form asks."""

from datetime import timedelta
from typing import Any, Final

from einlass.applications.models import Question
from einlass.events.models import Category, Event

# key, English, German, colour, can one apply as it?
CATEGORIES: Final = [
    ("founder", "Founder", "Gründerin oder Gründer", "#7a1f3d", True),
    ("mittelstand", "Family business, Mittelstand", "Familienunternehmen, Mittelstand", "#c8743f", True),
    ("corporate", "Large company", "Konzern, Großunternehmen", "#2f6f78", True),
    ("investor", "Investor", "Investorin oder Investor", "#b59a3b", True),
    ("student", "Student", "Studentin oder Student", "#5a5f9c", True),
    ("politics", "Politics and administration", "Politik und Verwaltung", "#7f8d6a", True),
    ("press", "Press", "Presse", "#9c6b84", True),
    ("speaker", "Speaker", "Vortragende", "#231a1d", False),
    ("partner", "Guest of a partner", "Gast eines Partners", "#8c5a2b", False),
    ("crew", "Crew", "Mitwirkende", "#17663f", False),
]


def choices(*pairs: tuple[str, str, str]) -> list[dict[str, Any]]:
    return [{"value": value, "label": {"en": english, "de": german}} for value, english, german in pairs]


def only_if(question: str, *values: str) -> dict[str, Any]:
    return {"question": question, "is": list(values)}


QUESTIONS: Final[list[dict[str, Any]]] = [
    {
        "key": "company",
        "kind": "text",
        "required": True,
        "label": {
            "en": "Company, organisation or university",
            "de": "Unternehmen, Einrichtung oder Hochschule",
        },
        "help": {
            "en": "No company yet? Then the name you give your idea.",
            "de": "Noch kein Unternehmen? Dann der Name, den Sie Ihrer Idee geben.",
        },
        "is_hidden_in_blind_review": True,
    },
    {
        "key": "stage",
        "kind": "choice",
        "required": True,
        "is_attribute": True,
        "label": {"en": "How far is your company?", "de": "Wie weit ist Ihr Unternehmen?"},
        "condition": only_if("category", "founder"),
        "choices": choices(
            ("idea", "An idea", "Eine Idee"),
            ("prototype", "A first product", "Ein erstes Produkt"),
            ("customers", "First customers", "Erste Kundinnen und Kunden"),
            ("growing", "Growing", "Im Wachstum"),
        ),
    },
    {
        "key": "employees",
        "kind": "number",
        "label": {"en": "How many people work there?", "de": "Wie viele Menschen arbeiten dort?"},
        "condition": only_if("category", "mittelstand", "corporate"),
    },
    {
        "key": "industry",
        "kind": "choice",
        "required": True,
        "is_attribute": True,
        "label": {"en": "Field", "de": "Branche"},
        "choices": choices(
            ("software", "Software and data", "Software und Daten"),
            ("machines", "Machines and electronics", "Maschinen und Elektronik"),
            ("food", "Food", "Lebensmittel"),
            ("health", "Health", "Gesundheit"),
            ("home", "Furniture and textiles", "Möbel und Textilien"),
            ("logistics", "Logistics", "Logistik"),
            ("energy", "Energy and climate", "Energie und Klima"),
            ("other", "Something else", "Etwas anderes"),
        ),
    },
    {
        "key": "region",
        "kind": "choice",
        "required": True,
        "is_attribute": True,
        "label": {"en": "Where do you come from?", "de": "Woher kommen Sie?"},
        "choices": choices(
            ("owl", "East Westphalia", "Ostwestfalen-Lippe"),
            ("nrw", "Elsewhere in North Rhine-Westphalia", "Übriges Nordrhein-Westfalen"),
            ("germany", "Elsewhere in Germany", "Übriges Deutschland"),
            ("abroad", "Abroad", "Ausland"),
        ),
    },
    {
        "key": "country",
        "kind": "country",
        "required": True,
        "label": {"en": "Which country?", "de": "Aus welchem Land?"},
        "condition": only_if("region", "abroad"),
    },
    {
        "key": "gender",
        "kind": "choice",
        "required": True,
        "is_attribute": True,
        "label": {"en": "Gender", "de": "Geschlecht"},
        "help": {
            "en": "Only so that we can see whether the hall will be as mixed as the region is.",
            "de": "Nur damit wir sehen, ob die Halle so gemischt wird, wie die Region es ist.",
        },
        "is_hidden_in_blind_review": True,
        "choices": choices(
            ("woman", "Woman", "Frau"),
            ("man", "Man", "Mann"),
            ("nonbinary", "Non-binary", "Nicht-binär"),
            ("unsaid", "Prefer not to say", "Keine Angabe"),
        ),
    },
    {
        "key": "first_time",
        "kind": "choice",
        "required": True,
        "is_attribute": True,
        "label": {"en": "Is this your first time here?", "de": "Sind Sie zum ersten Mal dabei?"},
        "choices": choices(("yes", "Yes", "Ja"), ("no", "No", "Nein")),
    },
    {
        "key": "looking_for",
        "kind": "multiple",
        "label": {"en": "Whom would you like to meet?", "de": "Wen möchten Sie treffen?"},
        "choices": choices(
            ("partners", "Partners for a pilot", "Partner für ein Pilotprojekt"),
            ("customers", "Customers", "Kundinnen und Kunden"),
            ("capital", "Investors", "Geldgeber"),
            ("people", "People to work with", "Menschen, die mitarbeiten"),
            ("ideas", "People with other ideas", "Menschen mit anderen Ideen"),
        ),
    },
    {
        "key": "motivation",
        "kind": "long_text",
        "required": True,
        "label": {"en": "Why would you like to come?", "de": "Warum möchten Sie kommen?"},
        "help": {
            "en": "Two or three sentences are enough. In the draw they make no difference.",
            "de": "Zwei oder drei Sätze genügen. In der Verlosung machen sie keinen Unterschied.",
        },
    },
    {
        "key": "one_pager",
        "kind": "file",
        "label": {"en": "Your company on one page", "de": "Ihr Unternehmen auf einer Seite"},
        "help": {
            "en": "Only if you have one at hand; nobody needs it for the draw.",
            "de": "Nur wenn Sie so etwas zur Hand haben; für die Verlosung braucht es das nicht.",
        },
        "condition": only_if("category", "founder"),
        "file_types": ["pdf", "picture"],
        "is_hidden_in_blind_review": True,
        "kept_for": timedelta(days=180),
    },
    {
        "key": "website",
        "kind": "url",
        "label": {"en": "Website", "de": "Webseite"},
        "is_hidden_in_blind_review": True,
    },
    {
        "key": "needs",
        "kind": "text",
        "label": {
            "en": "Is there anything you need to take part well?",
            "de": "Brauchen Sie etwas, um gut teilnehmen zu können?",
        },
        "help": {
            "en": "Step-free access, a seat near the front, an interpreter …",
            "de": "Stufenloser Zugang, ein Platz weit vorn, Gebärdensprache …",
        },
        "is_hidden_in_blind_review": True,
        "kept_for": timedelta(days=30),
    },
    {
        "key": "photos",
        "kind": "consent",
        "label": {
            "en": "I may be seen in photos of the day.",
            "de": "Auf Fotos des Tages darf ich zu sehen sein.",
        },
    },
]


def make_form(event: Event) -> None:
    """The event's categories and questions."""
    Category.objects.bulk_create(
        Category(
            event=event,
            index=index,
            key=key,
            name={"en": english, "de": german},
            colour=colour,
            takes_applications=takes_applications,
        )
        for index, (key, english, german, colour, takes_applications) in enumerate(CATEGORIES)
    )
    Question.objects.bulk_create(
        Question(event=event, position=position, **fields) for position, fields in enumerate(QUESTIONS)
    )
