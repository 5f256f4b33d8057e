import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("applications", "0012_fewer_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="original",
            field=models.BinaryField(default=b"", help_text="The file, packed, to be read in another way."),
        ),
        migrations.AddField(model_name="importrun", name="undone_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="importrun",
            name="undone_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
