"""What can be checked about a draw, by whom and against whom, for the public: docs/lottery.md has the same for experts."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class ProofRow:
    """attempt: what somebody could try.  answer: what becomes of it.  seen_by: who can see it.  is_caught: by anybody."""

    attempt: str
    answer: str
    seen_by: str
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
    anybody = _("anybody with the file")
    return [
        ProofRow(
            _("Give a friend a larger chance, or somebody a smaller one"),
            _(
                "Every chance is compared with the fairest one, which the proof in the file fixes. More than 5 % below it, or"
                " 5 % and one outcome above it, is refused; the largest loss and gain are published."
            ),
            anybody,
        ),
        ProofRow(
            _("Treat one entry differently from others that the quotas count alike"),
            _("Who is counted alike by every quota that can make a difference must have the same chance."),
            anybody,
        ),
        ProofRow(
            _("Make a quota that counts just one friend"),
            _("Each quota is printed with how many entries it counts."),
            anybody,
        ),
        ProofRow(
            _("Write down outcomes that break a quota"),
            _("Each of the possible outcomes is counted, quota by quota."),
            anybody,
        ),
        ProofRow(
            _("Keep seats back"),
            _("Each outcome fills as many seats as any could, or the proof says how many more could be filled."),
            anybody,
        ),
        ProofRow(
            _("Try version after version until the values that may come suit"),
            _(
                "The announced source must be able to give at least a million different values, and nobody knows which."
            ),
            anybody,
        ),
        ProofRow(
            _("In a wave, forget who holds a seat, or count somebody out"),
            _("The file of a wave names who holds a seat and who is out, by code, and hangs on the files before it."),
            _("anybody with the files"),
        ),
        ProofRow(
            _("Leave somebody’s entry out, or show two people the same entry"),
            _("The code of an entry is made of a secret number and the address of the applicant, who looks for it."),
            _("each applicant"),
        ),
        ProofRow(
            _("Enter wrong answers for somebody"),
            _("The own page, and the check in the browser, say which quotas count the own entry."),
            _("the applicant concerned"),
        ),
    ]


def _during() -> list[ProofRow]:
    return [
        ProofRow(
            _("Change entries, quotas or outcomes after the announcement"),
            _("The fingerprint would change; it was published, and mailed to everybody in the draw."),
            _("anybody with the files"),
        ),
        ProofRow(
            _("Announce several draws and keep the one that suits"),
            _("All announcements of an event are numbered and listed; each one is in the mail to those in the draw."),
            _("anybody"),
        ),
        ProofRow(
            _("Show different files to different people"),
            _("They have different fingerprints in their mails."),
            _("two people who compare"),
        ),
    ]


def _after() -> list[ProofRow]:
    return [
        ProofRow(
            _("Choose another source of the value, or spell the value so that it suits"),
            _("The announcement fixes source and spelling, and its own fingerprint is published."),
            _("anybody with the files"),
        ),
        ProofRow(
            _("Make a round of drand up"),
            _("Its signature is checked with the public key of the chain, in the browser too."),
            _("anybody with the files"),
        ),
        ProofRow(
            _("Misread dice or lottery numbers"),
            _("The files cannot know what fell; those who saw it can."),
            _("those who watched"),
        ),
        ProofRow(
            _("Annul a draw because the outcome does not please"),
            _(
                "Once the value can be known, its outcome is published all the same, or the page says that the value is"
                " missing; the reason stays, and so does what replaces the draw."
            ),
            _("anybody"),
        ),
        ProofRow(
            _("Offer seats to others than those drawn"),
            _("Who was drawn is published by code, and everybody drawn knows their own code."),
            _("those who were drawn"),
        ),
    ]


def _others() -> list[ProofRow]:
    nobody = _("nobody for certain")
    return [
        ProofRow(
            _("The server is broken into, and the files are changed"),
            _("The fingerprints in the mails that went out stay as they were."),
            _("anybody with such a mail"),
        ),
        ProofRow(
            _("Those who run drand agree among themselves, and with the organiser"),
            _("More than half of some twenty independent operators would have to. No file shows that."),
            nobody,
            is_caught=False,
        ),
        ProofRow(
            _("Somebody applies several times under several names"),
            _("The team looks for duplicates. Who they are the files do not say."),
            nobody,
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
            is_caught=False,
        ),
        ProofRow(
            _("Who was sent to the draw at all, and which seats were kept for others"),
            _("That is for the team to decide before the draw; the proof begins with the entries."),
            nobody,
            is_caught=False,
        ),
        ProofRow(
            _("Whether the quotas are good ones"),
            _(
                "They are published. What they do to chances is shown; whether that is right each reader has to judge."
            ),
            _("everybody"),
        ),
    ]
