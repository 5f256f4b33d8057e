"""Announcements are counted per event, say when the value will be known, and name the annulled draw that they replace."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("admission", "0012_entry_codes_of_the_address")]

    operations = [
        migrations.AddField(
            model_name="draw",
            name="number",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Of the announcement, among all of the event, from 1; empty until announced.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="draw",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                help_text="The annulled draw whose place this one takes, as announced. Nobody stays in by it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replacement",
                to="admission.draw",
            ),
        ),
        migrations.AddField(
            model_name="draw",
            name="value_due_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the value will be known, as announced; no value is taken before.",
                null=True,
            ),
        ),
    ]
