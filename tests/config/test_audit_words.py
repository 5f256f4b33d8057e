"""Every action of the audit trail has words: they are found in the code, so that a new one cannot be forgotten."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone
from django.utils.translation import override

import einlass
from einlass.setup.audit_trail.fields import FIELDS, value_in_words
from einlass.setup.audit_trail.objects import KINDS, read
from einlass.setup.audit_trail.words import ACTIONS

SOURCE = Path(einlass.__file__).parent
RECORDERS = {"audit.record", "audit.entry", "audit.record_many"}


class Recorded(ast.NodeVisitor):
    """Calls that write to the trail, each with the functions that it stands in."""

    def __init__(self) -> None:
        self.calls: list[tuple[ast.Call, list[ast.FunctionDef]]] = []
        self.inside: list[ast.FunctionDef] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.inside.append(node)
        self.generic_visit(node)
        self.inside.pop()

    def visit_Call(self, node: ast.Call) -> None:
        if ast.unparse(node.func) in RECORDERS:
            self.calls.append((node, list(self.inside)))
        self.generic_visit(node)


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts and path != SOURCE / "events" / "audit.py":
            yield path, ast.parse(path.read_text())


TREES = list(trees())
ENUMS = {
    f"{node.name}.{ast.unparse(line.targets[0])}": line.value.value
    for _path, tree in TREES
    for node in ast.walk(tree)
    if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "StrEnum" for base in node.bases)
    for line in node.body
    if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant)
}


def values_of(node: ast.expr, tree: ast.Module, inside: list[ast.FunctionDef]) -> set[str]:
    """Every action that an expression can be; an empty set where this cannot be seen."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        return values_of(node.body, tree, inside) | values_of(node.orelse, tree, inside)
    if isinstance(node, ast.Attribute):
        return {ENUMS[ast.unparse(node)]} if ast.unparse(node) in ENUMS else set()
    if isinstance(node, ast.Name) and inside:
        return assigned(node.id, tree, inside) or handed_in(node.id, tree, inside)
    return set()


def assigned(name: str, tree: ast.Module, inside: list[ast.FunctionDef]) -> set[str]:
    lines = [line for line in ast.walk(inside[-1]) if isinstance(line, ast.Assign)]
    return {
        value
        for line in lines
        if ast.unparse(line.targets[0]) == name
        for value in values_of(line.value, tree, inside)
    }


def handed_in(name: str, tree: ast.Module, inside: list[ast.FunctionDef]) -> set[str]:
    """What callers in the same file hand in under this name; an enumeration as a type means any of its members."""
    function = inside[-1]
    arguments = [*function.args.args, *function.args.kwonlyargs]
    place = [one.arg for one in arguments].index(name)
    found: set[str] = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if ast.unparse(call.func) == function.name:
            given = [key.value for key in call.keywords if key.arg == name] or call.args[place : place + 1]
            for one in given:
                found |= values_of(one, tree, [])
    kind = ast.unparse(arguments[place].annotation) if arguments[place].annotation else ""
    return found | {value for key, value in ENUMS.items() if key.startswith(f"{kind}.")}


def recorded() -> Iterator[tuple[str, ast.Call, set[str]]]:
    for path, tree in TREES:
        seen = Recorded()
        seen.visit(tree)
        for call, inside in seen.calls:
            yield f"{path.relative_to(SOURCE)}:{call.lineno}", call, values_of(call.args[1], tree, inside)


class TestWords:
    def test_every_action_in_the_code_can_be_read_off_it(self):
        assert [place for place, _call, actions in recorded() if not actions] == []

    def test_every_action_in_the_code_has_words_and_there_are_words_for_no_other(self):
        in_the_code = {action for _place, _call, actions in recorded() for action in actions}

        assert (in_the_code - ACTIONS.keys(), ACTIONS.keys() - in_the_code) == (set(), set())

    def test_words_are_two_different_ones_in_two_languages(self):
        for words in (*ACTIONS.values(), *(kind.words for kind in KINDS.values())):
            with override("de"):
                german = str(words)
            assert german != str(words) or german in {"Partner", "Ticket"}, german

    def test_every_field_that_is_written_out_has_a_label(self):
        written = {
            str(key.value)
            for _place, call, _actions in recorded()
            for keyword in call.keywords
            if keyword.arg in {"before", "after"}
            for node in ast.walk(keyword.value)
            if isinstance(node, ast.Dict)
            for key in node.keys
            if isinstance(key, ast.Constant)
        }

        assert written - FIELDS.keys() == set()

    def test_a_subject_is_read_by_its_longest_kind(self):
        assert read("team invitation 7KQ3M9XR") == ("team invitation", "7KQ3M9XR")
        assert read("team 7KQ3M9XR") == ("team", "7KQ3M9XR")
        assert read("quotas") == ("quotas", "")

    def test_values_are_words_and_not_json(self):
        with timezone.override("Europe/Berlin"):
            assert value_in_words("opens_at", "2026-06-01T08:00:00Z") == "Mon 1 June 2026, 10:00"
        assert value_in_words("is_pinned", True) == "yes"
        assert value_in_words("role", "door") == "Door crew"
        assert value_in_words("size", None) == "–"
        assert value_in_words("title", {"en": "Hello", "de": "Hallo"}) == "EN: Hello; DE: Hallo"
        assert value_in_words("rows", [{"key": "main", "capacity": 3}, {"key": "b"}]) == (
            "Key: main; Capacity: 3\nKey: b"
        )
