from django.db import migrations

from einlass.events.days import split_at_midnights


def fill(apps, schema_editor):
    Event, EventDay = apps.get_model('events', 'Event'), apps.get_model('events', 'EventDay')
    for event in Event.objects.filter(days=None):
        EventDay.objects.bulk_create(
            EventDay(event=event, opens_at=hours.opens_at, closes_at=hours.closes_at)
            for hours in split_at_midnights(event.starts_at, event.ends_at, event.zone)
        )


def empty(apps, schema_editor):
    apps.get_model('events', 'EventDay').objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0010_event_days'),
    ]

    operations = [
        migrations.RunPython(fill, empty),
    ]
