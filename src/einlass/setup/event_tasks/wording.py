"""What a task is doing, said to people."""

from django.utils.translation import gettext_lazy as _

STEPS = {
    "": _("It begins in a moment."),
    "statistics": _("Counting what is to stay"),
    "people": _("Taking out names, addresses and answers"),
    "trail": _("Chaining the audit trail again"),
    "rows": _("Deleting the rows"),
    "writing": _("Writing the tables"),
    "checking": _("Checking the archive"),
    "reading": _("Reading the tables"),
    "event": _("Copying your event"),
    "applications": _("People apply"),
    "review": _("The team decides"),
    "draw": _("Everybody else goes to the draw"),
    "offers": _("The draw is held, and offers go out"),
    "programme": _("Offers are answered, the programme is released"),
    "doors": _("The doors open"),
}
