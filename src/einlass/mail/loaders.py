from email.message import EmailMessage

from django.http import Http404

from einlass.mail import mailbox


def get_mail(code: str) -> EmailMessage:
    """A mail of the local mailbox; else 404."""
    mail = mailbox.mail(code)
    if mail is None:
        raise Http404
    return mail
