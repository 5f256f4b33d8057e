"""Companies that do not exist, and why people would like to come."""

import random
from typing import Final

from einlass.demo.applications.names import GERMAN_FAMILIES, words

_START = words("Lu Ka No Ve Ta Mi Zo Ry Fe So Ni Be Do Ha Ju Pe Qua Tre Vo Wi")
_MIDDLE = words("mi ra lo ve ne ti da ku sa pi re no la fi bo")
_END = words("ka ra lo no vio xa tum la ris do na mo neo sis ro")
_TRADES = words(
    "Antriebe Fördertechnik Küchen Polstermöbel Verpackungen Werkzeugbau Blechtechnik Feinkost Backwaren Armaturen "
    "Leuchten Textilien Landtechnik Kunststoffe Messtechnik Pumpen Beschläge Logistik"
)
_FORMS = ("GmbH", "GmbH & Co. KG", "KG", "& Söhne", "& Töchter", "eG")
_PLACES = words("Sennewald Lippegrund Weserberg Ravensfelde Paderhorst Teutoborg Minderheide Halleforst Emstal")


def make_company(chance: random.Random, category: str) -> str:
    """Somewhere to work or study, fitting the category."""
    invented = chance.choice(_START) + chance.choice(_MIDDLE) + chance.choice(_END)
    family, place = chance.choice(GERMAN_FAMILIES), chance.choice(_PLACES)
    match category:
        case "mittelstand":
            return f"{family} {chance.choice(_TRADES)} {chance.choice(_FORMS)}"
        case "corporate":
            return f"{invented} {chance.choice(['AG', 'SE', 'Gruppe', 'Holding', 'International'])}"
        case "investor":
            return f"{chance.choice([invented, family])} {chance.choice(['Capital', 'Ventures', 'Beteiligungen', 'Angels'])}"
        case "student":
            return chance.choice([f"Hochschule {place}", f"Universität {place}", f"{place} School of Design"])
        case "politics":
            return chance.choice(
                [f"Stadt {place}", f"Kreis {place}", f"Wirtschaftsförderung {place}", f"Gemeinde {place}"]
            )
        case "press":
            return chance.choice(
                [f"{place}er Anzeiger", f"Radio {place}", f"{invented} Magazin", f"Podcast „{invented}“"]
            )
    return chance.choice([invented, invented, f"{invented} Labs", f"{invented}.io", f"Studio {invented}"])


TEAM_NAMES: Final = (
    "{company}",
    "Team {company}",
    "{company} & friends",
    "Die drei von der Werkbank",
    "Kaffeeküche {place}",
    "Garage {place}",
    "Reihe sieben",
    "Frühschicht",
)


def make_team_name(chance: random.Random, company: str) -> str:
    return chance.choice(TEAM_NAMES).format(company=company, place=chance.choice(_PLACES))[:80]


