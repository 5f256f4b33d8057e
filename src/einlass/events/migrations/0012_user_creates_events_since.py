from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0011_days_of_existing_events'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='creates_events_since',
            field=models.DateTimeField(blank=True, help_text='Since when one may make events.', null=True),
        ),
    ]
