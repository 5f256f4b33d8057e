"""Which applications somebody on the team wants to see: what the filters of the inbox say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from einlass.reviews.pool.fields import (
    CATEGORY,
    COMING,
    COUNTED,
    EDITED,
    LANGUAGE,
    LOOK,
    PREFIX,
    STATE,
    TAG,
    VERDICT,
)


@dataclass(frozen=True)
class Wanted:
    """Empty texts mean: any. `state` is '' for those that count, 'unproved', 'withdrawn' or 'all'.

    by_code: the search looks in codes alone, for who may not see more.
    """

    search: str = ""
    category: str = ""
    verdict: str = ""
    coming: str = ""
    language: str = ""
    state: str = ""
    edited: str = ""
    tag: str = ""
    look: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    by_code: bool = False

    def chosen(self) -> dict[str, str]:
        """The filters as fields and values of the pool; the search is none of them."""
        plain = {
            STATE: {"": COUNTED, "all": ""}.get(self.state, self.state),
            CATEGORY: self.category,
            VERDICT: self.verdict,
            COMING: self.coming,
            LANGUAGE: self.language,
            EDITED: self.edited,
            TAG: self.tag,
            LOOK: self.look,
            **{PREFIX + key: value for key, value in self.attributes.items()},
        }
        return {name: value for name, value in plain.items() if value}

    @property
    def chooses(self) -> bool:
        """Whether anything is searched for or filtered by."""
        return bool(self.without_personal_data())

    def without_personal_data(self) -> dict[str, object]:
        """The filters that are set, for the audit trail: that somebody searched, and not for whom."""
        plain = {
            "category": self.category,
            "verdict": self.verdict,
            "coming": self.coming,
            "language": self.language,
            "state": self.state,
            "edited": self.edited,
            "tag": self.tag,
            "look": self.look,
            "answers": dict(self.attributes),
        }
        return {name: value for name, value in plain.items() if value} | ({"search": True} if self.search else {})
