from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0013_earlier_slug'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='map_url',
            field=models.URLField(blank=True, max_length=500, default='', db_default=''),
        ),
        migrations.AddField(
            model_name='event',
            name='directions',
            field=models.JSONField(blank=True, default=dict, help_text='Markdown per language.'),
        ),
    ]
