from django.db import migrations
from django.db.models import F


def open_existing(apps, schema_editor):
    """Every event that was there before had public pages."""
    apps.get_model('events', 'Event').objects.filter(opened_at=None).update(opened_at=F('applications_open_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0007_event_state'),
    ]

    operations = [
        migrations.RunPython(open_existing, migrations.RunPython.noop),
    ]
