"""Whether this installation answers."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from einlass.events.access import public


@public
def healthz(request: HttpRequest) -> JsonResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
