"""The database holds that announcements are numbered once, and that what is annulled says why."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("admission", "0014_count_the_announcements_so_far")]

    operations = [
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(
                fields=["event", "number"], name="one_number_per_announcement_of_an_event"
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=Q(committed_at=None, number=None, value_due_at=None, replaces=None)
                | Q(committed_at__isnull=False, number__isnull=False, number__gte=1, value_due_at__isnull=False),
                name="an_announcement_has_its_number_and_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(condition=~Q(replaces=F("pk")), name="a_draw_replaces_another_one"),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=Q(annulled_at=None) | ~Q(annulled_reason=""), name="an_annulled_draw_says_why"
            ),
        ),
    ]
