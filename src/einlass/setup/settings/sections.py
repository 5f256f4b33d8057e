"""The parts of an event's settings, in the order in which one goes through them before it opens."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event


@dataclass(frozen=True)
class Section:
    """name: of its address; is_step: whether one is led through it before the event opens."""

    name: str
    label: str | Promise
    sentence: str | Promise
    is_step: bool = True

    def url(self, event: Event) -> str:
        return reverse(f"setup:{self.name}", args=[event.slug])


SECTIONS: Final = (
    Section("details", _("Name and place"), _("Name, address of the pages, venue, languages, time zone.")),
    Section("days", _("Days"), _("On which days, and from when to when."), is_step=False),
    Section("dates", _("Dates"), _("When applications open and close, when seats are drawn and offered.")),
    Section("seats", _("Seats"), _("How many there are, how they are given, what is set aside.")),
    Section("starting_form", _("Form"), _("What applicants are asked to begin with.")),
    Section("categories", _("Categories"), _("What one can come as."), is_step=False),
    Section("stages", _("Stages"), _("Where the programme happens."), is_step=False),
    Section("page", _("Page"), _("Texts, colour, logo and picture of the public page.")),
    Section("questions_asked", _("Often asked"), _("Questions that you answer once for all."), is_step=False),
    Section("legal", _("Legal texts"), _("Imprint, privacy, code of conduct.")),
    Section(
        "announcing",
        _("Announcing"),
        _("A short page before it opens, and a list of people who want to be told."),
        is_step=False,
    ),
    Section("opening", _("Opening"), _("What is tested before everybody sees it.")),
    Section("rehearsal", _("Rehearsal"), _("Your event with invented people, from form to doors."), is_step=False),
    Section("afterwards", _("Afterwards"), _("Close, archive, anonymise, delete."), is_step=False),
)
STEPS: Final = tuple(section for section in SECTIONS if section.is_step)
BY_NAME: Final = {section.name: section for section in SECTIONS}


def next_step(name: str) -> Section | None:
    """The step after one of that name; None after the last, and for a section that is none."""
    names = [section.name for section in STEPS]
    if name not in names or name == names[-1]:
        return None
    return STEPS[names.index(name) + 1]
