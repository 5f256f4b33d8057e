"""What the demo day is about. Titles and abstracts in English and German; people by their keys in programme_people.py."""

from typing import NamedTuple


class Talk(NamedTuple):
    """people: 'host:key' for a part other than speaker. stage: 0 main, 1 second, None either. at: fixed, minutes from the start."""

    kind: str
    minutes: int
    language: str
    people: str
    title_en: str
    title_de: str
    en: str
    de: str
    theme: str = ""
    stage: int | None = None
    at: int | None = None


PLENARIES = [
    Talk("plenary", 15, "de", "schlueter janssen", "Good morning, Bielefeld", "Guten Morgen, Bielefeld",
         "Two voices, one coffee and the three things you should know about this day.",
         "Zwei Stimmen, ein Kaffee und die drei Dinge, die Sie über diesen Tag wissen sollten.", stage=0, at=0),
    Talk("plenary", 20, "de", "terhoeven", "What we take home", "Was wir mitnehmen",
         "Six people from the audience say in one minute each what they will do differently on Monday.",
         "Sechs Menschen aus dem Publikum sagen in je einer Minute, was sie am Montag anders machen.", stage=0, at=520),
]  # fmt: skip

BREAKS = [
    ("Coffee", "Kaffee", 100, 20),
    ("Lunch", "Mittagessen", 220, 60),
    ("Coffee and cake", "Kaffee und Kuchen", 390, 20),
]

