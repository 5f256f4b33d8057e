"""Form fields for what people type, and the field for each kind of question."""

from typing import Any, Final

from django import forms
from django.core.validators import EmailValidator
from django.forms.utils import flatatt
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from einlass.applications.countries import country_choices
from einlass.applications.file_field import FileAnswer
from einlass.applications.models import Question
from einlass.applications.text import plain_text
from einlass.web.localized import localized

SELECTED: Final = mark_safe(" selected")
LONGEST_TEXT: Final = 200
LONGEST_LONG_TEXT: Final = 1500
LONGEST_ADDRESS: Final = 400
LARGEST_NUMBER: Final = 10**12
TOO_LONG = ngettext_lazy(
    "Please use at most %(limit_value)d character; these are %(show_value)d.",
    "Please use at most %(limit_value)d characters; these are %(show_value)d.",
    "limit_value",
)


class PlainText(forms.CharField):
    """Text without control characters; one line, or several."""

    def __init__(self, *, lines: bool = False, **options: Any) -> None:
        self.lines = lines
        options.setdefault("widget", forms.Textarea(attrs={"rows": 5, "dir": "auto"}) if lines else one_line())
        super().__init__(**options)
        for validator in self.validators:
            if getattr(validator, "code", "") == "max_length":
                validator.message = TOO_LONG  # type: ignore[attr-defined]

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_text(value, lines=self.lines) if isinstance(value, str) else value)


class Address(forms.EmailField):
    """An e-mail address, international domains too."""

    default_validators = [EmailValidator(_("This does not look like an e-mail address, such as name@company.de."))]

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "email", "inputmode": "email", "autocapitalize": "off", "spellcheck": "false"}
        super().__init__(
            label=_("E-mail address"),
            max_length=254,
            widget=forms.EmailInput(attrs=attrs),
            error_messages={"required": _("Please give your e-mail address.")},
            **options,
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_text(value) if isinstance(value, str) else value)


class LongSelect(forms.Select):
    """A list of hundreds of choices, written in one go: Django renders a template for each."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = {str(one) for one in self.format_value(value)}
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) in chosen else "", label) for key, label in self.choices),
        )
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", attributes, options)


class Country(forms.ChoiceField):
    """One of all countries."""

    def __init__(self) -> None:
        choices = country_choices()
        super().__init__(
            choices=[("", "—"), *choices],
            widget=LongSelect(attrs={"autocomplete": "country"}),
            error_messages=_WRONG_CHOICE,
        )
        self._keys = frozenset(key for key, _name in choices)

    def valid_value(self, value: Any) -> bool:
        # Django looks through the list, and has every name translated on the way.
        return value in self._keys


def one_line(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto", **attrs})


def question_field(question: Question, *, answer: object = None) -> forms.Field:
    """The form field that asks a question. answer: what was answered before, which stays allowed where it was retired."""
    field = _bare_field(question, answer)
    field.label = localized(question.label)
    # The page shows help as HTML, and this was typed by people.
    field.help_text = linebreaksbr(localized(question.help), autoescape=True)
    if isinstance(field, FileAnswer):
        field.help_text = format_html("{} {}", field.help_text, field.limits())
    field.required = question.required
    field.error_messages["required"] = (
        _("Please tick this box.") if question.kind == Question.Kind.CONSENT else _("Please answer this question.")
    )
    return field


def _bare_field(question: Question, answer: object) -> forms.Field:
    kind = Question.Kind
    match question.kind:
        case kind.LONG_TEXT:
            return PlainText(lines=True, max_length=LONGEST_LONG_TEXT)
        case kind.CHOICE:
            choices = _choices(question, answer)
            if len(choices) <= 6:
                return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=_WRONG_CHOICE)
            return forms.ChoiceField(choices=[("", "—"), *choices], error_messages=_WRONG_CHOICE)
        case kind.MULTIPLE:
            return forms.MultipleChoiceField(
                choices=_choices(question, answer), widget=forms.CheckboxSelectMultiple, error_messages=_WRONG_CHOICE
            )
        case kind.NUMBER:
            return forms.IntegerField(
                min_value=-LARGEST_NUMBER,
                max_value=LARGEST_NUMBER,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                error_messages={"invalid": _("Please give a whole number, such as 12.")},
            )
        case kind.DATE:
            return forms.DateField(
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                input_formats=["%Y-%m-%d", "%d.%m.%Y"],
                error_messages={"invalid": _("Please give a day, such as 24.11.2026.")},
            )
        case kind.COUNTRY:
            return Country()
        case kind.URL:
            return forms.URLField(
                max_length=LONGEST_ADDRESS,
                assume_scheme="https",
                widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
                error_messages={"invalid": _("This does not look like a web address, such as https://company.de.")},
            )
        case kind.FILE:
            return FileAnswer(question)
        case kind.CONSENT:
            return forms.BooleanField()
    return PlainText(max_length=LONGEST_TEXT)


_WRONG_CHOICE = {"invalid_choice": _("Please choose one of the answers offered.")}


def _choices(question: Question, answer: object) -> list[tuple[str, str]]:
    answered = answer if isinstance(answer, list) else [answer]
    return [
        (choice["value"], localized(choice["label"]))
        for choice in question.choices
        if not choice.get("retired") or choice["value"] in answered
    ]
