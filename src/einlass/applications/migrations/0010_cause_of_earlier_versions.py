import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0009_solved_challenges'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='earlierversion',
            name='cause',
            field=models.CharField(choices=[('applicant', 'by the applicant'), ('import', 'by a list that was imported'), ('merge', 'put together with another application'), ('separation', 'taken apart from another application')], db_default='applicant', default='applicant', max_length=20),
        ),
        migrations.AddField(
            model_name='earlierversion',
            name='replaced_by',
            field=models.ForeignKey(help_text='Of the team; empty where the applicant changed it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
