"""Who gets a message: the groups put together, each address once. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from einlass.mail.addresses.queries import folded
from einlass.mail.groups.registry import Receiver


@dataclass(frozen=True)
class Receivers:
    """people: each address once, by address; dead: those left out because their address does not exist."""

    people: list[Receiver]
    dead: list[Receiver]

    def __len__(self) -> int:
        return len(self.people)


def put_together(
    chosen: Iterable[Receiver],
    excluded: Iterable[Receiver],
    *,
    languages: Collection[str],
    known_languages: list[str],
    dead: Collection[str],
) -> Receivers:
    """The chosen without the excluded.

    languages: only people with one of these; empty: all. known_languages: of the event; whoever has none of them gets
    the first. dead: folded addresses.
    """
    left_out = {folded(one.address) for one in excluded}
    by_address: dict[str, Receiver] = {}
    for one in chosen:
        address = folded(one.address)
        if address and address not in left_out:
            by_address[address] = _merged(by_address[address], one) if address in by_address else one
    found = [
        (address, replace(one, language=_language(one, known_languages)))
        for address, one in sorted(by_address.items())
    ]
    wanted = [(address, one) for address, one in found if not languages or one.language in languages]
    return Receivers(
        people=[one for address, one in wanted if address not in dead],
        dead=[one for address, one in wanted if address in dead],
    )


def _merged(first: Receiver, second: Receiver) -> Receiver:
    """One person by two ways: the newer name and language, where there is one, and all codes."""
    older, newer = sorted([first, second], key=lambda one: one.known_at)
    return replace(
        newer,
        name=newer.name or older.name,
        language=newer.language or older.language,
        facts={**older.facts, **newer.facts},
    )


def _language(one: Receiver, known: list[str]) -> str:
    return one.language if one.language in known else next(iter(known), "en")
