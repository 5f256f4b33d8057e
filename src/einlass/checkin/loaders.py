"""One loader per kind of object: what may be seen is loaded here, and nothing else is."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from einlass.checkin.models import Device, Gate
from einlass.events.models import Event


def get_gate_for_team(event: Event, code: str) -> Gate:
    """A gate of an event whose team the person belongs to."""
    if not code.isalnum():
        raise Http404
    return get_object_or_404(Gate.objects.select_related("event"), event=event, code=code)


def get_device_for_team(event: Event, code: str) -> Device:
    """A phone of an event whose team the person belongs to; the desk is not one."""
    return get_object_or_404(Device.objects.select_related("event", "gate"), event=event, code=code, is_desk=False)
