"""Verdicts in the words of people."""

from django.utils.translation import gettext as _

from einlass.checkin.judge import Verdict


def in_words(verdict: Verdict) -> str:
    words = {
        ("welcome", ""): _("may come in"),
        ("welcome", "not_listed"): _("may come in, but is on no list yet"),
        ("again", ""): _("is in already"),
        ("refused", "replaced"): _("a newer ticket has replaced this one"),
        ("refused", "revoked"): _("the ticket was taken back"),
        ("refused", "wrong_category"): _("this category does not come in at this gate"),
        ("refused", "gate_closed"): _("this gate is closed now"),
        ("refused", "other_event"): _("a ticket of another event"),
        ("refused", "forged"): _("forged"),
        ("refused", "unreadable"): _("not a ticket"),
    }
    return words.get((verdict.verdict, verdict.reason), verdict.reason)
