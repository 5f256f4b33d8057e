"""Whom one invites, in which role; and what a new member says of oneself."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event, Role, Stage, User, in_words

BEFORE_STAGE: Final = ":"


def choice_of(role: str, stage: Stage | None) -> str:
    """The value of a choice: a role, and the stage that it is about."""
    return f"{role}{BEFORE_STAGE}{stage.key}" if stage else role


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"))
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("After it the role ends. Empty: it has no end."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.stages = {stage.key: stage for stage in event.stages.all()}
        self.fields["role"].choices = list(self._choices())  # type: ignore[attr-defined]

    def _choices(self) -> Iterator[tuple[str, str]]:
        """Every role; that of one stage once for each."""
        for role in Role:
            if role != Role.STAGE:
                yield role.value, str(role.label)
            else:
                yield from ((choice_of(role, stage), in_words(role, stage)) for stage in self.stages.values())

    @property
    def chosen_role(self) -> Role:
        return Role(self.cleaned_data["role"].partition(BEFORE_STAGE)[0])

    @property
    def chosen_stage(self) -> Stage | None:
        return self.stages.get(self.cleaned_data["role"].partition(BEFORE_STAGE)[2])

    def clean_last_day(self) -> Any:
        day = self.cleaned_data["last_day"]
        if day is not None and day < timezone.localdate(timezone=self.event.tz):
            raise forms.ValidationError(_("This day is past."))
        return day

    @property
    def ends_at(self) -> datetime | None:
        """The midnight after the last day, where the event is."""
        day = self.cleaned_data["last_day"]
        return datetime.combine(day + timedelta(days=1), time(), self.event.tz) if day else None


class InvitationForm(RoleForm):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the mail"))
    field_order = ("email", "role", "last_day", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [pair for pair in settings.LANGUAGES if pair[0] in self.event.languages] or settings.LANGUAGES
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        self.fields["role"].initial = Role.ORGANISER


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Such as how you made sure that it is this person. It stands in the audit trail."),
    )


class NewMemberForm(forms.Form):
    """The address is that of the invitation."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("12 characters or more. A sentence is easy to remember and hard to guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if password := cleaned.get("password"):
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned
