"""Applicants as groups that the team may write to. Who has withdrawn is in none."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from einlass.applications.models import Application
from einlass.events.models import Event
from einlass.mail.groups.registry import Group, Receiver


def groups(event: Event) -> list[Group]:
    own = Application.objects.of(event).filter(withdrawn_at=None)
    counted = own.filter(email_proved_at__isnull=False)
    by_category = [
        Group(
            f"applications.category.{category.key}",
            _("Applications that count: %(category)s") % {"category": category},
            partial(applicants, counted.filter(category=category)),
        )
        for category in event.categories.filter(takes_applications=True)
    ]
    return [
        Group("applications.counted", _("Applications that count"), partial(applicants, counted)),
        Group(
            "applications.unproved",
            _("Applications whose address is not confirmed"),
            partial(applicants, own.filter(email_proved_at=None)),
        ),
        *by_category,
    ]


def applicants(applications: QuerySet[Application], at: datetime) -> Iterator[Receiver]:
    """Those who are still there, whatever was asked for."""
    there = applications.filter(withdrawn_at=None, erased_at=None).exclude(email="").order_by("pk")
    for email, name, language, since, code in there.values_list("email", "name", "language", "submitted_at", "code"):
        yield Receiver(email, name, language, since, {"application_code": code})
