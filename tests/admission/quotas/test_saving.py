"""Quotas are saved all at once, with a trace, and never over somebody else's change."""

import threading

import pytest
from django.db import connection

from einlass.admission.actions import quotas_version, save_quotas
from einlass.admission.errors import QuotasChanged
from einlass.admission.models import Quota
from einlass.admission.quota_effect import Wanted
from einlass.events.models import AuditEntry
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import make_quota

pytestmark = pytest.mark.django_db


def stored(event):
    return [(one.attribute, one.value, one.least, one.most, one.scope) for one in event.quotas.all()]


def test_all_quotas_are_replaced_in_one_step_with_a_trace():
    event = make_event()
    make_quota(event, "category", "founder", least=4)
    version = quotas_version(event.quotas.all())

    save_quotas(
        event,
        [Wanted("category", "student", most=3), Wanted("region", "owl", 1, 9, "everybody"), Wanted("region", "nrw")],
        version=version,
        by=make_member(event),
        at=NOON,
    )

    assert stored(event) == [("category", "student", None, 3, "draw"), ("region", "owl", 1, 9, "everybody")]
    entry = AuditEntry.objects.get(action="save_quotas")
    assert [one["value"] for one in entry.before["quotas"]] == ["founder"]
    assert [one["value"] for one in entry.after["quotas"]] == ["student", "owl"]


def test_a_change_of_somebody_else_is_not_overwritten():
    event, other = make_event(), make_event()
    make_quota(other, "category", "founder", least=9)
    version = quotas_version(event.quotas.all())
    make_quota(event, "category", "founder", least=4)

    with pytest.raises(QuotasChanged):
        save_quotas(event, [], version=version, by=make_member(event), at=NOON)

    assert stored(event) == [("category", "founder", 4, None, "draw")]


def test_saving_what_is_there_leaves_no_trace():
    event = make_event()
    make_quota(event, "category", "founder", least=4)
    version = quotas_version(event.quotas.all())

    save_quotas(event, [Wanted("category", "founder", least=4)], version=version, by=make_member(event), at=NOON)

    assert not AuditEntry.objects.filter(action="save_quotas").exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_organisers_who_save_at_once_one_is_told():
    event = make_event()
    make_category(event, key="founder")
    organisers = [make_member(event), make_member(event)]
    version, barrier, told = quotas_version([]), threading.Barrier(2), []

    def save(organiser, least):
        barrier.wait()
        try:
            save_quotas(event, [Wanted("category", "founder", least=least)], version=version, by=organiser, at=NOON)
        except QuotasChanged:
            told.append(least)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(one, least)) for least, one in enumerate(organisers, start=1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(told) == 1
    assert Quota.objects.get().least == ({1, 2} - set(told)).pop()
