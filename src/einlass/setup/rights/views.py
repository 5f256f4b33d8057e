"""The table of rights, for everybody in the team."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.setup.rights.table import ROOMS, rows


@for_team(*Role)
@require_safe
def rights(request: HttpRequest, event: Event) -> HttpResponse:
    own = request.roles  # type: ignore[attr-defined]
    context = {
        "roles": [(role.label, role.value in own) for role in Role],
        "rooms": [(room.name, rows(room)) for room in ROOMS],
    }
    return render(request, "setup/rights/rights.html", context)
