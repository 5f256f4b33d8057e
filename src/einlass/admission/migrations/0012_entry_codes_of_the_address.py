"""Entry codes become whole digests over salt and address: they are longer, and the entry keeps the address."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("admission", "0011_room_in_the_pages_of_entries")]

    operations = [
        migrations.AlterField(
            model_name="drawentry",
            name="code",
            field=models.CharField(max_length=80, help_text="See entry_codes.py; for a rehearsal with its prefix."),
        ),
        migrations.AddField(
            model_name="drawentry",
            name="email",
            field=models.EmailField(
                blank=True,
                default="",
                help_text="Of the application when the entries were frozen.",
                max_length=254,
            ),
            preserve_default=False,
        ),
    ]
