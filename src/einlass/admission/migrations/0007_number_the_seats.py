from django.db import migrations
from django.utils import timezone


def number_the_seats(apps, schema_editor):
    """Every contingent gets numbers, in the order of the contingents, and every taken seat one of its contingent's.

    Lines that ended before have no number: which seat it was, nobody wrote down.
    """
    Event = apps.get_model("events", "Event")
    for event in Event.objects.all():
        number = 0
        for contingent in event.contingents.order_by("pk"):
            number = _number(apps, event, contingent, after=number)


def _number(apps, event, contingent, *, after):
    Allotment, Seat = apps.get_model("admission", "Allotment"), apps.get_model("admission", "Seat")
    entry = apps.get_model("events", "AuditEntry").objects.filter(
        event=event, action="open_contingent", subject=f"contingent {contingent.code}"
    ).first()
    allotments = Allotment.objects.bulk_create(
        [
            Allotment(
                event=event,
                contingent=contingent,
                number=number,
                since_at=entry.at if entry else timezone.now(),
                began=entry,
            )
            for number in range(after + 1, after + contingent.size + 1)
        ],
        batch_size=500,
    )
    taken = list(Seat.objects.filter(contingent=contingent, freed_at=None).order_by("pk"))
    for seat, allotment in zip(taken, allotments):
        seat.allotment = allotment
    Seat.objects.bulk_update(taken, ["allotment"], batch_size=500)
    return after + contingent.size


def forget_the_numbers(apps, schema_editor):
    apps.get_model("admission", "Seat").objects.update(allotment=None)
    apps.get_model("admission", "Allotment").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("admission", "0006_allotments"),
    ]

    operations = [migrations.RunPython(number_the_seats, forget_the_numbers)]
