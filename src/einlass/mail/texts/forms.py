from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.mail.models import Message
from einlass.mail.texts.defaults import MailDefault
from einlass.mail.texts.error_messages import flaw_in_words
from einlass.mail.texts.language import BadText, parse

LONGEST_SUBJECT = 300
LONGEST_TEXT = 20_000


class TextForm(forms.Form):
    """The words of one mail in one language. version: 0 as long as nobody has edited it."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=LONGEST_SUBJECT)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
        help_text=gettext_lazy(
            "Markdown: **bold**, [words](address), lists. A link alone on its line becomes a button."
        ),
    )

    def __init__(self, *arguments: Any, default: MailDefault, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.default = default

    def clean_subject(self) -> str:
        subject = str(self.cleaned_data["subject"])
        if len(subject.splitlines()) > 1:
            raise ValidationError(_("The subject is one line."))
        self._check(subject)
        return subject

    def clean_text(self) -> str:
        text = "\n".join(str(self.cleaned_data["text"]).splitlines()) + "\n"
        self._check(text)
        return text

    def _check(self, text: str) -> None:
        try:
            parse(text, placeholders=self.default.values, conditions=self.default.conditions)
        except BadText as error:
            raise ValidationError(flaw_in_words(error.flaw)) from error


class PersonForm(forms.Form):
    """With whose mail a text is shown."""

    person = forms.ChoiceField(label=gettext_lazy("Shown for"), required=False)

    def __init__(self, *arguments: Any, people: list[Message], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.people = {message.code: message for message in people}
        choices = [(code, _name(message)) for code, message in self.people.items()]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Message | None:
        """The first person where none, or nobody of these, was chosen."""
        self.is_valid()
        code = self.cleaned_data.get("person") if self.is_bound else ""
        return self.people.get(code or "") or next(iter(self.people.values()), None)


def _name(message: Message) -> str:
    name = message.context.get("name") or message.context.get("attendee_name") or ""
    return f"{name} <{message.to}>" if name else message.to
