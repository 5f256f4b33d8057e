"""One loader per kind of object."""

from typing import cast

from django.http import Http404, HttpRequest

from einlass.applications.builder.queries import forms_to_copy
from einlass.applications.models import Question
from einlass.events.models import Event, User


def member(request: HttpRequest) -> User:
    """Who is signed in: the view's rule lets nobody else in."""
    return cast(User, request.user)


def get_question(event: Event, key: str) -> Question:
    """A question of the event by its key, archived ones too."""
    try:
        question = Question.objects.get(event=event, key=key)
    except Question.DoesNotExist as error:
        raise Http404 from error
    question.event = event
    return question


def get_form_to_copy(user: User, event: Event, slug: str) -> Event:
    """Another event whose form the user may copy; 404 for any other."""
    found = next((one for one in forms_to_copy(user, event) if one.slug == slug), None)
    if found is None:
        raise Http404
    return found
