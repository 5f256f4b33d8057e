from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import migrations

MINUTE = timedelta(minutes=1)


def add(apps, schema_editor):
    _move(apps, MINUTE)


def take(apps, schema_editor):
    _move(apps, -MINUTE)


def _move(apps, by):
    """More time for one person until 18:00 is saved as 18:01; until 23:59 it is midnight. Never beyond the draw."""
    Application = apps.get_model('applications', 'Application')
    for one in Application.objects.exclude(extended_until=None).select_related('event').only(
        'extended_until', 'event__zone', 'event__draw_at'
    ):
        local = one.extended_until.astimezone(ZoneInfo(one.event.zone))
        if (local.hour, local.minute) != (0, 0) and one.extended_until + by <= one.event.draw_at:
            Application.objects.filter(pk=one.pk).update(extended_until=one.extended_until + by)


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0013_import_run_original_and_undoing'),
        ('events', '0020_membership_ends_at'),
    ]

    operations = [
        migrations.RunPython(add, take),
    ]
