"""The form field that takes a file, and keeps it while the rest of the form is corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from einlass.applications.file_types import FILE_TYPES, FileKind, accepted_endings, kind_of
from einlass.applications.models import Application, Question
from einlass.applications.uploads import TooLarge, code_in, token_of, waiting_file

KEPT: Final = "_kept"
DROPPED: Final = "_dropped"


@dataclass(frozen=True)
class NewFile:
    """A file that was sent just now and is of a kind and size that the question allows."""

    file: UploadedFile
    kind: FileKind


class FileInput(forms.FileInput):
    """A file to choose, and the one that is there already: kept by a hidden token, taken out by a tick.

    owner: the application that is being changed; its files may be kept, and nobody else's.
    """

    template_name = "applications/file_input.html"
    needs_multipart_form = True

    def __init__(self, question: Question) -> None:
        self.question = question
        self.owner: Application | None = None
        self.kept: dict[str, Any] | None = None
        super().__init__({"accept": accepted_endings(question.file_types)})

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """A new file, else the answer that is kept, else None."""
        sent = super().value_from_datadict(data, files, name)
        self.kept = None if data.get(name + DROPPED) else self._kept_answer(data, data.get(name + KEPT, ""))
        return self.kept if sent is None else sent

    def _kept_answer(self, data: Mapping[str, Any], token: str) -> dict[str, Any] | None:
        if not token:
            return None
        submission_key = data.get("submission_key", "")
        return waiting_file(
            self.question.event, self.question.key, token, owner=self.owner, submission_key=submission_key
        )

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in files and name + KEPT not in data

    def format_value(self, value: Any) -> Any:
        """What is shown as kept: where a new file is refused, the one that was there before."""
        return value if code_in(value) else self.kept

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        kept = self.format_value(value)
        if (code := code_in(kept)) is not None:
            context["kept"] = {**kept, "token": token_of(code, self.question.key)}
        context["names"] = {"kept": name + KEPT, "dropped": name + DROPPED}
        return context


class FileAnswer(forms.Field):
    """Cleans to the answer that names a kept file, to a NewFile that is still to be kept, or to None."""

    def __init__(self, question: Question) -> None:
        super().__init__(widget=FileInput(question))
        self.question = question

    def clean(self, value: Any) -> Any:
        if value is None:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return self._checked(value) if isinstance(value, UploadedFile) else value

    def limits(self) -> str:
        """What may be sent, for the line below the field."""
        names = [str(FILE_TYPES[name][0]) for name in self.question.file_types if name in FILE_TYPES]
        text = _("%(kinds)s; at most %(number)d MB.")
        return text % {"kinds": "; ".join(names), "number": self.question.file_megabytes}

    def _checked(self, file: UploadedFile) -> NewFile:
        most = self.question.file_megabytes
        if isinstance(file, TooLarge) or (file.size or 0) > most * 1_000_000:
            text = _("This file is too large: %(size)s, where at most %(number)d MB are allowed.")
            raise ValidationError(text % {"size": filesizeformat(file.size or 0), "number": most}, code="too_large")
        if not file.size:
            raise ValidationError(_("This file is empty."), code="empty")
        file.seek(0)
        kind = kind_of(file.read())
        if kind is None or kind.type not in self.question.file_types:
            raise ValidationError(
                _("This is no file of the kinds allowed: %(limits)s") % {"limits": self.limits()}, code="kind"
            )
        return NewFile(file, kind)
