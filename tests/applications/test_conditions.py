import json
import shutil
import subprocess
from pathlib import Path

import pytest

from einlass.applications.conditions import asked, is_asked

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "conditions.json").read_text())


@pytest.mark.parametrize("vector", VECTORS["is_asked"], ids=lambda vector: vector["says"])
def test_a_question_is_asked_as_its_condition_says(vector):
    assert is_asked(vector["condition"], vector["answers"]) is vector["asked"]


@pytest.mark.parametrize("vector", VECTORS["asked"], ids=lambda vector: vector["says"])
def test_questions_hang_together(vector):
    assert asked(vector["conditions"], vector["answers"]) == set(vector["keys"])


def test_the_browser_applies_the_same_rule():
    node = shutil.which("node")
    assert node, "node comes with `make install`"

    run = subprocess.run(
        [node, "--test", str(Path(__file__).parent / "conditions.test.mjs")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
