"""What a page has confirmed is kept, whatever happens to the server: the real one, killed while many people apply."""

import http.client
import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing, contextmanager
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

import psycopg
import pytest
from bench.server import ADDRESS, HOST, Server, environment
from django.utils.crypto import get_random_string

THREADS = 8
CONFIRMED_BEFORE_THE_KILL = 60
PREPARE = """
import django; django.setup()
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
from tests.builders import make_category, make_event
call_command("migrate", verbosity=0)
now = timezone.now()
event = make_event(slug="day", applications_open_at=now - timedelta(days=1), applications_close_at=now + timedelta(days=1))
make_category(event, key="founder")
"""


@contextmanager
def new_database():
    """The address of an empty database of the kind that the tests run on; None for a file in the data folder."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield None
        return
    name = f"durability_{uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def variables(tmp_path):
    with new_database() as database:
        yield environment(tmp_path, database, "einlass.config.settings")


def send(connection, number, key):
    """Send one application; true if the answer says that it is kept."""
    secret = get_random_string(32)
    form = {
        "csrfmiddlewaretoken": secret,
        "submission_key": key,
        "name": f"Person {number}",
        "email": f"person-{number}@example.org",
        "category": "founder",
        "team": "alone",
        "consent": "on",
    }
    headers = {
        "Host": HOST,
        "Cookie": f"csrftoken={secret}",
        "Referer": f"{ADDRESS}/day/apply/",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": f"10.0.{number // 250}.{number % 250}",
    }
    connection.request("POST", "/day/apply/", urlencode(form), headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 302, answer.status
    return answer.getheader("Location") == "/day/apply/sent/"


def send_until_killed(server):
    """Keep all threads sending, and kill the server once enough was confirmed; what was tried, and what confirmed."""
    numbers, tried, confirmed, enough = iter(range(10_000)), {}, [], threading.Event()
    lock = threading.Lock()

    def go_on():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        while True:
            with lock:
                number, key = next(numbers), str(uuid4())
                tried[key] = number
            try:
                is_kept = send(connection, number, key)
            except (OSError, http.client.HTTPException):
                return
            with lock:
                confirmed.extend([key] if is_kept else [])
                if len(confirmed) >= CONFIRMED_BEFORE_THE_KILL:
                    enough.set()

    threads = [threading.Thread(target=go_on) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    assert enough.wait(60)
    server.kill()
    for thread in threads:
        thread.join()
    return tried, confirmed


def kept(variables):
    """By form: how many applications, proof mails and audit entries there are."""
    found = rows(variables, "SELECT submission_key, code FROM applications_application")
    applications = [(str(UUID(str(key))), code) for key, code in found]
    mails = rows(variables, "SELECT context FROM mail_message WHERE template = 'applications/prove_address'")
    entries = rows(variables, "SELECT subject FROM events_auditentry WHERE action = 'applied'")
    of_form = Counter(form for form, _ in applications)
    mails_of = Counter((json.loads(context) if isinstance(context, str) else context)["code"] for (context,) in mails)
    entries_of = Counter(subject.removeprefix("application ") for (subject,) in entries)
    return {form: (of_form[form], mails_of[code], entries_of[code]) for form, code in applications}


def rows(variables, sql):
    """What is in the database, read without Django: a new process of it takes seconds to start."""
    if "DATABASE_URL" in variables:
        with psycopg.connect(variables["DATABASE_URL"]) as connection:
            return connection.execute(sql).fetchall()
    with closing(sqlite3.connect(f"{variables['EINLASS_DATA']}/einlass.sqlite3")) as connection:
        return connection.execute(sql).fetchall()


def test_nothing_confirmed_is_lost_when_the_server_is_killed_and_nothing_is_there_twice_when_it_is_sent_again(
    variables,
):
    subprocess.run([sys.executable, "-c", PREPARE], env=variables, check=True)
    tried, confirmed = send_until_killed(Server(variables))

    after_the_kill = kept(variables)
    server = Server(variables)
    try:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        for key in tried.keys() - set(confirmed):
            send(connection, tried[key], key)
    finally:
        server.kill()

    assert {key: after_the_kill.get(key) for key in confirmed} == dict.fromkeys(confirmed, (1, 1, 1))
    assert kept(variables) == dict.fromkeys(tried, (1, 1, 1))
