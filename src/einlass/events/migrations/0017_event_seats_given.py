from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0016_event_questions_asked'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='seats_given',
            field=models.CharField(choices=[('draw', 'By lot'), ('curated', "By the team's choice"), ('both', 'Some by choice, the others by lot')], db_default='both', default='both', max_length=10),
        ),
    ]
