"""Runs the tests of the handles' arithmetic, which is written in JavaScript, with Node.js."""

import subprocess
from pathlib import Path

from tests.checkin_js.node import node_binary


def test_the_handles_do_what_their_own_tests_say():
    module = Path(__file__).parent / "quota-range.test.mjs"

    run = subprocess.run(
        [node_binary(), "--test", str(module)], capture_output=True, text=True, timeout=120, check=False
    )

    assert run.returncode == 0, run.stdout + run.stderr
