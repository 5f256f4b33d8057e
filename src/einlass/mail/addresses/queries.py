from django.db.models import QuerySet

from einlass.mail.models import DeadAddress, Message


def folded(address: str) -> str:
    """An address as it is compared: nobody has two mailboxes that differ in case."""
    return address.strip().casefold()


def marked(message: Message) -> QuerySet[DeadAddress]:
    """The mark on the address of a mail, where there is one and nobody has decided otherwise."""
    return DeadAddress.objects.filter(event=message.event_id, address=folded(message.to), released_at=None)
