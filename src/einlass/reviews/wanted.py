"""Which applications somebody on the team wants to see: what the filters of the inbox say."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wanted:
    """Empty texts mean: any. `state` is '' for those that count, 'unproved', 'withdrawn' or 'all'."""

    search: str = ""
    category: str = ""
    verdict: str = ""
    coming: str = ""
    language: str = ""
    state: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)

    def without_personal_data(self) -> dict[str, object]:
        """The filters that are set, for the audit trail: that somebody searched, and not for whom."""
        plain = {
            "category": self.category,
            "verdict": self.verdict,
            "coming": self.coming,
            "language": self.language,
            "state": self.state,
            "answers": dict(self.attributes),
        }
        return {name: value for name, value in plain.items() if value} | ({"search": True} if self.search else {})
