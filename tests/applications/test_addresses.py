"""When two addresses are one mailbox."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einlass.applications.addresses import domain_of, normalise_address


@pytest.mark.parametrize(
    ("typed", "normalised"),
    [
        (" Ada@Example.ORG ", "ada@example.org"),
        ("ada@example.org.", "ada@example.org"),
        ("A.d.a+fest@GoogleMail.com", "ada@gmail.com"),
        ("ada.l+x@example.org", "ada.l+x@example.org"),
        ("ada+fest@outlook.com", "ada@outlook.com"),
        ("ada.l+fest@outlook.com", "ada.l@outlook.com"),
        ("a.d_a-l+x@pm.me", "adal@proton.me"),
        ("ada-shop@yahoo.com", "ada@yahoo.com"),
        ("ada-shop@example.org", "ada-shop@example.org"),
        ("ada@me.com", "ada@icloud.com"),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("ａｄａ@example.org", "ada@example.org"),
        ("+x@gmail.com", "+x@gmail.com"),
    ],
)
def test_one_mailbox_is_always_written_the_same(typed, normalised):
    assert normalise_address(typed) == normalised


def test_different_people_of_one_company_stay_different():
    addresses = ["ada.l@firma.de", "adal@firma.de", "ada+l@firma.de", "ada-l@firma.de"]

    assert len({normalise_address(one) for one in addresses}) == 4


def test_the_domain_stands_in_its_ascii_form():
    assert domain_of(" ada@BÜCHER.example.") == "xn--bcher-kva.example"


letters = st.text(st.characters(categories=["Ll", "Lu", "Nd"], include_characters=".+-_"), min_size=1, max_size=12)
domains = st.sampled_from(
    ["gmail.com", "googlemail.com", "pm.me", "yahoo.de", "outlook.com", "firma.de", "bücher.example"]
)


@given(letters, domains)
def test_doing_it_twice_changes_nothing(local, domain):
    once = normalise_address(f"{local}@{domain}")

    assert normalise_address(once) == once
