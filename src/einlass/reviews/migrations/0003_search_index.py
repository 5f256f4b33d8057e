"""An index for the search on PostgreSQL, where the extension pg_trgm may be created; without it searching is slower."""

from django.db import DatabaseError, migrations, transaction


def create(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            schema_editor.execute(
                "CREATE INDEX IF NOT EXISTS applications_search ON applications_application "
                "USING gin (search_text gin_trgm_ops)"
            )
    except DatabaseError:
        # The extension is not installed on the server, or this user may not create it.
        return


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS applications_search")


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0003_proof_code"),
        ("reviews", "0002_tags_notes_views_pool"),
    ]

    operations = [migrations.RunPython(create, drop)]
