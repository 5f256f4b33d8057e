from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from einlass.events.models import AuditEntry
from einlass.programme.actions import release_schedule
from einlass.programme.models import Release
from tests.builders import NOON, make_event, make_placed_session, make_stage


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_people_who_release_at_once_each_get_a_number_and_none_is_lost():
    event = make_event()
    make_placed_session(event, make_stage(event), event.starts_at)
    together = Barrier(5)

    def release(number):
        together.wait()
        try:
            return release_schedule(event, {"en": f"By {number}"}, by="worker", at=NOON).number
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as people:
        numbers = list(people.map(release, range(5)))

    assert sorted(numbers) == [1, 2, 3, 4, 5]
    assert Release.objects.count() == 5
    assert AuditEntry.objects.filter(action="release_schedule").count() == 5
