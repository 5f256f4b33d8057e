"""Why a change to the form is refused."""

from collections.abc import Sequence

from einlass.applications.builder.checks import Problem
from einlass.applications.models import Question


class FormRefusal(Exception):
    """The form stays as it was."""


class QuestionChangedMeanwhile(FormRefusal):
    """Somebody else has saved this question since the page was opened."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.question = question


class FormChangedMeanwhile(FormRefusal):
    """The form is not the one any more whose differences were shown."""


class FormHasProblems(FormRefusal):
    """The questions would not make a form."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = list(problems)


class KindCannotChange(FormRefusal):
    """Answers given to the old kind would mean nothing in the new one."""

    def __init__(self, question: Question, kind: str, answers: int) -> None:
        super().__init__(question, kind, answers)
        self.question = question
        self.kind = kind
        self.answers = answers


class QuestionIsNeeded(FormRefusal):
    """Other questions are asked by the answer to this one."""

    def __init__(self, question: Question, dependants: Sequence[Question]) -> None:
        super().__init__(question, dependants)
        self.question = question
        self.dependants = list(dependants)


class MustStayBelow(FormRefusal):
    """A question would come before the one that decides whom it is asked."""

    def __init__(self, question: Question, needed: Question) -> None:
        super().__init__(question, needed)
        self.question = question
        self.needed = needed


class QuestionHasAnswers(FormRefusal):
    """Only a question that nobody answered can be deleted for good."""

    def __init__(self, question: Question, answers: int) -> None:
        super().__init__(question, answers)
        self.question = question
        self.answers = answers
