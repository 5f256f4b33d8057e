from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0010_cause_of_earlier_versions'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='application',
            index=models.Index(condition=models.Q(('erased_at__isnull', False)), fields=['erased_at'], name='applications_erased'),
        ),
    ]
