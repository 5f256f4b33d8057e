"""The rights of the roles in words. Which role has which is read off the rules that guard the pages, and stands nowhere else.

A right is a sentence and the addresses that it is about. Tests see to it that every page of the team belongs to one
right, and that all pages of a right let the same roles in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.urls import get_resolver
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from einlass.events.access import AccessRule
from einlass.events.models import Role

Words = str | Promise


@dataclass(frozen=True)
class Right:
    words: Words
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Room:
    name: Words
    rights: tuple[Right, ...]


@dataclass(frozen=True)
class Row:
    """A right, and per role of `Role` what it means to it: "acts", "looks" or "" (it does not find the page)."""

    words: Words
    cells: tuple[str, ...]


ROOMS: Final = (
    Room(
        _("Team"),
        (
            Right(_("See the overview, and this table"), ("events:team", "events:search", "setup:rights")),
            Right(_("Leave the team"), ("setup:leaving",)),
            Right(_("See who is in the team"), ("setup:people",)),
            Right(
                _("Invite people, change and end roles, reset a lost second factor, end sessions"),
                (
                    "setup:new_team_invitation",
                    "setup:team_invitation_again",
                    "setup:team_invitation_removal",
                    "setup:member",
                    "setup:member_removal",
                    "setup:second_factor_reset",
                    "setup:member_sessions_removal",
                ),
            ),
            Right(
                _("Read, check and take away the audit trail"),
                ("setup:audit_trail", "setup:audit_verification", "setup:audit_file"),
            ),
        ),
    ),
    Room(
        _("Event"),
        (
            Right(
                _("Settings: dates, days, seats, stages, categories, page and legal texts"),
                (
                    "setup:settings",
                    "setup:details",
                    "setup:days",
                    "setup:dates",
                    "setup:seats",
                    "setup:starting_form",
                    "setup:categories",
                    "setup:stages",
                    "setup:page",
                    "setup:questions_asked",
                    "setup:legal",
                    "setup:announcing",
                    "setup:opening",
                ),
            ),
            Right(
                _("Open the event, take it back, copy from another"),
                ("setup:open_event", "setup:opening_removal", "setup:copying"),
            ),
            Right(
                _("Send oneself a test mail before the event opens"), ("setup:mail_test", "setup:mail_test_arrival")
            ),
            Right(_("Move everything to other days"), ("setup:moving",)),
            Right(_("Close the event, and what comes afterwards"), ("setup:afterwards", "setup:closing")),
            Right(
                _("Archive, take up again, anonymise and delete the event"),
                ("setup:archiving", "setup:reopening", "setup:anonymising", "setup:deletion"),
            ),
            Right(_("Take everything away as one archive"), ("setup:archive", "setup:archive_file")),
            Right(_("Make and wipe rehearsals"), ("setup:rehearsal", "setup:rehearsal_removal")),
        ),
    ),
    Room(
        _("Applications"),
        (
            Right(
                _("Read applications and consents, look at the pool and at tags"),
                (
                    "applications:inbox",
                    "applications:application",
                    "applications:consents",
                    "applications:pool",
                    "applications:decided",
                    "applications:tags",
                    "applications:views",
                ),
            ),
            Right(
                _("Open files of applicants, write notes, put tags on, keep views of the list"),
                (
                    "applications:team_file",
                    "applications:notes",
                    "applications:note",
                    "applications:note_deletion",
                    "applications:own_tags",
                    "applications:taggings",
                    "applications:tagging_undoing",
                    "applications:columns",
                    "applications:view",
                    "applications:view_deletion",
                ),
            ),
            Right(
                _("Decide, and take decisions back"),
                (
                    "applications:decisions",
                    "applications:decision",
                    "applications:undoing",
                    "applications:undoing_one",
                ),
            ),
            Right(
                _("Change and delete tags"),
                ("applications:tag", "applications:tag_deletion"),
            ),
            Right(
                _("Look for people who applied twice"),
                ("applications:duplicates", "applications:waiting_pairs", "applications:pair", "applications:merge"),
            ),
            Right(
                _("Put applications together and apart, enter some by hand, give more time"),
                (
                    "applications:keeping",
                    "applications:separation",
                    "applications:entry",
                    "applications:by_hand",
                    "applications:extension",
                    "applications:reopening",
                    "applications:confirmation",
                ),
            ),
            Right(
                _("Import lists, take applications away as a file"),
                (
                    "applications:imports",
                    "applications:sheet",
                    "applications:remapping",
                    "applications:importing",
                    "applications:retrial",
                    "applications:sheet_removal",
                    "applications:exports",
                    "applications:sheet_reading",
                    "applications:sheet_repairs",
                    "applications:sheet_left_out",
                    "applications:sheet_people",
                    "applications:import_undoing",
                ),
            ),
            Right(
                _("The form and its questions, consents, and how long answers are kept"),
                ("applications:form", "applications:question", "applications:intake", "applications:retention"),
            ),
            Right(
                _("Add, move, end and delete questions; import, export and copy the form; blind review"),
                (
                    "applications:new_question",
                    "applications:question_place",
                    "applications:question_removal",
                    "applications:question_return",
                    "applications:question_deletion",
                    "applications:form_preview",
                    "applications:form_export",
                    "applications:form_import",
                    "applications:form_copy",
                    "applications:intake_settings",
                    "applications:blind_review",
                ),
            ),
        ),
    ),
    Room(
        _("Draws and offers"),
        (
            Right(
                _("Quotas, draws and their chances, each step of a draw"),
                (
                    "admission:quotas",
                    "admission:draws",
                    "admission:draw_desk",
                    "admission:freezing",
                    "admission:solve",
                    "admission:review",
                    "admission:commitment",
                    "admission:value",
                    "admission:publication",
                ),
            ),
            Right(
                _("Try out quotas, run trials of a draw, give a round of drand, annul and discard draws"),
                (
                    "admission:quota_effect",
                    "admission:rehearsal",
                    "admission:rehearsed_file",
                    "admission:drand_round",
                    "admission:drand_fetching",
                    "admission:disposal",
                    "admission:annulment",
                ),
            ),
            Right(
                _("Offers, those who wait, announcements, and the terms of offers"),
                (
                    "admission:offers",
                    "admission:offer_desk",
                    "admission:admitted",
                    "admission:refill",
                    "admission:parts",
                    "admission:waves",
                    "admission:offer_plan",
                    "admission:announcement",
                    "admission:preview",
                ),
            ),
            Right(
                _("Offer seats of a draw, revoke and renew offers, start and stop waves and announcements"),
                (
                    "admission:draw_offers",
                    "admission:waiting",
                    "admission:revocation",
                    "admission:mailing",
                    "admission:renewal",
                    "admission:parts_stop",
                    "admission:wave_start",
                    "admission:wave_plan",
                    "admission:cancellation",
                ),
            ),
        ),
    ),
    Room(
        _("Seats and tickets"),
        (
            Right(_("See all contingents and their seats"), ("admission:seats",)),
            Right(
                _("Each seat, overbooking and forecast"),
                ("admission:seat_list", "admission:seat", "admission:overbooking", "admission:simulation"),
            ),
            Right(
                _("Move seats, open and resize contingents, set return days and assumptions"),
                (
                    "admission:moves",
                    "admission:sizes",
                    "admission:contingents",
                    "admission:return_days",
                    "admission:assumptions",
                ),
            ),
            Right(_("See tickets"), ("tickets:list",)),
            Right(_("Send tickets again"), ("tickets:mailing",)),
        ),
    ),
    Room(
        _("Partners and guests"),
        (
            Right(
                _("Partners, their seats, and the guests of contingents"),
                (
                    "admission:partners",
                    "admission:new_partner",
                    "admission:partner_desk",
                    "admission:partner_change",
                    "admission:team_guests",
                    "admission:team_guest",
                    "admission:team_guest_list",
                    "admission:team_return",
                ),
            ),
            Right(
                _("Send, end and remind of links to partners; name, replace and invite guests"),
                (
                    "admission:partner_link",
                    "admission:partner_link_revocation",
                    "admission:partner_reminder",
                    "admission:team_naming",
                    "admission:team_replacement",
                    "admission:team_withdrawal",
                    "admission:team_mailing",
                    "admission:team_renewal",
                ),
            ),
        ),
    ),
    Room(
        _("Programme"),
        (
            Right(
                _("The working schedule, its preview and releases"),
                ("programme:desk", "programme:preview", "programme:releases"),
            ),
            Right(
                _("Sessions and speakers"),
                ("programme:edit_session", "programme:team_speakers", "programme:edit_speaker"),
            ),
            Right(
                _("Add, place, cancel and delete sessions; add speakers"),
                (
                    "programme:new_session",
                    "programme:place",
                    "programme:unplace",
                    "programme:cancel",
                    "programme:reinstate",
                    "programme:delete",
                    "programme:new_speaker",
                ),
            ),
            Right(_("See proposals for the day"), ("programme:proposal",)),
            Right(
                _("Ask for proposals and take them over, go back to an earlier release"),
                ("programme:propose", "programme:accept", "programme:restore"),
            ),
        ),
    ),
    Room(
        _("Mail"),
        (
            Right(
                _("See mails that wait, went out or did not; send them again or hold them back"),
                (
                    "mailroom:outbox",
                    "mailroom:sendings",
                    "mailroom:message",
                    "mailroom:message_html",
                    "mailroom:sending",
                    "mailroom:holding",
                    "mailroom:release",
                ),
            ),
            Right(
                _("Change the texts of mails, and try them out"),
                (
                    "mailroom:texts",
                    "mailroom:text",
                    "mailroom:text_preview",
                    "mailroom:text_test",
                    "mailroom:text_default",
                    "mailroom:text_again",
                ),
            ),
            Right(
                _("Write messages to groups"),
                (
                    "mailroom:group_going_on",
                    "mailroom:group_message",
                    "mailroom:group_messages",
                    "mailroom:group_preview",
                    "mailroom:group_receivers",
                    "mailroom:group_sending",
                    "mailroom:group_stop",
                    "mailroom:group_taking_back",
                    "mailroom:group_test",
                    "mailroom:new_group_message",
                ),
            ),
        ),
    ),
    Room(
        _("Door"),
        (
            Right(
                _("The live board, gates, and finding a guest"), ("checkin:board", "checkin:find", "checkin:gates")
            ),
            Right(
                _("Pair phones, let in by hand"),
                (
                    "checkin:own_device",
                    "checkin:new_device",
                    "checkin:device",
                    "checkin:revocation",
                    "checkin:entry",
                    "checkin:withdrawal",
                ),
            ),
            Right(_("One gate: who may enter when"), ("checkin:gate",)),
            Right(_("Add gates"), ("checkin:new_gate",)),
        ),
    ),
)


def rows(room: Room) -> list[Row]:
    return [Row(right.words, tuple(what_it_means(role, right) for role in Role)) for right in room.rights]


def what_it_means(role: Role, right: Right) -> str:
    """Read off the first page of the right; a test sees to it that the others agree."""
    rule = rules()[right.addresses[0]]
    if role.value in rule.looking:
        return "looks"
    return "acts" if role.value in rule.roles else ""


def rights_of(role: Role) -> list[tuple[Words, list[tuple[Words, bool]]]]:
    """What one role may, room by room: the right, and whether it may only look."""
    found = []
    for room in ROOMS:
        meanings = [(right.words, what_it_means(role, right)) for right in room.rights]
        if held := [(words, meaning == "looks") for words, meaning in meanings if meaning]:
            found.append((room.name, held))
    return found


@cache
def rules() -> dict[str, AccessRule]:
    """The rule of every page for members of a team, by the name of its address."""
    found = {name: getattr(view, "access_rule", None) for name, view in _views(get_resolver().url_patterns, "")}
    return {name: rule for name, rule in found.items() if rule is not None and rule.kind == "staff"}


def _views(patterns: list[Any], namespace: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _views(
                pattern.url_patterns, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            )
        else:
            yield f"{namespace}{pattern.name}", pattern.callback
