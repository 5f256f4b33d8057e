"""Having the archive written, fetching it, and importing one."""

from collections.abc import Iterator
from typing import IO

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from einlass.events.access import even_archived, for_creators, for_team
from einlass.events.models import Event
from einlass.setup.afterwards.queries import holdings_of
from einlass.setup.archiving.forms import ImportForm
from einlass.setup.archiving.writing import keep_pieces
from einlass.setup.event_tasks.actions import start_task
from einlass.setup.event_tasks.errors import TaskRunning
from einlass.setup.models import EventTask, TaskFile
from einlass.setup.signed_in import SignedInRequest


@for_team()
@even_archived
def archive(request: SignedInRequest, event: Event) -> HttpResponse:
    if request.method == "POST":
        try:
            task = start_task(EventTask.Kind.EXPORT, event, at=timezone.now(), by=request.user)
        except TaskRunning as running:
            task = running.task
        return redirect("setup:task", task.code)
    ready = EventTask.objects.filter(event=event, kind=EventTask.Kind.EXPORT, file_ends_at__gt=timezone.now())
    context = {"holdings": holdings_of(event), "ready": ready}
    return render(request, "setup/archiving/archive.html", context)


@for_team()
@never_cache
def archive_file(request: SignedInRequest, event: Event, code: str) -> HttpResponseBase:
    task = EventTask.objects.filter(
        event=event, kind=EventTask.Kind.EXPORT, code=code, file_ends_at__gt=timezone.now()
    ).first()
    if task is None:
        raise Http404
    answer = StreamingHttpResponse(_pieces(task), content_type="application/zip")
    answer.headers["Content-Length"] = str(task.file_size)
    answer.headers["Content-Disposition"] = f'attachment; filename="{event.slug}.zip"'
    return answer


@for_creators
def import_event(request: SignedInRequest) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        name = str(form.manifest["event"].get("name", ""))
        options = {"slug": form.cleaned_data["slug"]}
        task = start_task(
            EventTask.Kind.IMPORT, None, name=name, options=options, at=timezone.now(), by=request.user,
            before=lambda task: keep_pieces(task, _from_the_start(form.cleaned_data["file"])),
        )  # fmt: skip
        return redirect("setup:task", task.code)
    return render(request, "setup/archiving/import.html", {"form": form}, status=422 if form.errors else 200)


def _pieces(task: EventTask) -> Iterator[bytes]:
    """One after the other, so that a large archive needs no more memory than a small one."""
    for number in TaskFile.objects.filter(task=task).order_by("number").values_list("pk", flat=True):
        yield bytes(TaskFile.objects.get(pk=number).content)


def _from_the_start(file: IO[bytes]) -> IO[bytes]:
    file.seek(0)
    return file
