"""The rules of one draw, as they stand in `Draw.rules`: quotas with their names, fixed when the entries are frozen.

attribute, value: the names as organisers wrote them in the event's first language; these are published.
key, option: of the attribute and its value in the form.  names: {"en": [attribute, value], …} for pages.
least, most: as they bind this draw.  scope: of the quota; over everybody, `asked` holds the quota's own bounds and
`coming` how many of those who are coming already count.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from einlass.admission.attributes import Attribute, Value, of_attribute
from einlass.admission.models import Quota
from einlass.events.models import Event
from einlass.web.localized import localized
from fairdraw.texts import LONGEST_NAME, clean

Rule = dict[str, Any]
PUBLISHED: Final = ("attribute", "value", "least", "most")
# fairdraw reads " & " in a name as "both"; with another sign it is a name like any other.
BOTH: Final = " & "
AND: Final = " + "


def make_rule(event: Event, quota: Quota, attribute: Attribute, value: Value, *, coming: int | None) -> Rule:
    """coming: how many who are coming count already, for a quota over everybody; else None."""
    language = event.languages[0] if event.languages else "en"
    taken = coming or 0
    return {
        "attribute": _published(attribute.names, language),
        "value": _published(value.names, language),
        "least": None if quota.least is None else max(quota.least - taken, 0),
        "most": None if quota.most is None else max(quota.most - taken, 0),
        "key": attribute.key,
        "option": value.key,
        "names": {one: [localized(attribute.names, one), localized(value.names, one)] for one in _languages(event)},
        "scope": quota.scope,
        "asked": {"least": quota.least, "most": quota.most},
        "coming": coming,
    }


def in_published_order(rules: Collection[Rule]) -> list[Rule]:
    """Sorted as fairdraw sorts them, so that a rule has the same number here and in the bundle; no two named alike."""
    names = [(rule["attribute"], rule["value"]) for rule in rules]
    for rule, name in zip(rules, names, strict=True):
        if names.count(name) > 1:
            rule["value"] = f"{rule['value']} ({rule['key']}: {rule['option']})"
    return sorted(rules, key=lambda rule: (rule["attribute"], rule["value"]))


def rule_name(rule: Mapping[str, Any]) -> str:
    """Attribute and value in the reader's language."""
    named: Sequence[str] = localized(rule.get("names")) or [rule["attribute"], rule["value"]]
    return of_attribute(named[0], named[1])


def _published(names: Mapping[str, str], language: str) -> str:
    """As it may be published: nothing in it that cannot be told apart by sight."""
    return clean(localized(names, language))[:LONGEST_NAME].strip().replace(BOTH, AND)


def _languages(event: Event) -> list[str]:
    return event.languages or ["en"]
