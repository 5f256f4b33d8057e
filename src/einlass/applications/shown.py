"""Which questions somebody was shown, in which words: sent along with the form, so that a change meanwhile is noticed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from einlass.applications.models import Question

LONGEST: Final = 10_000


@dataclass(frozen=True)
class Shown:
    """A short print of each question by its key; empty where nobody said what was shown."""

    prints: Mapping[str, str]

    @classmethod
    def of(cls, questions: Sequence[Question]) -> "Shown":
        return cls({question.key: _print(question) for question in questions})

    @classmethod
    def read(cls, text: str) -> "Shown":
        """What a page sent back; anything that is not such a text counts as nothing."""
        pairs = (part.partition(":") for part in text[:LONGEST].split())
        return cls({key: mark for key, colon, mark in pairs if colon})

    def __str__(self) -> str:
        return " ".join(f"{key}:{mark}" for key, mark in self.prints.items())

    def differs_from(self, now: "Shown") -> bool:
        """Whether other questions are shown now; their order makes no difference."""
        return bool(self.prints) and self.prints != now.prints

    def change_of(self, question: Question) -> str:
        """ "new", "changed" or "": how a question differs from what was shown."""
        if not self.prints:
            return ""
        if question.key not in self.prints:
            return "new"
        return "" if self.prints[question.key] == _print(question) else "changed"


def _print(question: Question) -> str:
    seen = [
        question.kind,
        question.label,
        question.help,
        question.offered_choices,
        question.required,
        question.condition,
        question.file_types,
        question.file_megabytes,
    ]
    text = json.dumps(seen, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:10]
