"""Short public codes that people read out and type."""

import secrets

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: they look or sound alike.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"


def new_code(length: int = 8) -> str:
    """A random code; 8 letters make 7.8e10 of them, so a guess is hopeless and a clash is rare."""
    # One draw for all letters: each asks the system for new randomness, which takes longer than the rest.
    number, letters = secrets.randbelow(len(ALPHABET) ** length), ""
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return letters


def typed_code(text: str) -> str:
    """What somebody typed, as a code: upper case, without spaces and hyphens."""
    return "".join(letter for letter in text.upper() if letter.isalnum())
