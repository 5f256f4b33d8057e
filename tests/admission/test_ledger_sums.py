"""Whatever is done to the ledger, in whatever order, by one or by several at once: its sums hold.

Must hold on SQLite and on PostgreSQL.
"""

from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from einlass.admission.errors import AdmissionError
from tests.admission.ledger_world import World

number = st.integers(min_value=0, max_value=6)
DEED = st.tuples(st.sampled_from(World.DEEDS), number, number, number)


class Ledger(RuleBasedStateMachine):
    """Each run happens in a transaction that is rolled back at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.world = World()

    @rule(deed=DEED)
    def do(self, deed: tuple[str, int, int, int]) -> None:
        before = self.world.sums()
        try:
            self.world.do(*deed)
        except AdmissionError:
            assert self.world.sums() == before, "A refusal changes nothing."

    @invariant()
    def holds(self) -> None:
        self.world.assert_ledger_holds()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)


@pytest.mark.django_db
def test_any_sequence_of_actions_keeps_the_sums():
    run_state_machine_as_test(Ledger, settings=settings(max_examples=25, stateful_step_count=25, deadline=None))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
# Without shrinking: what goes wrong between threads seldom goes wrong twice.
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(scripts=st.lists(st.lists(DEED, min_size=4, max_size=12), min_size=3, max_size=4))
def test_any_sequences_of_actions_from_several_connections_keep_the_sums(scripts):
    world = World()
    for purpose, size in enumerate((4, 3, 2)):
        world.do("open", purpose, size, 0)
    troubles: list[str] = []
    start = Barrier(len(scripts))

    def act(script: list[tuple[str, int, int, int]]) -> None:
        start.wait()
        try:
            for deed in script:
                try:
                    world.do(*deed)
                except AdmissionError:
                    continue
        except Exception as error:
            troubles.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=act, args=(script,)) for script in scripts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert troubles == []
    world.assert_ledger_holds()
