"""What the team's first page of the day says of mails that stay (see events/morning/)."""

from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from einlass.events.morning.providers import Line, Morning, MorningProvider, Report
from einlass.mail.models import Message

# The worker takes a mail within seconds; what stays that long waits for a server, or for a worker.
LATE: Final = timedelta(minutes=15)


def report(morning: Morning) -> Report:
    """What did not go out at all stands above, with its reasons: overview_part.py."""
    late = Message.objects.filter(
        event=morning.event, sent_at=None, failed_at=None, send_after__lt=morning.at - LATE
    ).count()
    return Report(
        failed=[
            Line(
                late,
                ngettext("mail should have gone out by now", "mails should have gone out by now", late),
                reverse("mailroom:outbox", args=[morning.event.slug]) + "?state=waiting",
                "mail",
                _("The mail server does not take them, or the worker does not run."),
            )
        ]
    )


MORNING = MorningProvider(("mailroom:outbox",), report)
