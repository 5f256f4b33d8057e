import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0022_membership_stage'),
        ('setup', '0003_event_tasks'),
    ]

    operations = [
        migrations.AddField(
            model_name='teaminvitation',
            name='stage',
            field=models.ForeignKey(blank=True, help_text='For that role.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='events.stage'),
        ),
        migrations.AlterField(
            model_name='teaminvitation',
            name='role',
            field=models.CharField(choices=[('owner', 'Owner'), ('organiser', 'Organiser'), ('reviewer', 'Reviewer'), ('programme', 'Programme team'), ('stage', 'Programme of one stage'), ('partners', 'Partner manager'), ('door', 'Door crew'), ('viewer', 'Viewer')], max_length=20),
        ),
    ]
