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
