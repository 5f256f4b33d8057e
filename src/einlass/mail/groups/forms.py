from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.events.models import Event
from einlass.mail.catalogue import GROUP_MESSAGE
from einlass.mail.groups.actions import Draft
from einlass.mail.groups.registry import groups_of
from einlass.mail.models import GroupMessage
from einlass.mail.texts.defaults import default_of
from einlass.mail.texts.error_messages import flaw_in_words
from einlass.mail.texts.forms import LONGEST_SUBJECT, LONGEST_TEXT
from einlass.mail.texts.language import BadText, parse
from einlass.web.fields import MomentField


class GroupMessageForm(forms.Form):
    """A message to groups: its words in each language of the event, and who gets it. version: 0 for a new one."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, typed: Any = None, *, event: Event, message: GroupMessage | None = None) -> None:
        super().__init__(typed, initial=_initial(message))
        self.event = event
        names = dict(settings.LANGUAGES)
        for language in event.languages:
            self._add_words(language, str(names.get(language, language)))
        groups = [(group.key, group.label) for group in groups_of(event).values()]
        self.fields["groups"] = _several(gettext_lazy("Who gets it"), groups)
        self.fields["groups"].help_text = gettext_lazy(
            "Everybody who is in one of these. Each address gets it once, also where somebody is in several."
        )
        self.fields["excluded"] = _several(gettext_lazy("But not"), groups)
        if len(event.languages) > 1:
            choices = [(one, names.get(one, one)) for one in event.languages]
            self.fields["languages"] = _several(gettext_lazy("Only people whose language is"), choices)
            self.fields["languages"].help_text = gettext_lazy("Tick none to write to all of them.")

    def _add_words(self, language: str, name: str) -> None:
        self.fields[f"subject_{language}"] = forms.CharField(
            label=_("Subject (%(language)s)") % {"language": name}, max_length=LONGEST_SUBJECT, required=False
        )
        self.fields[f"text_{language}"] = forms.CharField(
            label=_("Text (%(language)s)") % {"language": name},
            max_length=LONGEST_TEXT,
            required=False,
            widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "true", "lang": language}),
        )

    def clean(self) -> dict[str, Any]:
        for language in self.event.languages:
            self._check(f"subject_{language}")
            self._check(f"text_{language}")
        return self.cleaned_data

    @property
    def draft(self) -> Draft:
        """What was typed, once it is valid."""
        clean = self.cleaned_data
        texts = {
            one: {"subject": clean[f"subject_{one}"], "text": clean[f"text_{one}"]} for one in self.event.languages
        }
        return Draft(texts, clean["groups"], clean["excluded"], clean.get("languages", []))

    def words(self, language: str) -> dict[str, str]:
        return self.draft.texts[language]

    def _check(self, name: str) -> None:
        text = self.cleaned_data.get(name, "")
        default = default_of(GROUP_MESSAGE, "en")
        try:
            parse(text, placeholders=default.values, conditions=default.conditions)
        except BadText as error:
            self.add_error(name, ValidationError(flaw_in_words(error.flaw)))


class LanguageForm(forms.Form):
    """In which language of the event something is shown or tried."""

    language = forms.ChoiceField()

    def __init__(self, *arguments: Any, event: Event, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["language"].choices = [(one, one) for one in event.languages]  # type: ignore[attr-defined]
        self.first = event.languages[0]

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data["language"]) if self.is_valid() else self.first


class SendingForm(forms.Form):
    """When a message goes out."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    send_at = MomentField(
        label=gettext_lazy("Not before"),
        required=False,
        help_text=gettext_lazy(
            "In the event's time zone. Empty: as soon as possible. The first mail goes out in ten minutes at the earliest."
        ),
    )


def _several(label: Any, choices: list[tuple[str, Any]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def _initial(message: GroupMessage | None) -> dict[str, Any]:
    if message is None:
        return {"version": 0}
    words = {f"{part}_{language}": text for language, parts in message.texts.items() for part, text in parts.items()}
    return {
        "version": message.version,
        "groups": message.groups,
        "excluded": message.excluded,
        "languages": message.languages,
        **words,
    }
