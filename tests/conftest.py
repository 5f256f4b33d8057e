"""What every test may use: a real Chromium, and axe-core to look for barriers."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

import einlass
from einlass.config.preparation import compile_translations

AXE = Path(__file__).parent.parent / "node_modules/axe-core/axe.min.js"
# WCAG 2.2 at level AA, and all that it contains.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
PURE = {"fairdraw", "timetable"}
# How fast the machine is says nothing about the rule that is tested.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_configure() -> None:
    """A catalogue that was changed since the last set-up counts as it is now."""
    compile_translations(Path(einlass.__file__).parent)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The libraries know no database, so one run of their tests is enough."""
    for item in items:
        if PURE.intersection(item.path.relative_to(Path(__file__).parent).parts):
            item.add_marker("pure")


@pytest.fixture(autouse=True)
def _nobody_elses_language() -> Iterator[None]:
    """A page that the test before opened has left its language and its zone behind."""
    timezone.deactivate()
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def chromium_path() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail(f"None of {', '.join(names)} was found. Install one: sudo apt-get install chromium")
    return path


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    # Playwright's loop runs in this thread, and Django would take our queries for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def measured() -> set[Page]:
    """Pages that axe-core has looked at; it sets styles of its own, so the policy's complaints count no more."""
    return set()


@pytest.fixture
def open_page(chromium: Browser, measured: set[Page]) -> Iterator[Callable[..., Page]]:
    """open_page(url, width=390, scheme="dark", cookies=[…]): a page in a browser profile of its own.

    The test fails at its end if a page broke the Content-Security-Policy or a script stopped with an error.
    """
    contexts = []
    complaints: list[str] = []

    def open_page(
        url: str,
        *,
        width: int = 390,
        height: int = 844,
        scheme: str = "light",
        cookies: list[dict[str, str]] | None = None,
    ) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        context.add_cookies(cookies or [])  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("console", lambda message: complaints.extend(_complaint(message) if page not in measured else []))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def signed_in_cookies(client, live_server) -> Callable[..., list[dict[str, str]]]:
    """signed_in_cookies(user): for open_page(…, cookies=…)."""

    def cookies(user: object) -> list[dict[str, str]]:
        client.force_login(user)
        return [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]

    return cookies


@pytest.fixture
def barriers(measured: set[Page]) -> Callable[[Page], list[str]]:
    """barriers(page): what axe-core finds on a page, in light and in dark, each in words; empty if nothing."""

    def find(page: Page) -> list[str]:
        found = []
        # Colours that fade are measured half-way otherwise.
        page.emulate_media(reduced_motion="reduce")
        measured.add(page)
        page.evaluate(AXE.read_text())
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
            found += [
                f"{page.url} in {scheme}: {violation['help']} ({violation['id']}): {node['html']}: {node['failureSummary']}"
                for violation in result["violations"]
                for node in violation["nodes"]
            ]
        return found

    return find


def _complaint(message: ConsoleMessage) -> list[str]:
    is_one = message.type == "error" and "Failed to load resource" not in message.text
    return [f"{message.location.get('url')}: {message.text}"] if is_one else []


@pytest.fixture(autouse=True)
def _browser_was_noted_before(request, monkeypatch):
    """Queries are counted as on most pages: with which browser somebody came is noted once in ten minutes."""
    if {"django_assert_num_queries", "django_assert_max_num_queries"} & set(request.fixturenames):
        monkeypatch.setattr("einlass.events.session_store._note", lambda request, at: None)
