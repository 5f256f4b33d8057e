"""What other rooms' pages show of the mails to one person."""

from django import template

from einlass.events.models import Event
from einlass.mail.catalogue import title_of
from einlass.mail.outbox.queries import undelivered_to

register = template.Library()


@register.inclusion_tag("mail/outbox/_undelivered.html")
def undelivered(event: Event, address: str) -> dict[str, object]:
    """{% undelivered event application.email %}: a notice where mails to this address did not go out."""
    rows = [{"message": one, "title": title_of(one.template)} for one in undelivered_to(event, address)]
    return {"event": event, "rows": rows}
