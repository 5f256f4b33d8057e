"""Every variable of the environment is written down, and nothing is written down that is not read."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from einlass.config import environment

ROOT = Path(__file__).parent.parent.parent


def test_the_documentation_lists_exactly_the_variables_that_are_read():
    source = (ROOT / "src/einlass/config/environment.py").read_text()
    read = set(re.findall(r"os\.environ\.get\(\"([A-Z_]+)\"", source))
    documented = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/operating.md").read_text(), re.MULTILINE))

    assert documented == read


def test_the_environment_is_read_in_one_file_only():
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "src/einlass").rglob("*.py")
        if re.search(r"os\.(environ\.get|environ\[\"[A-Z_]+\"\](?! =)|getenv)", path.read_text())
    ]

    assert readers == ["src/einlass/config/environment.py"]


@pytest.fixture
def production(monkeypatch):
    for name in ("EINLASS_DEVELOPMENT", "EINLASS_SECRET_KEY", "EINLASS_URL", "EMAIL_URL", "EINLASS_MAIL_FROM"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("read", "name", "wrong"),
    [
        (environment.secret_key, "EINLASS_SECRET_KEY", "short"),
        (environment.public_url, "EINLASS_URL", "tickets.example.org"),
        (environment.mail_server, "EMAIL_URL", "http://mail.example.org"),
        (environment.mail_from, "EINLASS_MAIL_FROM", "nobody"),
    ],
)
def test_production_says_what_is_missing_or_wrong(production, read, name, wrong):
    with pytest.raises(ImproperlyConfigured, match=name):
        read()

    production.setenv(name, wrong)
    with pytest.raises(ImproperlyConfigured, match=name):
        read()


@pytest.mark.parametrize("wrong", ["0", "-1", "many", "1.5"])
def test_a_speed_that_is_no_number_is_refused(monkeypatch, wrong):
    monkeypatch.setenv("EINLASS_MAIL_PER_MINUTE", wrong)

    with pytest.raises(ImproperlyConfigured, match="EINLASS_MAIL_PER_MINUTE"):
        environment.mails_per_minute()


def test_a_database_of_another_kind_is_refused():
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        environment.database("mysql://localhost/einlass")


def test_a_database_address_is_read_with_its_special_characters():
    read = environment.database("postgresql://ein%40lass:p%2Fw@db.example.org:6432/events?sslmode=require")

    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"], read["NAME"]) == (
        "ein@lass",
        "p/w",
        "db.example.org",
        "6432",
        "events",
    )
    assert read["OPTIONS"] == {"prepare_threshold": 5, "sslmode": "require"}


def test_a_mail_address_is_read_with_its_special_characters(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://hello%40example.org:p%3Aw@mail.example.org")

    read = environment.mail_server()

    assert read is not None
    assert (read["EMAIL_HOST_USER"], read["EMAIL_HOST_PASSWORD"], read["EMAIL_PORT"]) == (
        "hello@example.org",
        "p:w",
        587,
    )
    assert (read["EMAIL_USE_TLS"], read["EMAIL_USE_SSL"]) == (True, False)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("EMAIL_URL", "smtp+tls://hello:pass#word@mail.example.org:587"),
        ("EMAIL_URL", "smtp+tls://hello:pass?word@mail.example.org:587"),
        ("EMAIL_URL", "smtp+tls://hello:pass/word@mail.example.org:587"),
        ("EMAIL_URL", "smtp://mail.example.org:many"),
        ("EMAIL_URL", "smtp://mail.example.org:99999"),
        ("EMAIL_URL", "smtp://[mail.example.org"),
        ("DATABASE_URL", "postgresql://einlass@db:five/einlass"),
        ("DATABASE_URL", "postgresql://[db/einlass"),
        ("EINLASS_URL", "https://[tickets.example.org"),
        ("EINLASS_URL", "https://tickets.example.org:https"),
        ("EINLASS_DRAND_RELAYS", "https://api.drand.sh:x"),
    ],
)
def test_an_address_that_cannot_be_read_is_a_sentence_with_its_name(production, variable, value):
    production.setenv(variable, value)
    read = {
        "EMAIL_URL": environment.mail_server,
        "DATABASE_URL": environment.database,
        "EINLASS_URL": environment.public_url,
        "EINLASS_DRAND_RELAYS": environment.drand_relays,
    }[variable]

    with pytest.raises(ImproperlyConfigured, match=variable):
        read()


def test_development_beside_an_https_address_is_refused(production):
    production.setenv("EINLASS_URL", "https://tickets.example.org")
    assert environment.public_url() == "https://tickets.example.org"

    production.setenv("EINLASS_DEVELOPMENT", "1")
    with pytest.raises(ImproperlyConfigured, match="EINLASS_DEVELOPMENT=1"):
        environment.public_url()


@pytest.mark.parametrize("variable", ["EINLASS_SECRET_KEY", "EMAIL_URL"])
def test_the_demo_is_refused_in_a_production_environment(production, variable):
    environment.refuse_demo_in_production()
    production.setenv(variable, "set")

    with pytest.raises(ImproperlyConfigured, match=variable):
        environment.refuse_demo_in_production()

    production.setenv("EINLASS_DEVELOPMENT", "1")
    environment.refuse_demo_in_production()
