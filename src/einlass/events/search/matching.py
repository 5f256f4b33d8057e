"""Whether what somebody typed means a name, an address or a code; knows no database.

Forgiven are case, accents, ä written as ae, the order of words, parts of words, signs between them, and, once nothing
fits otherwise, one wrong, missing, surplus or swapped letter in each word of four letters or more, and letters of a
code that look alike.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from einlass.events.codes import typed_code
from einlass.web.folding import folded

LONGEST: Final = 100
MOST_WORDS: Final = 8
# Each doubles the ways to write a piece of a word.
MOST_UMLAUTS: Final = 2
SHORTEST_WITH_TYPO: Final = 4
SHORTEST_CODE: Final = 3
# A code's beginning of five letters is hardly ever also the one of another.
SHORTEST_MISREAD_CODE: Final = 6
# How good a match is; smaller is better.
CODE, WHOLE, BEGINNING, INSIDE, NEAR, ELSEWHERE = -9, 0, 1, 3, 6, 2
LOOK_ALIKES: Final = ("0OQDCG6", "1ILJ7T", "2Z", "38BEF", "5S", "UVYWX", "MNH", "4A", "PR")

_WORD: Final = re.compile(r"[^\W_]+")
_UMLAUT: Final = re.compile("([aou])e+")
_SHAPES: Final = {ord(letter): letters[0] for letters in LOOK_ALIKES for letter in letters}


@dataclass(frozen=True)
class Query:
    """What was typed. words: simplified, each to be found; code: as a code; allows_typos: the second, kinder look."""

    text: str
    words: tuple[str, ...]
    code: str
    allows_typos: bool = False

    @classmethod
    def read(cls, typed: str, *, allows_typos: bool = False) -> "Query":
        text = " ".join(typed[:LONGEST].split())
        return cls(text, tuple(words_of(text)[:MOST_WORDS]), typed_code(text), allows_typos)

    def kinder(self) -> "Query":
        return Query(self.text, self.words, self.code, allows_typos=True)

    def score(self, *texts: str, code: str = "") -> int | None:
        """How well this is meant, smaller is better; None if it is not.

        texts: what the words may stand in; the first is the name, where they count for more.
        """
        if code and self.means_code(code):
            return CODE
        if not (self.words and texts):
            return None
        simple = simplified("\n".join(texts))
        if not all(_may_stand(word, simple, allows_typos=self.allows_typos) for word in self.words):
            return None
        score = self._score_in(simplified(texts[0]))
        return score if score is not None else self._score_in(simple, more=ELSEWHERE)

    def means_code(self, code: str) -> bool:
        """Whether what was typed begins this code; at the kinder look, whether it is the code, misread or mistyped."""
        if len(self.code) >= SHORTEST_CODE and code.startswith(self.code):
            return True
        if not self.allows_typos or len(self.code) < SHORTEST_MISREAD_CODE:
            return False
        return shape(self.code) == shape(code) or differs_by_one(self.code, code)

    def _score_in(self, simple: str, *, more: int = 0) -> int | None:
        tokens, total = _WORD.findall(simple), more
        for word in self.words:
            score = self._score_of_word(word, simple, tokens)
            if score is None:
                return None
            total += score
        return total

    def _score_of_word(self, word: str, simple: str, tokens: list[str]) -> int | None:
        if word in simple:
            if word in tokens:
                return WHOLE
            return BEGINNING if any(token.startswith(word) for token in tokens) else INSIDE
        if self.allows_typos and any(is_near(word, token) for token in tokens):
            return NEAR
        return None


def simplified(text: str) -> str:
    """Folded, and umlauts as one letter however they are written: 'Müller', 'Mueller' and 'muller' are the same."""
    return _UMLAUT.sub(r"\1", folded(text))


def words_of(text: str) -> list[str]:
    """The words of a text, simplified; signs part them."""
    return _WORD.findall(simplified(text))


def shape(code: str) -> str:
    """A code as it looks: letters and digits that are taken for each other become the same sign."""
    return code.translate(_SHAPES)


def is_near(word: str, token: str) -> bool:
    """Whether the word is the token, or a beginning of it, but for one letter."""
    if len(word) < SHORTEST_WITH_TYPO or len(token) < len(word) - 1:
        return False
    return any(
        differs_by_one(word, token[: len(word) + more]) for more in (-1, 0, 1) if len(word) + more <= len(token)
    )


def differs_by_one(one: str, other: str) -> bool:
    """Whether one letter is wrong, missing or surplus, or two neighbours are swapped; true for equal texts too."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    return one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]


def _may_stand(word: str, simple: str, *, allows_typos: bool) -> bool:
    """Says no quickly to nearly every text that the word does not stand in."""
    if word in simple:
        return True
    if not allows_typos:
        return False
    return any(all(part in simple for part in parts) for parts in certain_parts(word, allows_typos=True))


@lru_cache(maxsize=256)
def certain_parts(word: str, *, allows_typos: bool) -> list[list[str]]:
    """What a database looks for before the words are compared: in a text that has the word, all parts of one of the
    lists stand, whether its umlauts are written with one letter or with two.

    One wrong letter leaves the word's first or second half as it is; two swapped ones in its middle leave what stands
    before and after them.
    """
    if not allows_typos or len(word) < SHORTEST_WITH_TYPO:
        return _written(word)
    middle = len(word) // 2
    before, after = _written(word[: middle - 1]), _written(word[middle + 1 :])
    around = [[*one, *other] for one in before for other in after]
    return [*_written(word[:middle]), *_written(word[middle:]), *around]


def _written(piece: str) -> list[list[str]]:
    """The ways to write a piece of a word: 'mull' as 'mull' and 'muell'. With many of a, o, u, what stands between."""
    places = [place for place, letter in enumerate(piece) if letter in "aou"]
    if len(places) > MOST_UMLAUTS:
        return [[part for part in re.split(r"(?<=[aou])", piece) if part]]
    ways = []
    for chosen in product(("", "e"), repeat=len(places)):
        letters = list(piece)
        for place, more in zip(places, chosen, strict=True):
            letters[place] += more
        ways.append(["".join(letters)] if letters else [])
    return ways
