import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0009_event_version'),
    ]

    operations = [
        migrations.CreateModel(
            name='EventDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='events.event')),
            ],
            options={
                'ordering': ['opens_at'],
                'constraints': [models.UniqueConstraint(fields=('event', 'opens_at'), name='one_day_per_opening'), models.CheckConstraint(condition=models.Q(('opens_at__lt', models.F('closes_at'))), name='day_opens_before_it_closes')],
            },
        ),
    ]
