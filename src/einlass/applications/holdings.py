"""What this room holds about an applicant (see own_data.py)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, ForeignKey
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from einlass.applications.consents import agreements_of
from einlass.applications.history import edits_of
from einlass.applications.importing.forgetting import forget_in_lists, lists_with
from einlass.applications.models import Application, Source
from einlass.applications.own_data import Consequences, moment
from einlass.applications.queries import answers_in_words
from einlass.applications.teams import drop_if_empty
from einlass.mail.actions import forget_messages
from einlass.mail.queries import messages_about
from einlass.mail.rendering import mail_as_sent


def collect(application: Application, *, at: datetime) -> dict[str, Any]:
    event, questions = application.event, list(application.event.questions.all())
    team = application.team
    return {
        "application": {
            "code": application.code,
            "name": application.name,
            "email": application.email,
            "email_as_compared": application.email_normalised,
            "language": application.language,
            "comes_as": str(application.category),
            "answers": {one.label: one.text for one in answers_in_words(application, questions)},
            "answers_as_stored": application.answers,
            "team": {"name": team.name, "code": team.code, "would_also_come_alone": application.also_alone}
            if team
            else None,
            "name_hidden_from_team": application.hides_name,
            "sent_at": moment(application.submitted_at, event),
            "address_confirmed_at": moment(application.email_proved_at, event),
            "last_changed_at": moment(application.edited_at, event),
            "withdrawn_at": moment(application.withdrawn_at, event),
            "may_be_changed_until": moment(application.extended_until, event),
        },
        "entered_by_the_team": [
            {
                "how": one.get_kind_display(),
                "at": moment(one.entered_at, event),
                "reason": one.reason,
                "known_as": one.reference,
            }
            for one in Source.objects.filter(application=application)
        ],
        "changes": [
            {
                "at": moment(edit.at, event),
                "by": edit.cause,
                "changes": [
                    {"field": change.label, "before": change.before, "after": change.after} for change in edit.changes
                ],
            }
            for edit in edits_of(application, questions)
        ],
        "consents": [
            {
                "words": one.words,
                "version": one.version,
                "agreed_at": moment(one.given_at, event),
                "taken_back_at": moment(one.withdrawn_at, event),
            }
            for one in agreements_of(application)
        ],
        "mails": [mail_as_sent(one, event.tz) for one in _messages(application)],
    }


def erase(application: Application, *, at: datetime) -> None:
    """Empty the row and drop what hangs on it; the row itself stays for draws and offers that name it."""
    forget_messages(_messages(application))
    if application.email_normalised:
        forget_in_lists(application.event, application.email_normalised)
    _delete_what_hangs_on(application)
    team = application.team
    with translation.override(application.event.languages[0] if application.event.languages else "en"):
        application.name = _("(deleted)")
    application.email = application.email_normalised = application.search_text = ""
    application.answers, application.team, application.submission_key = {}, None, None
    application.withdrawn_at = application.withdrawn_at or at
    application.erased_at = at
    application.save()
    Application.objects.filter(pk=application.pk).update(link_version=F("link_version") + 1)
    drop_if_empty(team)


def consequences(application: Application, *, at: datetime) -> Consequences:
    ends = [
        _("Your name, your address, your answers, every earlier version of them and our mails to you are deleted.")
    ]
    if application.counts:
        ends.append(_("Your application is withdrawn: it takes part in nothing any more."))
    if application.email_normalised and (lists := lists_with(application.event, application.email_normalised)):
        ends.append(
            ngettext(
                "You are taken out of %(number)d list that the team has uploaded and not imported yet.",
                "You are taken out of %(number)d lists that the team has uploaded and not imported yet.",
                len(lists),
            )
            % {"number": len(lists)}
        )
    if application.team:
        ends.append(_("You leave your team “%(team)s”; the others stay in it.") % {"team": application.team.name})
    stays = [
        _(
            "The audit trail keeps that an application with the code %(code)s was sent, changed and deleted, and when."
            " It holds no name, no address and no answer."
        )
        % {"code": application.code},
        _("Backups of the installation still hold your data until they are overwritten."),
    ]
    return Consequences(ends, stays)


def _delete_what_hangs_on(application: Application) -> None:
    """Delete every row that belongs to the application, of whichever room, but for those that are to stay."""
    for relation in application._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or not isinstance(relation.field, ForeignKey):
            continue
        model = relation.field.model
        if model._meta.label not in settings.APPLICANT_ROWS_THAT_STAY:
            model._base_manager.filter(**{relation.field.name: application}).delete()


def _messages(application: Application) -> list[Any]:
    return messages_about(application.event, application.email, {application.code})
