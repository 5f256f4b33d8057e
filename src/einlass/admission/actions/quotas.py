"""Setting the event's quotas, all at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from einlass.admission.errors import QuotasChanged
from einlass.admission.models import Quota
from einlass.admission.quota_effect import Wanted
from einlass.events import audit
from einlass.events.models import Event, User


def quotas_version(quotas: Iterable[Quota | Wanted]) -> str:
    """Tells one set of quotas from another."""
    facts = sorted([one.attribute, one.value, one.least, one.most, one.scope] for one in quotas)
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


@transaction.atomic
def save_quotas(event: Event, wanted: Iterable[Wanted], *, version: str, by: User, at: datetime) -> list[Quota]:
    """Have exactly these quotas from now on; one without a bound is none. Draws that are frozen keep their own.

    version: of the quotas that these are to replace. Raises QuotasChanged if there are others by now.
    """
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    before = list(Quota.objects.filter(event=event))
    if quotas_version(before) != version:
        raise QuotasChanged(event)
    after = [
        Quota(event=event, attribute=one.attribute, value=one.value, scope=one.scope, least=one.least, most=one.most)
        for one in wanted
        if not one.is_empty
    ]
    if quotas_version(after) == version:
        return before
    Quota.objects.filter(event=event).delete()
    Quota.objects.bulk_create(after)
    audit.record(event, "save_quotas", "quotas", at=at, by=by, before=_facts(before), after=_facts(after))
    return after


def _facts(quotas: Iterable[Quota]) -> dict[str, list[dict[str, object]]]:
    return {
        "quotas": [
            {name: getattr(one, name) for name in ("attribute", "value", "least", "most", "scope")}
            for one in sorted(quotas, key=lambda one: (one.attribute, one.value))
        ]
    }
