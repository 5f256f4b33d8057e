"""Names of people who do not exist, from many languages: given names and family names are put together at random."""

import random
import unicodedata
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Culture:
    """weight: how often; country: for those who come from abroad."""

    weight: int
    country: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Family names of German sound are made of two parts: Brink + mann, Ober + kötter.
_FIRST = words(
    "Brink Ober Nieder Tem Wester Oster Hage Linde Stein Berg Horst Lohe Dreyer Kamp Busch Hell Wiese Rott Bree Kuhl Mehr"
)
_SECOND = words("mann kötter meier hoff beck brock haus kamp wöhler holz bauer feld mühle horst siek")
GERMAN_FAMILIES: Final = tuple(
    first + second for first in _FIRST for second in _SECOND if not first.lower().startswith(second[:4])
) + words(
    "Vogt Hülsmann Jäger Krüger Schütte Thiele Wrede Nolte Ahlers Fricke Göbel Hölscher Kröger Lüders Pape Röhr"
)

CULTURES: Final = (
    Culture(
        52,
        "AT",
        words(
            "Anna Lena Johanna Marie Katharina Friederike Greta Ida Jule Karla Luise Mareike Nele Paula Ronja Sophie Theresa Ulrike Wiebke Antje Birgit Christa Dörte Elke Frauke Heike Imke Jutta Kerstin Svenja"
        ),
        words(
            "Jonas Lukas Felix Moritz Paul Jakob Henrik Lasse Malte Ole Philipp Simon Till Anton Bastian Christoph Daniel Eike Florian Georg Hannes Ingo Jörg Klaus Lennart Matthias Norbert Oskar Rüdiger Sören"
        ),
        GERMAN_FAMILIES,
    ),
    Culture(
        11,
        "TR",
        words("Ayşe Elif Zeynep Defne Selin Büşra Esra Gül İpek Melike Nazlı Özlem Sibel Şeyma Tuğba Yasemin"),
        words("Emre Burak Can Deniz Efe Furkan Hakan İlker Kerem Mert Onur Serkan Tolga Umut Volkan Yiğit"),
        words(
            "Akbulut Bozdağ Çelebi Demirtaş Ergin Gökalp İnanç Karabulut Özgür Sarıkaya Şentürk Tunalı Uzuner Yalçın"
        ),
    ),
    Culture(
        7,
        "PL",
        words("Agnieszka Beata Dorota Ewa Hanna Joanna Kinga Magdalena Zofia Weronika"),
        words("Bartosz Dawid Grzegorz Jacek Krzysztof Łukasz Marek Paweł Szymon Wojciech"),
        words("Borkowicz Czarnota Dąbek Gołąb Jaworek Kalinka Łęcki Mroczek Sikora Wiśniak Zaręba Źródlak"),
    ),
    Culture(
        8,
        "JO",
        words("Amina Dalia Fatima Hiba Layla Mariam Noor Rania Salma Yara Zeina"),
        words("Adnan Bilal Faris Hassan Ibrahim Karim Mahmoud Nabil Omar Rami Tariq Ziad"),
        (
            "Al-Khatib",
            "Bakri",
            "El-Amin",
            "Darwish",
            "Haddad",
            "Jaber",
            "Khalil",
            "Mansour",
            "Nasser",
            "Qasim",
            "Saleh",
        ),
    ),
    Culture(
        6,
        "GB",
        words("Alice Charlotte Emily Grace Harriet Isla Olivia Poppy Rosie Victoria"),
        words("Alfie Benjamin Edward George Harry Jack Oliver Rupert Theo William"),
        words("Ashdown Barrow Coldwell Fenwick Hargrave Langley Merrick Pemberton Stokes Thornbury Whitlock"),
    ),
    Culture(
        4,
        "ES",
        words("Alba Carmen Elena Inés Lucía Marta Nuria Pilar Rocío Sofía"),
        words("Álvaro Diego Gonzalo Iker Javier Manuel Pablo Raúl Sergio Tomás"),
        (
            "Aranda Vega",
            "Cano Ibáñez",
            "Durán",
            "Escribano",
            "Fuentes Mora",
            "Gallardo",
            "Montalbán",
            "Peñalver",
            "Rueda",
        ),
    ),
    Culture(
        6,
        "IN",
        words("Aditi Ananya Deepa Kavya Lakshmi Meera Nisha Priya Riya Sneha"),
        words("Arjun Dev Gaurav Harsh Karthik Nikhil Rahul Rohan Sanjay Vikram"),
        words("Banerjee Chatterji Deshpande Iyengar Joshi Kulkarni Menon Nair Raghavan Subramanian Trivedi"),
    ),
    Culture(
        4,
        "UA",
        words("Daryna Halyna Iryna Kateryna Larysa Nadiia Olha Svitlana"),
        words("Andrii Bohdan Dmytro Ihor Mykola Oleksandr Taras Yurii"),
        words("Bondarchuk Havrylenko Kovalchuk Lysenko Marchuk Petrushenko Romaniuk Tkachuk"),
    ),
    Culture(
        4,
        "NL",
        words("Anouk Fleur Femke Lotte Maartje Sanne Tess"),
        words("Bas Daan Jeroen Maarten Pieter Ruben Thijs"),
        ("van den Heuvel", "de Graaf", "Hoekstra", "ter Horst", "Kuipers", "van Rossum", "Verbeek"),
    ),
    Culture(
        3,
        "VN",
        words("Linh Mai Thu Huong Lan Ngoc"),
        words("Minh Duc Tuan Quang Khoa Bao"),
        words("Nguyễn Trần Phạm Vũ Đặng Bùi"),
    ),
)


@dataclass(frozen=True)
class Person:
    name: str
    gender: str
    culture: Culture


def make_person(chance: random.Random, culture: Culture | None = None) -> Person:
    """Somebody new."""
    culture = culture or chance.choices(CULTURES, [one.weight for one in CULTURES])[0]
    gender = chance.choices(["woman", "man", "nonbinary", "unsaid"], [41, 52, 2, 5])[0]
    given = {"woman": culture.women, "man": culture.men}.get(gender, culture.women + culture.men)
    family = chance.choice(culture.families)
    if chance.random() < 0.06:
        family = f"{family}-{chance.choice(GERMAN_FAMILIES)}"
    return Person(f"{chance.choice(given)} {family}", gender, culture)


def guest_names(number: int, *, seed: int) -> list[str]:
    """Names for people who come without having applied; the same for the same seed."""
    chance = random.Random(f"guests {seed}")
    return [make_person(chance).name for _ in range(number)]


def for_address(text: str) -> str:
    """A name as the left part of an e-mail address: 'Łucja Şahin' becomes 'lucja.sahin'."""
    plain = text.casefold()
    for letter, written in {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "ı": "i", "đ": "d"}.items():
        plain = plain.replace(letter, written)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return ".".join("".join(letter if letter.isalnum() else " " for letter in plain).split())
