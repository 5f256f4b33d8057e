"""What this room refuses, said to people."""

from django.utils.translation import gettext as _

from einlass.events.days import BadDays, SkippedHour
from einlass.events.editions.errors import CapacityTooSmall, DatesOutOfOrder, SlugRefused
from einlass.events.editions.pictures import MEGABYTES, BadPicture


def slug_in_words(refusal: SlugRefused) -> str:
    texts = {
        "empty": _("Please give an address."),
        "malformed": _("Only small letters from a to z, digits, and single hyphens between them."),
        "reserved": _("“%(slug)s” is an address of Einlass."),
        "taken": _("“%(slug)s” belongs to another event, now or earlier."),
    }
    free = _("This one would do: %(free)s")
    return texts[refusal.reason] % {"slug": refusal.slug} + " " + free % {"free": refusal.free}


def days_in_words(refusal: BadDays | SkippedHour) -> str:
    if isinstance(refusal, SkippedHour):
        return _("On this day the clocks go forward, and %(clock)s does not exist.") % {
            "clock": f"{refusal.clock:%H:%M}"
        }
    texts = {
        "none": _("An event has at least one day."),
        "too_many": _("An event has at most 31 days."),
        "backwards": _("This day closes before it opens."),
        "too_long": _("A day can be open for at most 26 hours."),
        "overlap": _("This day opens before the one before it has closed."),
    }
    return texts[refusal.reason]


def dates_in_words(refusal: DatesOutOfOrder) -> list[tuple[str, str]]:
    """Field and sentence for each pair that stands the wrong way round; the later one is marked."""
    names = phase_names()
    text = _("“%(later)s” must not come before “%(earlier)s”.")
    return [(later, text % {"later": names[later], "earlier": names[earlier]}) for earlier, later in refusal.pairs]


def phase_names() -> dict[str, str]:
    """How each moment of an event is called, by its field."""
    return {
        "applications_open_at": _("Applications open"),
        "applications_close_at": _("Applications close"),
        "draw_at": _("The draw"),
        "offers_open_at": _("Seats are offered"),
        "programme_public_at": _("The programme is published"),
        "doors_open_at": _("The doors open"),
        "starts_at": _("The event begins"),
    }


def capacity_in_words(refusal: CapacityTooSmall) -> str:
    text = _(
        "%(allotted)d seats are set aside in contingents, so the hall cannot hold only %(capacity)d. Take seats from the contingents first."
    )
    return text % {"allotted": refusal.allotted, "capacity": refusal.capacity}


def picture_in_words(refusal: BadPicture) -> str:
    texts = {
        "too_large": _("The file is larger than %(number)d MB.") % {"number": MEGABYTES},
        "not_a_picture": _("This is no picture that we can read. JPEG, PNG, WebP, GIF and SVG are fine."),
        "too_many_pixels": _("The picture has more than 60 million pixels. Please make it smaller."),
        "too_small": _("The picture is too small to look good. A logo needs 64 pixels across, a title picture 640."),
        "active": _("This SVG holds scripts, links or other files. Please save it as a plain drawing, or as PNG."),
    }
    return texts[refusal.reason]
