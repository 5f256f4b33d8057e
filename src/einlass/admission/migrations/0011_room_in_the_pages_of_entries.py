"""Half of each page of entries stays free on PostgreSQL: solving and drawing change each entry, and a change that finds
room in the same page touches no index."""

from django.db import migrations


def leave_room(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE admission_drawentry SET (fillfactor = 50)")


def fill(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE admission_drawentry RESET (fillfactor)")


class Migration(migrations.Migration):
    dependencies = [("admission", "0010_forecast")]

    operations = [migrations.RunPython(leave_room, fill)]
