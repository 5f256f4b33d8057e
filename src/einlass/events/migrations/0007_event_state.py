from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0006_fewer_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='opened_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='archived_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
