"""The lock files name packages and hashes, never addresses: whoever installs uses the registry of their own settings."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_python_lock_names_no_address_and_every_package_has_a_hash(path):
    lines = [line for line in path.read_text().splitlines() if not line.lstrip().startswith("#")]
    packages = [line for line in lines if "==" in line]

    assert [line for line in lines if "://" in line or line.startswith("-")] == []
    assert [line for line in packages if not line.rstrip().endswith("\\")] == []


def test_the_javascript_lock_names_no_address_but_where_to_give_money():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    without_funding = {
        name: {key: value for key, value in entry.items() if key != "funding"} for name, entry in packages.items()
    }

    assert [name for name, entry in without_funding.items() if "://" in json.dumps(entry)] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def test_every_kind_of_lock_is_there():
    assert {path.name for path in LOCKS} == {"bootstrap.lock", "node.lock", "run.lock", "dev.lock"}
