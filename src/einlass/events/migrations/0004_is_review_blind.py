from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0003_asks_proof_of_work'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='is_review_blind',
            field=models.BooleanField(db_default=False, default=False, help_text='Reviewers see neither who applied nor answers hidden for this.'),
        ),
    ]
