"""The mails about applications."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from einlass.mail.catalogue import MailKind

APPLICANTS: Final = _("Applicants")

MAILS: Final = [
    MailKind(
        "applications/prove_address",
        _("Confirm the address"),
        _("At once, when somebody sends the form."),
        APPLICANTS,
    ),
    MailKind(
        "applications/counts", _("The application counts"), _("When somebody has confirmed the address."), APPLICANTS
    ),
    MailKind(
        "applications/existing",
        _("Applied already"),
        _("When somebody applies again with the same address."),
        APPLICANTS,
    ),
    MailKind(
        "applications/link_again",
        _("The link once more"),
        _("When somebody asks for the link to the own page."),
        APPLICANTS,
    ),
    MailKind(
        "applications/entered",
        _("Entered by the team"),
        _("When the team enters an application whose address counts as confirmed."),
        APPLICANTS,
    ),
    MailKind(
        "applications/entered_unproved",
        _("Entered by the team, address to confirm"),
        _("When the team enters an application whose address is to be confirmed."),
        APPLICANTS,
    ),
    MailKind("applications/extended", _("More time"), _("When the team gives somebody more time."), APPLICANTS),
    MailKind(
        "applications/new_deadline",
        _("New end of applications"),
        _("When the end of applications moves, and the team chose to tell people."),
        APPLICANTS,
    ),
    MailKind(
        "applications/prove_for_team",
        _("The team waits for a confirmation"),
        _("Three days before applications close, to those of a team who have not confirmed their address."),
        APPLICANTS,
    ),
    MailKind(
        "applications/team_unproved",
        _("Somebody of the team does not count yet"),
        _("Three days before applications close, to the others of the team."),
        APPLICANTS,
    ),
    MailKind(
        "applications/team_too_large",
        _("Too many in a team"),
        _("Three days before applications close, where more have joined than can come together."),
        APPLICANTS,
    ),
    MailKind("applications/withdrawn", _("Withdrawn"), _("When somebody withdraws an application."), APPLICANTS),
    MailKind(
        "applications/reopened",
        _("Open again"),
        _("When the team opens an application that was withdrawn."),
        APPLICANTS,
    ),
    MailKind(
        "applications/erased", _("Data deleted"), _("When somebody deletes an application for good."), APPLICANTS
    ),
]