SESSIONS = [
    Talk("keynote", 20, "de", "brandhorst", "The fourth generation starts again", "Die vierte Generation fängt noch einmal an",
         "A hundred and twelve years of hardware, and then the first customer who no longer wanted to buy but to rent. What changed in the works, in the books and at the family table.",
         "Hundertzwölf Jahre Beschläge, und dann die erste Kundin, die nicht mehr kaufen, sondern mieten wollte. Was sich in der Fertigung, in den Büchern und am Familientisch geändert hat.", stage=0, at=20),
    Talk("keynote", 20, "en", "haddad", "Sell the proof, not the promise", "Den Nachweis verkaufen, nicht das Versprechen",
         "Climate companies fail when nobody can check them. How Olivine Carbon measures every tonne, publishes the errors and still makes money.",
         "Klimafirmen scheitern, wenn niemand sie prüfen kann. Wie Olivine Carbon jede Tonne misst, die Fehler veröffentlicht und trotzdem verdient.", stage=0, at=280),
    Talk("keynote", 20, "de", "quellmann", "Fourteen countries and one canteen", "Vierzehn Länder und eine Kantine",
         "Growth that people at home can bear: what a maker of gearboxes keeps in one place, and what it deliberately does not.",
         "Wachstum, das die Leute zu Hause mittragen: Was ein Getriebebauer an einem Ort behält und was ganz bewusst nicht.", stage=0, at=495),

    Talk("fireside", 20, "de", "host:terhoeven guest:oppermann", "Handing over on the day you announced", "Übergeben an dem Tag, den man angekündigt hat",
         "Hedwig Oppermann ran the board for thirty years and left without a second farewell. A conversation about letting go.",
         "Hedwig Oppermann führte dreißig Jahre den Beirat und ging ohne zweiten Abschied. Ein Gespräch über das Loslassen.", "succession", stage=0, at=450),
    Talk("fireside", 20, "en", "host:rehberg guest:bergstrand", "Third time lucky", "Beim dritten Mal hat es geklappt",
         "Two insolvencies, one recycling plant that earns money. Oskar Bergstrand on what he would not do again.",
         "Zwei Insolvenzen, eine Anlage, die Geld verdient. Oskar Bergstrand über das, was er nicht noch einmal täte.", stage=0, at=330),
    Talk("fireside", 20, "en", "host:sundaram guest:tan", "Money that stays a minority", "Kapital, das in der Minderheit bleibt",
         "Why an investor from Singapore buys into family firms in Westphalia and never asks for the majority.",
         "Warum sich ein Investor aus Singapur an westfälischen Familienfirmen beteiligt und nie die Mehrheit verlangt.", "capital", stage=0, at=155),
    Talk("fireside", 20, "de", "host:schlueter guest:nguyen", "Back in my mother's hall", "Zurück in der Halle meiner Mutter",
         "Linh Nguyen sews where her mother once sewed, to order and at a profit. On wages, pride and machines.",
         "Linh Nguyen näht dort, wo ihre Mutter nähte: auf Bestellung und mit Gewinn. Über Löhne, Stolz und Maschinen.", stage=0, at=65),

    Talk("panel", 25, "de", "moderator:grosse-wilde strothmann wittkamp bockelmann", "Taking over without inheriting the quarrel", "Übernehmen, ohne den Streit zu erben",
         "Two successors and a lawyer talk about the year before the signature: roles, siblings, and the sentence that should stand in every contract.",
         "Zwei, die übernommen haben, und eine Anwältin sprechen über das Jahr vor der Unterschrift: Rollen, Geschwister und den Satz, der in jeden Vertrag gehört.", "succession", stage=0, at=410),
    Talk("panel", 25, "en", "moderator:rossi moreau tiedemann okonkwo", "Who pays for hardware?", "Wer bezahlt Hardware?",
         "Factories cost money before the first sale. An investor, a finance director and a founder compare equity, loans and customers who pay in advance.",
         "Fabriken kosten vor dem ersten Verkauf. Eine Investorin, ein Finanzvorstand und ein Gründer vergleichen Beteiligung, Kredit und Vorkasse.", "capital", stage=1, at=70),
    Talk("panel", 25, "de", "moderator:rehberg kruse petrov dreckmann", "The works council and the language model", "Der Betriebsrat und das Sprachmodell",
         "What was agreed before the first assistant was allowed to read along, who may switch it off, and what it is not used for.",
         "Was vereinbart wurde, bevor der erste Assistent mitlesen durfte, wer ihn abschalten kann und wofür er nicht benutzt wird.", "machines", stage=1, at=190),
    Talk("panel", 25, "en", "moderator:janssen diallo conti larsen", "Selling to a town hall", "An ein Rathaus verkaufen",
         "Public buyers are slow, loyal and pay. Two founders and a sustainability officer on tenders that can be won by five people.",
         "Öffentliche Kundschaft ist langsam, treu und zahlt. Zwei Gründungen und eine Nachhaltigkeitschefin über Ausschreibungen, die fünf Leute gewinnen können.", "customers", stage=1, at=490),

    Talk("pitch", 15, "en", "moderator:abara garcia rahimi pieper", "Three in fifteen: first customers", "Drei in fünfzehn: die erste Kundschaft",
         "Used furniture, calm hospital rooms and fields without reception. Three minutes each, two questions each, no slides.",
         "Gebrauchte Möbel, ruhige Krankenzimmer und Äcker ohne Empfang. Je drei Minuten, je zwei Fragen, keine Folien.", stage=0, at=200),
    Talk("pitch", 15, "de", "moderator:suarez boeckmann vogelsang wenzel", "Three in fifteen: founded while learning", "Drei in fünfzehn: gegründet in der Ausbildung",
         "An apprentice, a student and a shop assistant show what they started beside their exams.",
         "Ein Azubi, eine Studentin und eine Verkäuferin zeigen, was sie neben den Prüfungen aufgebaut haben.", stage=1, at=445),

    Talk("workshop", 30, "de", "bockelmann reinhardt", "Your shareholder agreement, read aloud", "Ihr Gesellschaftsvertrag, laut vorgelesen",
         "Bring your own. We read the six clauses over which most founders fall out, and write better ones together.",
         "Bringen Sie Ihren mit. Wir lesen die sechs Klauseln, an denen sich die meisten zerstreiten, und schreiben gemeinsam bessere.", stage=1, at=300),
    Talk("workshop", 30, "en", "sato hellweg", "Take a button away", "Einen Knopf wegnehmen",
         "A practical half hour with paper and scissors: which part of your product can go, and how to find out before you build it.",
         "Eine praktische halbe Stunde mit Papier und Schere: was an Ihrem Produkt weg kann und wie man es vor dem Bauen merkt.", stage=1, at=410),

    Talk("talk", 15, "de", "yildirim", "From the switch cabinet to software", "Vom Schaltschrank zur Software",
         "An electrician automates his own work. Which half of the drawings a machine may do, and which half never.",
         "Ein Elektriker automatisiert seine eigene Arbeit. Welche Hälfte der Pläne die Maschine machen darf und welche nie.", "machines"),
    Talk("talk", 15, "en", "adeyemi osei", "What nurses choose of their own accord", "Was Pflegekräfte freiwillig benutzen",
         "Two years of trials on nine wards, with the results that were not in the brochure.",
         "Zwei Jahre Versuche auf neun Stationen, mit den Ergebnissen, die nicht im Prospekt standen."),
    Talk("talk", 15, "en", "lindqvist", "Robots with soft hands", "Roboter mit weichen Händen",
         "Bread dough, baby clothes, peaches: why gripping gently is a problem of hearing rather than seeing.",
         "Brotteig, Strampler, Pfirsiche: warum sanftes Greifen eher eine Frage des Hörens als des Sehens ist.", "machines"),
    Talk("talk", 15, "de", "achterberg elsayed", "Less than two per cent in the bin", "Weniger als zwei Prozent in der Tonne",
         "A bakery and a start-up forecast tomorrow's rolls together, and tell how they came to trust each other's numbers.",
         "Eine Bäckerei und ein Start-up sagen gemeinsam die Brötchen von morgen voraus und erzählen, wie sie den Zahlen der anderen trauen lernten.", "customers"),
    Talk("talk", 15, "en", "kowalczyk", "Forty engineers, two cities, one Friday", "Vierzig Leute, zwei Städte, ein Freitag",
         "How a robotics company keeps teams in Bielefeld and Gdańsk at one speed: with a telephone.",
         "Wie eine Robotikfirma Teams in Bielefeld und Danzig im Takt hält: mit einem Telefon.", "people"),
    Talk("talk", 15, "de", "nkosi", "A start-up inside the gearbox", "Ein Start-up im Getriebe",
         "Building a new business within an old one: whose budget, whose people, and who is allowed to stop it.",
         "Ein neues Geschäft im alten aufbauen: wessen Budget, wessen Leute, und wer es beenden darf."),
    Talk("talk", 15, "de", "niehaus", "How to sell to me", "So verkaufen Sie an mich",
         "A buyer explains her form of one page: what start-ups should bring to the first meeting, and what better not.",
         "Eine Einkaufsleiterin erklärt ihr Formular von einer Seite: was Start-ups zum ersten Termin mitbringen sollten und was besser nicht.", "customers"),
    Talk("talk", 15, "en", "papadakis", "I broke into your factory", "Ich war in Ihrer Fabrik",
         "A friendly burglar shows the five doors that stand open in almost every plant, and how to close them on a small budget.",
         "Eine freundliche Einbrecherin zeigt die fünf Türen, die in fast jedem Werk offen stehen, und wie man sie günstig schließt."),
    Talk("talk", 15, "de", "meyer-zu-hoven", "Cows, gas, code", "Kühe, Gas, Code",
         "Three businesses on one farm that finance one another through bad years.",
         "Drei Betriebe auf einem Hof, die einander durch schlechte Jahre tragen."),
    Talk("talk", 15, "en", "fernandes", "Nine countries, no billboard", "Neun Länder, kein Plakat",
         "Growing a parcel service by way of the people who open the door.",
         "Einen Paketdienst über die Menschen wachsen lassen, die die Tür öffnen.", "customers"),

    Talk("talk", 10, "de", "heitmann", "A bigger saw", "Eine größere Säge",
         "What to do after selling a company: one honest answer.", "Was tun, wenn die Firma verkauft ist: eine ehrliche Antwort."),
    Talk("talk", 10, "en", "mensah", "Solar roofs for tenants", "Solardächer zur Miete",
         "How companies use the sun on a roof that is not theirs.", "Wie Firmen die Sonne auf einem Dach nutzen, das ihnen nicht gehört."),
    Talk("talk", 10, "en", "dubois", "The owner, the buyer and the grandmother", "Der Inhaber, der Einkauf und die Großmutter",
         "Three conversations behind every sale to a family firm.", "Drei Gespräche hinter jedem Verkauf an eine Familienfirma.", "customers"),
    Talk("talk", 10, "de", "ivanova uhlenbrock", "The conveyor sings", "Das Förderband singt",
         "Hearing a breakdown two days early, with microphones for nine euros.", "Einen Ausfall zwei Tage vorher hören, mit Mikrofonen für neun Euro.", "machines"),
    Talk("talk", 10, "en", "chen", "Folded instead of inflated", "Gefaltet statt aufgeblasen",
         "Packaging from one sheet of paper, and what a patent is good for in practice.", "Verpackung aus einem Bogen Papier und wozu ein Patent wirklich gut ist."),
    Talk("talk", 10, "de", "kaya", "Before the experts retire", "Bevor die Erfahrenen gehen",
         "Keeping what people know in lessons of four minutes.", "Erfahrungswissen in Lektionen von vier Minuten bewahren.", "people"),
    Talk("talk", 10, "en", "kim", "Small models for machines without a fan", "Kleine Modelle für Geräte ohne Lüfter",
         "What still works when a language model has to fit into a control cabinet.", "Was noch geht, wenn ein Sprachmodell in den Schaltschrank passen muss.", "machines"),
    Talk("talk", 10, "de", "vossiek", "Why we said no", "Warum wir abgelehnt haben",
         "A foundation publishes its refusals and has received better applications ever since.", "Eine Stiftung veröffentlicht ihre Absagen und bekommt seitdem bessere Anträge.", "capital"),
    Talk("talk", 10, "de", "stein", "Sleep, fear and the co-founder", "Schlaf, Angst und die zweite Hälfte des Teams",
         "Three conversations that should take place before the first crisis.", "Drei Gespräche, die vor der ersten Krise stattfinden sollten.", "people"),
    Talk("talk", 10, "en", "horvat", "The same machine, another price", "Dieselbe Maschine, ein anderer Preis",
         "What export really costs, country by country.", "Was Export wirklich kostet, Land für Land."),
]  # fmt: skip
