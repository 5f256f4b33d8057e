"""What can be checked about a draw, by whom and against whom, for the public: docs/lottery.md has the same for experts."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class ProofRow:
    """attempt: what somebody could try.  answer: what becomes of it.  seen_by: who can see it.  is_caught: by anybody.

    covers: the rows of the experts' table that say the same, by the names of their tests.
    """

    attempt: str
    answer: str
    seen_by: str
    covers: tuple[str, ...]
    is_caught: bool = True


@dataclass(frozen=True)
class ProofGroup:
    key: str
    title: str
    rows: list[ProofRow]


def proof_table() -> list[ProofGroup]:
    """In the reader's language."""
    return [
        ProofGroup("before", _("The organiser, before the announcement"), _before()),
        ProofGroup("during", _("The organiser, until the value is known"), _during()),
        ProofGroup("after", _("The organiser, after the value is known"), _after()),
        ProofGroup("others", _("Others"), _others()),
        ProofGroup("nobody", _("What no proof can show"), _unproved()),
    ]


def _before() -> list[ProofRow]:
    anybody, judges = _("anybody with the file"), _("every reader, who has to judge")
    return [
        ProofRow(
            _("Give a friend a larger chance, or somebody a smaller one"),
            _(
                "Every chance is compared with the fairest one, which the proof in the file fixes. More than 5 % below it, or"
                " 5 % and one outcome above it, is refused; the largest loss and gain are published."
            ),
            anybody,
            (
                "women are put into the level of all others where they have no claim",
                "men are given a bit too much so that women can be robbed of half",
                "a price is forged",
                "the gap is large",
                "men are promised a bit more than the mix gives so that women can be robbed",
                "a friend is certain",
                "twenty panels give six friends five times the chance",
                "a gain of one appearance holds and is printed",
            ),
        ),
        ProofRow(
            _("Treat one entry differently from others that the quotas count alike"),
            _("Who is counted alike by every quota that can make a difference must have the same chance."),
            anybody,
            (
                "a twin is told apart by a rule that asks for nothing",
                "a twin is told apart by a rule that allows as many as there are seats",
                "a member counts for more than the team adds",
            ),
        ),
        ProofRow(
            _("Make a quota that counts just one friend"),
            _("Each quota is printed with how many entries it counts."),
            judges,
            (
                "a rule for one person holds and is printed with one entry",
                "two rules that overlap make one person certain and this is printed",
                "an odd number of seats makes the only one who came alone certain and this is printed",
            ),
        ),
        ProofRow(
            _("Give a friend a larger weight"),
            _("How many weights differ from 1 is printed, and how much larger the largest is than the smallest."),
            judges,
            ("a weight for one person holds and is printed",),
        ),
        ProofRow(
            _("Write down outcomes that break a quota"),
            _("Each of the possible outcomes is counted, quota by quota."),
            anybody,
            ("a panel breaks a rule",),
        ),
        ProofRow(
            _("Write down outcomes in which some people come only together, or never"),
            _(
                "Chances are proved, not who comes with whom. The audit program says how much the outcomes differ in each group."
            ),
            _("anybody who runs the audit"),
            ("panels that take many of a type or none hold",),
        ),
        ProofRow(
            _("Keep seats back"),
            _("Each outcome fills as many seats as any could, or the proof says how many more could be filled."),
            anybody,
            (
                "seats are withheld",
                "a seat is left empty so that the only one who came alone is certain",
                "one seat of two hundred may be empty and this is printed",
            ),
        ),
        ProofRow(
            _("Sort the file so that somebody hardly ever moves up"),
            _("The public value orders those who wait; the order in the file makes no difference."),
            anybody,
            (
                "further panels come in the order of the list",
                "who comes in together comes by the key that chose them",
            ),
        ),
        ProofRow(
            _("Write the file so that two programs read it differently, or damage it"),
            _("One lottery has one text, and each code one spelling; everything else is refused in words."),
            anybody,
            (
                "a fraction is not reduced",
                "a code has a twin with a tag that nobody sees",
                "a code occurs twice",
                "rubbish is refused in words",
            ),
        ),
        ProofRow(
            _("Try version after version until the values that may come suit"),
            _(
                "The announced source must be able to give at least a million different values, and nobody knows which."
            ),
            anybody,
            ("the announcement allows so few values that all can be tried",),
        ),
        ProofRow(
            _("Announce a value that is known already"),
            _("Its moment is printed; it must lie after the date of the mail with the fingerprint."),
            _("anybody with such a mail"),
            ("a round that is known already holds and its moment is printed",),
        ),
        ProofRow(
            _("In a wave, forget who holds a seat, or count somebody out"),
            _("The file of a wave names who holds a seat and who is out, by code, and hangs on the files before it."),
            _("anybody with the files"),
            (
                "who is in is forgotten",
                "a draw in the middle counts a woman as a man",
                "what was not checked of earlier draws is said",
            ),
        ),
        ProofRow(
            _("Say in a wave that somebody has withdrawn who has not"),
            _("The file names everybody who is out by code; the own page shows it."),
            _("the applicant concerned"),
            ("one who is said to be gone is not seen here",),
        ),
        ProofRow(
            _("Leave somebody’s entry out, or show two people the same entry"),
            _("The code of an entry is made of a secret number and the address of the applicant, who looks for it."),
            _("each applicant"),
            ("a code has a twin that looks the same", "an entry that is left out is not seen here"),
        ),
        ProofRow(
            _("Enter wrong answers for somebody, or a team as people alone"),
            _(
                "The own page, and the check in the browser, say which quotas count the own entry, and the check how many"
                " stand or fall together with it."
            ),
            _("the applicant concerned"),
            (
                "one who was entered wrongly is not seen here",
                "a team that is entered as people alone is not seen here",
            ),
        ),
    ]


