"""The modules of the admission's pages do what their own tests say."""

import subprocess
from pathlib import Path

import pytest

from tests.checkin_js.node import node_binary

HERE = Path(__file__).parent


@pytest.mark.parametrize("module", sorted(path.name for path in HERE.glob("*.test.mjs")))
def test_the_module_does_what_its_own_tests_say(module):
    run = subprocess.run(
        [node_binary(), "--test", str(HERE / module)], capture_output=True, text=True, timeout=120, check=False
    )

    assert run.returncode == 0, run.stdout + run.stderr
