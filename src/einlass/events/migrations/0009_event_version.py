from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0008_existing_events_are_open'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1, help_text='Rises with each change of the settings.'),
        ),
    ]