def _during() -> list[ProofRow]:
    return [
        ProofRow(
            _("Change entries, quotas or outcomes after the announcement"),
            _("The fingerprint would change; it was published, and mailed to everybody in the draw."),
            _("anybody with the files"),
            ("the announcement is of another lottery",),
        ),
        ProofRow(
            _("Announce several draws and keep the one that suits"),
            _("All announcements of an event are numbered and listed; each one is in the mail to those in the draw."),
            _("anybody"),
            ("an announcement has the number nought", "another announcement of the same lottery holds"),
        ),
        ProofRow(
            _("Show different files to different people"),
            _("They have different fingerprints in their mails."),
            _("two people who compare"),
            ("the result is of another lottery",),
        ),
    ]


def _after() -> list[ProofRow]:
    return [
        ProofRow(
            _("Choose another source of the value, or spell the value so that it suits"),
            _("The announcement fixes source and spelling, and its own fingerprint is published."),
            _("anybody with the files"),
            ("the value has a leading zero", "the announced chain is one of our own"),
        ),
        ProofRow(
            _("Make a round of drand up"),
            _("Its signature is checked with the public key of the chain, in the browser too."),
            _("anybody with the files"),
            ("a made up signature holds here and the verdict says that it was not checked",),
        ),
        ProofRow(
            _("Misread dice or lottery numbers"),
            _("The files cannot know what fell; those who saw it can."),
            _("those who watched"),
            ("a value that was misread holds",),
        ),
        ProofRow(
            _("Write others into the outcome, or move somebody up"),
            _("Lottery and value fix who is in and the order of all who wait; the program works it out again."),
            _("anybody with the files"),
            ("a friend takes the place of somebody who was drawn",),
        ),
        ProofRow(
            _("Annul a draw because the outcome does not please"),
            _(
                "Once the value can be known, its outcome is published all the same, or the page says that the value is"
                " missing; the reason stays, and so does what replaces the draw."
            ),
            _("anybody"),
            ("an announcement that replaces another one holds and this is printed",),
        ),
        ProofRow(
            _("Offer seats to others than those drawn"),
            _("Who was drawn is published by code, and everybody drawn knows their own code."),
            _("those who were drawn"),
            ("who was drawn stands in the result by code",),
        ),
    ]


def _others() -> list[ProofRow]:
    nobody = _("nobody for certain")
    return [
        ProofRow(
            _("The server is broken into, and the files are changed"),
            _("The fingerprints in the mails that went out stay as they were."),
            _("anybody with such a mail"),
            ("the result is of another lottery",),
        ),
        ProofRow(
            _("Those who run drand agree among themselves, and with the organiser"),
            _("More than half of some twenty independent operators would have to. No file shows that."),
            nobody,
            ("a made up signature holds here and the verdict says that it was not checked",),
            is_caught=False,
        ),
        ProofRow(
            _("Somebody applies several times under several names"),
            _("The team looks for duplicates. Who they are the files do not say."),
            nobody,
            ("invented entries hold",),
            is_caught=False,
        ),
    ]


def _unproved() -> list[ProofRow]:
    nobody = _("nobody for certain")
    return [
        ProofRow(
            _("Entries of people who do not exist"),
            _("The number of entries is published. Whether a person belongs to each of them no file shows."),
            nobody,
            ("invented entries hold",),
            is_caught=False,
        ),
        ProofRow(
            _("Who was sent to the draw at all, and which seats were kept for others"),
            _("That is for the team to decide before the draw; the proof begins with the entries."),
            nobody,
            ("an entry that is left out is not seen here",),
            is_caught=False,
        ),
        ProofRow(
            _("Whether the quotas are good ones"),
            _(
                "They are published. What they do to chances is shown; whether that is right each reader has to judge."
            ),
            _("every reader, who has to judge"),
            ("a rule for one person holds and is printed with one entry",),
        ),
    ]
