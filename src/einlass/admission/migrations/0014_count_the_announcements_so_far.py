"""What was announced before gets its number, by the moment of its announcement, and the moment from which its value was due."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from django.db import migrations

# Of drand's quicknet, whose rounds alone were announced before.
GENESIS = datetime.fromtimestamp(1692803367, UTC)
PERIOD = timedelta(seconds=3)


def count(apps, schema_editor):
    draws = apps.get_model("admission", "Draw").objects
    numbers = Counter()
    announced = draws.filter(committed_at__isnull=False).order_by("committed_at", "pk")
    for draw in announced.only("event_id", "committed_at", "value_at", "drand_round"):
        numbers[draw.event_id] += 1
        due_at = draw.value_at or draw.committed_at
        if draw.drand_round is not None:
            due_at = GENESIS + (draw.drand_round - 1) * PERIOD
        draws.filter(pk=draw.pk).update(number=numbers[draw.event_id], value_due_at=due_at)


def forget(apps, schema_editor):
    apps.get_model("admission", "Draw").objects.update(number=None, value_due_at=None)


class Migration(migrations.Migration):
    dependencies = [("admission", "0013_number_and_moment_of_an_announcement")]

    operations = [migrations.RunPython(count, forget)]
