"""What the scanner needs to start without a network."""

import json
import posixpath
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import translation

from einlass.checkin.scanner_words import scanner_words
from tests.builders import make_event

pytestmark = pytest.mark.django_db
SCRIPTS = settings.PACKAGE / "checkin/static/checkin"
FRAME = settings.PACKAGE / "web/static/web"


def static_folder(source: Path) -> str:
    """The address of the folder that a static file is in."""
    return "/static/" + source.parent.as_posix().rpartition("/static/")[2]


def shell_of(client, event):
    script = client.get(reverse("checkin:service_worker", args=[event.slug])).content.decode()
    return json.loads(re.match(r"self\.doorShell = (.*);\n", script)[1]), script


def test_the_service_worker_names_files_that_all_exist(client):
    event = make_event()

    shell, script = shell_of(client, event)

    assert 'importScripts("/static/checkin/service-worker.js")' in script
    for address in shell["files"]:
        name = address.removeprefix("/static/")
        assert finders.find(name) if name != address else client.get(address).status_code == 200, address
    assert len(set(shell["files"])) == len(shell["files"])


def test_every_file_that_a_script_or_stylesheet_names_is_kept_for_offline(client):
    shell, _ = shell_of(client, make_event())

    scripts = [*SCRIPTS.glob("*.js"), *FRAME.rglob("*.js")]
    named = {
        posixpath.normpath(f"{static_folder(source)}/{path}")
        for sources, pattern in (
            (scripts, r"""(?:from |import\()"(\..*?)\""""),
            ([*SCRIPTS.glob("*.css"), *FRAME.rglob("*.css")], r"""url\("(.*?)"\)"""),
        )
        for source in sources
        for path in re.findall(pattern, source.read_text())
    }

    assert named - set(shell["files"]) == set()
    assert len(named) > 30


def test_another_event_has_another_version(client):
    one, _ = shell_of(client, make_event())
    other, _ = shell_of(client, make_event())

    assert one["page"] != other["page"]
    assert one["version"] != other["version"]


def test_only_the_page_and_its_worker_may_compile_webassembly(client):
    event = make_event()

    policies = {
        name: client.get(reverse(f"checkin:{name}", args=[event.slug])).headers["Content-Security-Policy"]
        for name in ("scanner", "decoder", "service_worker", "manifest")
    }

    assert [name for name, policy in policies.items() if "wasm-unsafe-eval" in policy] == ["scanner", "decoder"]
    assert not any("unsafe-inline" in policy or "'unsafe-eval'" in policy for policy in policies.values())


def test_the_page_can_be_installed(client):
    event = make_event(name="Founders Day")

    manifest = client.get(reverse("checkin:manifest", args=[event.slug])).json()

    assert manifest["name"] == "Door: Founders Day"
    assert manifest["start_url"] == manifest["scope"] == f"/{event.slug}/door/"


def test_the_page_holds_nothing_personal_for_a_stranger(client):
    event = make_event()

    page = client.get(reverse("checkin:scanner", args=[event.slug])).content.decode()

    assert "data-gate-form" not in page
    assert "Sign in" in page


def test_the_scripts_use_the_words_that_there_are():
    words = set(scanner_words())
    used: set[str] = set()
    for script in SCRIPTS.glob("*.js"):
        source = script.read_text()
        used |= set(re.findall(r"\bsay\(\s*\"(\w+)\"", source))
        used |= set(re.findall(r"(?:#tell|complain)\(\"(\w+)\"\)", source))
        for key in re.findall(r"\bcount\(\s*\"(\w+)\"", source):
            used |= {f"{key}_one", f"{key}_other"}

    assert used - words == set()


@pytest.mark.parametrize("language", ["en", "de"])
def test_values_have_the_same_names_in_every_language(language):
    english = scanner_words()

    with translation.override(language):
        words = scanner_words()

    def names(text: str) -> list[str]:
        return sorted(re.findall(r"\{\w+\}", text))

    assert {key: names(text) for key, text in words.items()} == {key: names(text) for key, text in english.items()}
