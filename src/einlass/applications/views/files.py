"""Files that were sent with an application: for the team, and for who sent them by their link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from einlass.applications.loaders import get_application_by_link
from einlass.applications.models import Application, Upload
from einlass.applications.sight import sight_of
from einlass.applications.uploads import download, upload_of
from einlass.events.access import by_link, for_team
from einlass.events.models import Event, Role


@by_link
@require_safe
def file(request: HttpRequest, event: Event, token: str, key: str) -> HttpResponse:
    return download(_upload(get_application_by_link(event, token), key))


@for_team(Role.ORGANISER, Role.REVIEWER)
@require_safe
def team_file(request: HttpRequest, event: Event, code: str, key: str) -> HttpResponse:
    application = get_object_or_404(Application, event=event, code=code)
    sight = sight_of(request, event)
    question = next((one for one in sight.questions(event.questions.all()) if one.key == key), None)
    if question is None:
        raise Http404
    upload = _upload(application, key)
    return download(upload, name=sight.file_name(question, upload.name))


def _upload(application: Application, key: str) -> Upload:
    upload = upload_of(application, key)
    if upload is None:
        raise Http404
    return upload