_OPENINGS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "founder": {
        "en": (
            "We started two years ago at a kitchen table and have {number} customers now.",
            "I left my job in spring to build {company}, and I know nobody here yet.",
            "Our first machine has been running in a workshop in {place} for {number} weeks.",
            "We have a product, but we only know people who think like us.",
            "{company} grew out of my thesis, and the first pilot has just ended.",
        ),
        "de": (
            "Wir haben vor zwei Jahren am Küchentisch angefangen und inzwischen {number} Kundinnen und Kunden.",
            "Im Frühjahr habe ich gekündigt, um {company} aufzubauen, und kenne hier noch niemanden.",
            "Unser erstes Gerät läuft seit {number} Wochen in einer Werkstatt in {place}.",
            "Das Produkt steht, aber bisher kennen wir nur Menschen, die denken wie wir.",
            "{company} ist aus meiner Abschlussarbeit entstanden, der erste Versuch beim Kunden ist gerade vorbei.",
        ),
    },
    "mittelstand": {
        "en": (
            "I run the company in the third generation, and much of what worked for my father does not any more.",
            "We make parts that nobody sees and everybody uses, and we are looking for fresh eyes.",
            "With {number} people we are too small for a laboratory and too curious to do without.",
        ),
        "de": (
            "Ich führe den Betrieb in dritter Generation, und vieles, was bei meinem Vater ging, geht heute nicht mehr.",
            "Wir bauen Teile, die niemand sieht und alle benutzen, und suchen einen frischen Blick darauf.",
            "Mit {number} Leuten sind wir zu klein für ein Labor und zu neugierig, um es zu lassen.",
        ),
    },
    "student": {
        "en": (
            "I am in my {term}th term and would like to see how a company begins before I begin one.",
            "We won a small prize at our university and do not know what comes next.",
            "I write my thesis on family businesses and start-ups, so far only from books.",
        ),
        "de": (
            "Ich bin im {term}. Semester und möchte sehen, wie ein Unternehmen anfängt, bevor ich eines anfange.",
            "Wir haben an der Hochschule einen kleinen Preis gewonnen und wissen nicht, was jetzt kommt.",
            "Ich schreibe meine Arbeit über Familienbetriebe und Start-ups, bisher nur aus Büchern.",
        ),
    },
    "other": {
        "en": (
            "I follow what is being founded in the region and would rather hear it first hand.",
            "I was there last year and have been working with somebody I met in the queue for coffee.",
            "Colleagues told me about it, and I would like to form my own view.",
        ),
        "de": (
            "Ich verfolge, was in der Region gegründet wird, und höre es lieber aus erster Hand.",
            "Ich war letztes Jahr dabei und arbeite seitdem mit jemandem, den ich in der Kaffeeschlange traf.",
            "Kolleginnen haben mir davon erzählt, und ich möchte mir selbst ein Bild machen.",
        ),
    },
}
_WISHES: Final = {
    "en": (
        "I hope for one good conversation with a company that dares a pilot.",
        "I would like to hear what went wrong for others, not only what went well.",
        "Above all I am looking for people who make things out of metal, wood or flour.",
        "I come for the fireside chats: they were the best I have seen at any conference.",
        "I would like to find two people for our team, and to tell them honestly what is missing.",
        "What does a company need that is older than all of us? I would like to ask that.",
    ),
    "de": (
        "Ich hoffe auf ein gutes Gespräch mit einem Betrieb, der einen Versuch wagt.",
        "Ich möchte hören, was bei anderen schiefging, nicht nur, was gelungen ist.",
        "Vor allem suche ich Menschen, die etwas aus Metall, Holz oder Mehl machen.",
        "Ich komme wegen der Kamingespräche: Die waren das Beste, was ich auf einer Konferenz gehört habe.",
        "Ich möchte zwei Leute für unser Team finden und ihnen ehrlich sagen, was noch fehlt.",
        "Was braucht ein Unternehmen, das älter ist als wir alle? Das möchte ich fragen.",
    ),
}
_GIFTS: Final = {
    "en": (
        "I bring {number} years of mistakes that I gladly share.",
        "In return I can show how we got our first order.",
        "I bring time, open ears and a test bench.",
        "",
        "I help to stack chairs, too.",
    ),
    "de": (
        "Mitbringen kann ich {number} Jahre Fehler, die ich gern teile.",
        "Dafür zeige ich gern, wie wir an den ersten Auftrag gekommen sind.",
        "Ich bringe Zeit, offene Ohren und einen Prüfstand mit.",
        "",
        "Stühle stapeln helfe ich auch.",
    ),
}
NEEDS: Final = {
    "en": ("Step-free access, please.", "A seat near the front: I lip-read.", "A quiet place for an hour at noon."),
    "de": (
        "Stufenloser Zugang, bitte.",
        "Einen Platz weit vorn, ich lese von den Lippen.",
        "Mittags einen ruhigen Raum.",
    ),
}


def make_motivation(chance: random.Random, category: str, language: str, company: str) -> str:
    """Two or three sentences."""
    openings = _OPENINGS.get(category, _OPENINGS["other"])[language]
    parts = (chance.choice(openings), chance.choice(_WISHES[language]), chance.choice(_GIFTS[language]))
    return " ".join(part for part in parts if part).format(
        company=company, place=chance.choice(_PLACES), number=chance.randint(3, 48), term=chance.randint(4, 9)
    )
