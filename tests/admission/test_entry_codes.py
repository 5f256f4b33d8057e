"""The code of an entry is the whole digest of the own salt and the own address, and stays what it was."""

import hashlib
import json
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.urls import reverse

from einlass.admission.actions import start_rehearsal
from einlass.admission.entry_codes import entry_code, new_salt, short_code
from einlass.admission.models import DrawEntry
from einlass.applications.erasure import erase_application
from einlass.applications.models import Application
from einlass.events.links import link_token
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import make_committed_draw, make_contingent, make_entrant, make_frozen_draw

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "entry-codes.json").read_text())


def test_codes_are_those_of_the_shared_vectors():
    for vector in VECTORS:
        assert entry_code(vector["salt"], vector["email"]) == vector["code"]
        assert short_code(vector["code"]) == vector["short"]


def test_one_letter_of_the_address_and_one_bit_of_the_salt_make_another_code():
    codes = {
        entry_code(salt, email)
        for salt in ("0" * 32, "0" * 31 + "1")
        for email in ("kim@example.org", "Kim@example.org")
    }

    assert len(codes) == 4


def test_a_salt_has_128_bits():
    assert {len(bytes.fromhex(new_salt())) for _ in range(20)} == {16}


@pytest.fixture
def application(db):
    event = make_event()
    make_contingent(event)
    return make_entrant(event, email="Kim+Talk@Example.org")


def own_page(client, application) -> str:
    token = link_token("application", application.code, application.link_version)
    return client.get(reverse("admission:applicant", args=[application.event.slug, token])).text


def test_an_entry_is_computed_from_the_address_as_it_was_typed(application):
    entry = make_frozen_draw(application.event).entries.get()

    assert entry.code == hashlib.sha256(bytes.fromhex(entry.salt) + b"Kim+Talk@Example.org").hexdigest()
    assert application.code not in entry.code


def test_the_prefix_of_a_rehearsal_is_outside_the_digest(application):
    rehearsal = start_rehearsal(application.event, by=make_member(application.event), at=NOON)
    entry = rehearsal.entries.get()

    assert entry.code == "REHEARSAL-" + entry_code(entry.salt, application.email)
    assert entry.short_code == "REHEARSAL-" + short_code(entry_code(entry.salt, application.email))


def test_the_link_of_the_own_page_gives_the_code_even_after_the_address_was_changed(client, application):
    draw = make_committed_draw(application.event)
    Application.objects.update(email="kim@elsewhere.example", email_normalised="kim@elsewhere.example")

    page = own_page(client, application)

    entry = draw.entries.get()
    fragment = page.split(reverse("admission:check", args=[draw.event.slug, draw.code]) + "#")[1].split('"')[0]
    given = {name: values[0] for name, values in parse_qs(fragment.replace("&amp;", "&")).items()}
    assert given == {"salt": entry.salt, "email": "Kim+Talk@Example.org"}
    assert entry_code(**given) == entry.code


def test_erasing_takes_salt_and_address_out_of_the_entry_and_leaves_the_code(application):
    code = make_committed_draw(application.event).entries.get().code

    erase_application(application, at=NOON)

    assert list(DrawEntry.objects.values_list("code", "salt", "email")) == [(code, "", "")]
    assert DrawEntry.objects.get().check_fragment == ""
