"""Gates and phones: setting up the door."""

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einlass.checkin.actions.gates import add_gate, change_gate, open_pairing, revoke_device
from einlass.checkin.forms import GateForm, PhoneForm
from einlass.checkin.loaders import get_device_for_team, get_gate_for_team
from einlass.checkin.models import Device
from einlass.events.access import for_team
from einlass.events.models import Event, Role


@require_safe
@for_team(Role.ORGANISER, Role.DOOR, looking=[Role.VIEWER])
def gates(request: HttpRequest, event: Event) -> HttpResponse:
    return _gates_page(request, event, PhoneForm(event=event))


@require_http_methods(["GET", "HEAD", "POST"])
@for_team(Role.ORGANISER)
def new_gate(request: HttpRequest, event: Event) -> HttpResponse:
    form = GateForm(
        request.POST or None,
        event=event,
        initial={"opens_at": event.doors_open_at, "closes_at": event.ends_at},
    )
    if request.method == "POST" and form.is_valid():
        gate = add_gate(event, **form.cleaned_data, at=timezone.now(), by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The gate “%(gate)s” is there. Pair a phone with it next.") % {"gate": gate})
        return redirect("checkin:gates", event.slug)
    status = 422 if form.errors else 200
    return render(request, "checkin/gate.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def one_gate(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    gate = get_gate_for_team(event, code)
    initial: dict[str, Any] = {
        "name": gate.name,
        "opens_at": gate.opens_at,
        "closes_at": gate.closes_at,
        "categories": gate.categories.all(),
    }
    form = GateForm(request.POST or None, event=event, gate=gate, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_gate(gate, **form.cleaned_data, at=timezone.now(), by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Saved. The phones at this gate learn of it within seconds."))
        return redirect("checkin:gates", event.slug)
    status = 422 if form.errors else 200
    return render(request, "checkin/gate.html", {"form": form, "gate": gate}, status=status)


@require_POST
@for_team(Role.ORGANISER, Role.DOOR)
def new_device(request: HttpRequest, event: Event) -> HttpResponse:
    form = PhoneForm(request.POST, event=event)
    if not form.is_valid():
        return _gates_page(request, event, form, status=422)
    device, code = open_pairing(
        form.cleaned_data["gate"],
        name=form.cleaned_data["name"],
        at=timezone.now(),
        by=request.user,  # type: ignore[arg-type]
    )
    # The database keeps only the hash; the page that shows the code is for the person who asked for it.
    request.session["pairing"] = {"device": device.code, "code": code}
    return redirect("checkin:device", event.slug, device.code)


@require_safe
@never_cache
@for_team(Role.ORGANISER, Role.DOOR)
def device(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """The pairing code of a phone, as long as it holds; to htmx, which asks again, the part that changes."""
    phone = get_device_for_team(event, code)
    kept = request.session.get("pairing", {})
    pairing_code = kept.get("code") if kept.get("device") == phone.code else None
    context: dict[str, Any] = {"device": phone}
    if pairing_code and phone.awaits_pairing(timezone.now()):
        address = request.build_absolute_uri(reverse("checkin:scanner", args=[event.slug]))
        context |= {"pairing_code": pairing_code, "door_address": address, **_symbol(f"{address}#{pairing_code}")}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "checkin/_device.html", context)
    return render(request, "checkin/device.html", context)


@require_POST
@for_team(Role.ORGANISER, Role.DOOR)
def revocation(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    phone = get_device_for_team(event, code)
    revoke_device(phone, at=timezone.now(), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("“%(device)s” may no longer scan. What it has scanned stays.") % {"device": phone})
    return redirect("checkin:gates", event.slug)


def _gates_page(request: HttpRequest, event: Event, form: PhoneForm, status: int = 200) -> HttpResponse:
    phones = Device.objects.filter(event=event, is_desk=False).select_related("gate").order_by("-pk")
    context = {
        "gates": event.gates.prefetch_related("categories"),
        "devices": [phone for phone in phones if phone.paired_at or phone.awaits_pairing(timezone.now())],
        "form": form,
        "may_change_gates": bool({Role.OWNER, Role.ORGANISER} & request.roles),  # type: ignore[attr-defined]
    }
    return render(request, "checkin/gates.html", context, status=status)


def _symbol(link: str) -> dict[str, Any]:
    symbol = segno.make_qr(link, error="m")
    path = "".join(f"M{x} {y}.5h1" for y, row in enumerate(symbol.matrix) for x, is_dark in enumerate(row) if is_dark)
    return {"symbol": path, "symbol_size": len(symbol.matrix) + 8}
