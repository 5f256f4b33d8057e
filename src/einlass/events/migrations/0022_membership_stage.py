import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0021_event_afterwards'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='membership',
            name='each_role_once_per_person_and_event',
        ),
        migrations.AddField(
            model_name='membership',
            name='stage',
            field=models.ForeignKey(blank=True, help_text='Of whom the role is about one stage.', null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='memberships', to='events.stage'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('owner', 'Owner'), ('organiser', 'Organiser'), ('reviewer', 'Reviewer'), ('programme', 'Programme team'), ('stage', 'Programme of one stage'), ('partners', 'Partner manager'), ('door', 'Door crew'), ('viewer', 'Viewer')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', None)), fields=('user', 'event', 'role'), name='each_role_once_per_person_and_event'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('stage', None), _negated=True), fields=('user', 'stage'), name='each_stage_once_per_person'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role', 'stage'), ('stage__isnull', False)), models.Q(models.Q(('role', 'stage'), _negated=True), ('stage', None)), _connector='OR'), name='the_role_of_one_stage_has_a_stage'),
        ),
    ]
