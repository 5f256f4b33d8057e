from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import migrations

MINUTE = timedelta(minutes=1)


def add(apps, schema_editor):
    _move(apps, MINUTE)


def take(apps, schema_editor):
    _move(apps, -MINUTE)


def _move(apps, by):
    """A deadline of 18:00 is saved as 18:01; one of 23:59 is midnight. What ends with the event stays with it."""
    Event = apps.get_model('events', 'Event')
    for event in Event.objects.all():
        # Seats that went back stay where they are: for them the day is over.
        for rows, field in (
            (apps.get_model('admission', 'Offer').objects.filter(event=event), 'expires_at'),
            (apps.get_model('admission', 'Announcement').objects.filter(event=event), 'expires_at'),
            (apps.get_model('admission', 'Contingent').objects.filter(event=event, returned_at=None), 'returns_at'),
            (apps.get_model('events', 'Partner').objects.filter(event=event), 'link_ends_at'),
        ):
            ends = rows.exclude(**{field: None}).order_by().values_list(field, flat=True).distinct()
            for end in sorted(ends, reverse=by > timedelta()):
                local = end.astimezone(ZoneInfo(event.zone))
                if (local.hour, local.minute) != (0, 0) and end != event.ends_at:
                    rows.filter(**{field: end}).update(**{field: end + by})


class Migration(migrations.Migration):

    dependencies = [
        ('admission', '0015_announcements_are_complete'),
        ('events', '0020_membership_ends_at'),
    ]

    operations = [
        migrations.RunPython(add, take),
    ]
