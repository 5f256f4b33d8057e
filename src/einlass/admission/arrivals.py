"""How many people will come: the exact distribution, and how many seats may be given out beyond those there are.

Plain mathematics: no Django, no database, no clock. numpy is loaded when something is computed, not before.

Somebody who holds an offer comes with the chance that the offer is taken up times the chance that the ticket is used.
Were these rates known, the number of arrivals would be a sum of independent yes-or-no's with different chances: a
Poisson binomial. They are not known: an organiser says "about 85 of 100", and some people have been seen. A rate is
therefore a Beta distribution, and everybody of one kind shares the same unknown rate, which spreads the sum much wider
than the dice alone. Both are computed exactly, in sums without approximation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

    Distribution = np.ndarray[tuple[int], np.dtype[np.float64]]

# Chances below this are left out; a thousand of them do not change the last digit of any risk that is shown.
NEGLIGIBLE: Final = 1e-15


@dataclass(frozen=True)
class Rate:
    """What is known of a chance: as if `hits` of `of` people had said yes. of = 0 would say nothing and is refused.

    hits: 0 to `of`, need not be whole.  is_certain: the rate is hits / of exactly, and nothing is uncertain about it.
    """

    hits: float
    of: float
    is_certain: bool = False

    def __post_init__(self) -> None:
        if not (self.of > 0 and 0 <= self.hits <= self.of):
            raise ValueError(f"{self.hits} of {self.of} is no rate")

    @property
    def mean(self) -> float:
        return self.hits / self.of

    def after(self, hits: int, of: int) -> "Rate":
        """The rate, once `hits` of `of` more people were seen: a Beta prior, updated."""
        return Rate(self.hits + hits, self.of + of, self.is_certain)

    def certain(self) -> "Rate":
        return Rate(self.hits, self.of, is_certain=True)


ALWAYS: Final = Rate(1, 1, is_certain=True)


@dataclass(frozen=True)
class Kind:
    """People who behave alike, with rates of their own. Their rates are independent of those of other kinds.

    tickets: who come with the chance `show`.  offers: who take theirs up with the chance `take`, and then come like those.
    """

    tickets: int
    offers: int
    take: Rate
    show: Rate


def arrivals(kinds: Sequence[Kind]) -> "Distribution":
    """P(exactly k people come) for k = 0, 1, …, everybody. Cost: O(people²) for the widest kind."""
    import numpy as np

    return reduce(np.convolve, [_of_kind(kind) for kind in kinds], np.ones(1))


def risk_of_more_than(limit: int, distribution: "Distribution") -> float:
    """P(more than `limit` people come)."""
    return float(distribution[limit + 1 :].sum())


def quantile(share: float, distribution: "Distribution") -> int:
    """The smallest k with P(at most k come) ≥ share."""
    import numpy as np

    return int(np.searchsorted(np.cumsum(distribution), share - 1e-12))


def most_offers(kinds: Sequence[Kind], more: Kind, *, limit: int, risk: float, room: int) -> int:
    """How many more offers of the kind `more` may go out, 0 to `room`, so that P(more than `limit` come) ≤ risk.

    kinds: everybody else.  more: the kind the offers are of, as it stands.
    0 also where the risk is above the bound already: seats that were given out are not taken back.
    Each further offer can only raise the risk, so the answer is found by halving.
    """
    rest = arrivals(kinds)
    least, most = 0, room
    while least < most:
        middle = (least + most + 1) // 2
        if risk_with(rest, more, middle, limit=limit) <= risk:
            least = middle
        else:
            most = middle - 1
    return least


def risk_with(rest: "Distribution", kind: Kind, extra: int, *, limit: int) -> float:
    """P(more than `limit` come) if `extra` more offers of the kind go out beside the rest."""
    own = _of_kind(Kind(kind.tickets, kind.offers + extra, kind.take, kind.show))
    # P(rest + own > limit), summed over how many of this kind come, without the whole sum's distribution.
    import numpy as np

    tail = np.concatenate([np.cumsum(rest[::-1])[::-1], np.zeros(1)])  # tail[j] = P(rest ≥ j)
    needed = np.clip(limit + 1 - np.arange(len(own)), 0, len(tail) - 1)
    return float(own @ tail[needed])


@lru_cache(maxsize=128)
def _of_kind(kind: Kind) -> "Distribution":
    """First how many take up their offers, then, for each such number, how many of all with a ticket come."""
    import numpy as np

    taken = _Yeses(kind.take, kind.offers).of(kind.offers)
    coming = _Yeses(kind.show, kind.tickets + kind.offers)
    total = np.zeros(kind.tickets + kind.offers + 1)
    for more, chance in enumerate(taken):
        if chance > NEGLIGIBLE:
            holders = kind.tickets + more
            total[: holders + 1] += chance * coming.of(holders)
    total.flags.writeable = False
    return total


class _Yeses:
    """P(k of n say yes) for n up to `most`: binomial where the rate is certain, beta-binomial where it is not."""

    def __init__(self, rate: Rate, most: int) -> None:
        import numpy as np

        yes, no = rate.hits, rate.of - rate.hits
        self.mean, self.is_sure = rate.mean, yes == 0 or no == 0
        self.factorials = _rising(1, most)
        if self.is_sure:
            return
        if rate.is_certain:
            steps = np.arange(most + 1)
            self.hits, self.misses = steps * np.log(yes / rate.of), steps * np.log(no / rate.of)
            self.both = np.zeros(most + 1)
        else:
            self.hits, self.misses, self.both = (_rising(start, most) for start in (yes, no, rate.of))

    def of(self, people: int) -> "Distribution":
        import numpy as np

        if self.is_sure:
            sure = np.zeros(people + 1)
            sure[people if self.mean else 0] = 1
            return sure
        yes, no = slice(None, people + 1), slice(people, None, -1)
        choices = self.factorials[people] - self.factorials[yes] - self.factorials[no]
        return np.asarray(np.exp(choices + self.hits[yes] + self.misses[no] - self.both[people]))


def _rising(start: float, steps: int) -> "Distribution":
    """log of start · (start + 1) · …, for 0 to `steps` factors."""
    import numpy as np

    return np.concatenate([np.zeros(1), np.cumsum(np.log(start + np.arange(steps)))])
