"""How long it takes to make a conference of one's own: from the set-up address to a page that takes applications.

Starts an empty installation, walks the shortest way in a real Chromium and counts what a person does: fields typed and
clicks. Prints both and the seconds; exits 1 beyond the goal.

    python tools/stopwatch.py [--pictures FOLDER] [--language de] [--width 390] [--dark]
"""

import argparse
import base64
import hmac
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from time import monotonic, time
from typing import Final

from playwright.sync_api import Page, sync_playwright

MOST_FIELDS: Final = 25
MOST_CLICKS: Final = 12
DAYS_AHEAD: Final = 80


class Person:
    """Somebody at a browser, whose fields and clicks are counted."""

    def __init__(self, page: Page, pictures: Path | None) -> None:
        self.page = page
        self.pictures = pictures
        self.fields = self.clicks = self.pages = 0

    def type(self, field: str, text: str) -> None:
        self.page.fill(f"main [name={field}]", text)
        self.fields += 1

    def click(self, selector: str = "main form button[type=submit]") -> None:
        self.look()
        with self.page.expect_navigation():
            self.page.click(selector)
        self.clicks += 1

    def look(self) -> None:
        if self.pictures is not None:
            self.pages += 1
            self.page.screenshot(path=self.pictures / f"{self.pages:02}.png", full_page=True)


def walk(person: Person, address: str) -> None:
    """The shortest way there is."""
    page = person.page
    page.goto(address)
    person.type("name", "Ada Bergmann")
    person.type("email", "ada@example.org")
    person.type("password", "a long sentence to remember")
    person.click()
    secret = (page.text_content(".first-run__secret .code") or "").strip()
    person.type("code", six_digits(secret))
    person.click()
    person.click("main a.button")
    person.type("name", "Funken & Flügel 2027")
    person.type("day", (date.today() + timedelta(days=DAYS_AHEAD)).isoformat())  # noqa: DTZ011 - as a person reads it
    person.type("capacity", "400")
    person.type("venue", "Alte Weberei")
    person.click()
    for _step in ("dates", "seats", "form"):
        person.click()
    language = page.get_attribute("html", "lang") or "en"
    person.type(f"summary_{language}", "One day on which founders meet the companies of the region.")
    person.click()
    person.type("organiser_name", "Funkenwerk e. V., represented by Ada Bergmann")
    person.type("organiser_address", "Webergasse 1\n33602 Bielefeld")
    person.click()
    person.click("main form button.button--large")
    person.look()


def six_digits(secret: str) -> str:
    """What an authenticator app shows for a secret (RFC 6238)."""
    counter = struct.pack(">Q", int(time()) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def takes_applications(page: Page) -> bool:
    """Whether somebody who is not signed in finds the form."""
    page.context.clear_cookies()
    answer = page.goto(page.url.rstrip("/") + "/apply/")
    return answer is not None and answer.status == 200 and page.locator("input[name=email]").count() == 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--language", choices=("en", "de"), default="en")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--dark", action="store_true")
    chosen = parser.parse_args()
    if chosen.pictures:
        chosen.pictures.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = tempfile.mkdtemp(prefix="einlass-stopwatch-")
    command = [sys.executable, "-m", "einlass.config", "demo", "--empty", "--serve", f"--port={port}", "--workers=1"]
    server = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "EINLASS_DEVELOPMENT": "1", "EINLASS_DATA": data},
    )
    try:
        return measure(_address(server), chosen)
    finally:
        server.terminate()
        server.wait(40)
        shutil.rmtree(data, ignore_errors=True)


def measure(address: str, chosen: argparse.Namespace) -> int:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": chosen.width, "height": 900},
            locale=chosen.language,
            color_scheme="dark" if chosen.dark else "light",
        )
        page = context.new_page()
        person = Person(page, chosen.pictures)
        page.on("console", lambda message: print(message.text, file=sys.stderr) if message.type == "error" else None)
        page.on("pageerror", lambda error: print(error, file=sys.stderr))
        began = monotonic()
        walk(person, address)
        seconds = monotonic() - began
        is_open = takes_applications(page)
        browser.close()
    print(f"fields typed: {person.fields} (at most {MOST_FIELDS}), clicks: {person.clicks} (at most {MOST_CLICKS})")
    print(f"the page takes applications: {'yes' if is_open else 'no'}; {seconds:.1f} s of a machine's typing")
    return 0 if is_open and person.fields <= MOST_FIELDS and person.clicks <= MOST_CLICKS else 1


def _address(server: "subprocess.Popen[str]") -> str:
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"http\S+/setup/\S+", line):
            _wait_for(found[0])
            return found[0]
    raise SystemExit("The server printed no set-up address.")


def _wait_for(address: str) -> None:
    host, port = re.findall(r"//([^:/]+):(\d+)", address)[0]
    until = monotonic() + 60
    while monotonic() < until:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            continue
        return


if __name__ == "__main__":
    sys.exit(main())
