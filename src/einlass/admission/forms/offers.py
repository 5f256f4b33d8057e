"""What organisers type to make offers."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event
from einlass.web.fields import MomentField


class OfferForm(forms.Form):
    """Until when people may answer."""

    expires_at = MomentField(
        label=_("Answer until"),
        help_text=_("In the time of the event. After that moment the seat is free again."),
    )

    @classmethod
    def suggested(cls, event: Event, at: datetime) -> "OfferForm":
        """A week from now, in the evening; never later than the evening before the doors open."""
        week = _evening(at + timedelta(days=7), event)
        last = _evening(event.doors_open_at - timedelta(days=1), event)
        return cls(initial={"expires_at": min(week, last) if last > at else event.ends_at})


def _evening(moment: datetime, event: Event) -> datetime:
    local = timezone.localtime(moment, event.tz)
    return local.replace(hour=20, minute=0, second=0, microsecond=0)
