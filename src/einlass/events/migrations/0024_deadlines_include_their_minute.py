from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import migrations

MINUTE = timedelta(minutes=1)


def add(apps, schema_editor):
    """A deadline of 18:00 is saved as 18:01 from now on; one of 23:59 was saved as midnight before too."""
    Event = apps.get_model('events', 'Event')
    for event in Event.objects.all():
        later = event.applications_close_at + MINUTE
        if not _is_midnight(event.applications_close_at, event.zone) and later <= event.draw_at:
            Event.objects.filter(pk=event.pk).update(applications_close_at=later)


def take(apps, schema_editor):
    Event = apps.get_model('events', 'Event')
    for event in Event.objects.all():
        earlier = event.applications_close_at - MINUTE
        if not _is_midnight(event.applications_close_at, event.zone) and earlier > event.applications_open_at:
            Event.objects.filter(pk=event.pk).update(applications_close_at=earlier)


def _is_midnight(moment, zone):
    local = moment.astimezone(ZoneInfo(zone))
    return (local.hour, local.minute) == (0, 0)


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0023_browser_session'),
    ]

    operations = [
        migrations.RunPython(add, take),
    ]
