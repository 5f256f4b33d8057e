"""One loader per kind of object: what may be seen is loaded here, and nothing else is."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from einlass.applications.models import Application, ImportRun, ProofCode
from einlass.events.links import BadLink, read_link
from einlass.events.models import Event


def get_application_by_link(event: Event, token: str) -> Application:
    """The application a signed link opens; 404 if the link is not, or no longer, good."""
    try:
        code, version = read_link("application", token)
        return Application.objects.select_related("event", "category", "team").get(
            event=event, code=code, link_version=version
        )
    except (BadLink, Application.DoesNotExist) as error:
        raise Http404 from error


def get_code_of_browser(event: Event, submission_key: str | None) -> ProofCode | None:
    """The code of the form that this browser sent, as its cookie says; None if it sent none or the code is cleared."""
    try:
        key = UUID(submission_key or "")
    except ValueError:
        return None
    return ProofCode.objects.filter(event=event, submission_key=key).first()


def get_import(event: Event, code: str) -> ImportRun:
    """An import of the event by its code; the view's rule has let the organiser in."""
    run = get_object_or_404(ImportRun, event=event, code=code)
    run.event = event
    return run
