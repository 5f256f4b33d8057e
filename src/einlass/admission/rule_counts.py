"""How many entries count towards each rule of a draw."""

from django.db.models import Count, QuerySet

from einlass.admission.models import Draw, DrawEntry


def counts_by_rule(draw: Draw, entries: QuerySet[DrawEntry]) -> list[int]:
    """One number per rule, in their order. The database counts: there may be a million entries."""
    counts = [0] * len(draw.rules)
    for hits, number in entries.order_by().values_list("hits").annotate(number=Count("pk")):
        for hit in hits:
            counts[hit] += number
    return counts
