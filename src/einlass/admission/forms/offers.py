"""What organisers type to make offers."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.admission.models import OfferPlan
from einlass.admission.offer_plan import plan_of
from einlass.events.models import Event
from einlass.web.fields import DeadlineField
from einlass.web.templatetags.web import moment


class OfferForm(forms.Form):
    """Until when people may answer; never in quiet hours or on a day off."""

    expires_at = DeadlineField(
        label=gettext_lazy("Answer until"),
        help_text=gettext_lazy("In the time of the event. After that minute the seat is free again."),
    )

    def __init__(self, *args: Any, event: Event | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.event = event

    @classmethod
    def suggested(cls, event: Event, at: datetime) -> "OfferForm":
        """As the plan of the event says."""
        return cls(initial={"expires_at": plan_of(event).answer_until(at)}, event=event)

    def clean_expires_at(self) -> datetime:
        expires_at: datetime = self.cleaned_data["expires_at"]
        if self.event is not None:
            must_be_awake(plan_of(self.event), expires_at)
        return expires_at


def must_be_awake(plan: OfferPlan, expires_at: datetime) -> None:
    """Raises ValidationError with the next good moment."""
    if plan.may_end(expires_at):
        return
    text = _("That is in quiet hours or on a day off. The next moment that is not: %(moment)s.")
    raise ValidationError(text % {"moment": moment(plan.working_time.next_end(expires_at))})
