from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0014_event_venue'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='organiser_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='event',
            name='organiser_address',
            field=models.TextField(blank=True, db_default='', default='', max_length=500),
        ),
        migrations.AddField(
            model_name='event',
            name='imprint',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='event',
            name='privacy',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='event',
            name='conduct',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
