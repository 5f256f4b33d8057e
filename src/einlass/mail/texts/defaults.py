"""The default text of a mail in the language of edited mails, worked out from its template.

Every expression of the template gets a name; the text refers to it, and a mail is written by evaluating the template's own
expression. So a default that is saved unchanged writes the same mail as the template does: a test compares them all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Final

from django.template import Context, NodeList, engines
from django.template.base import FilterExpression, Node, TextNode, VariableDoesNotExist, VariableNode
from django.template.base import Template as Compiled
from django.template.defaulttags import CommentNode, ForNode, IfNode, LoadNode, TemplateLiteral
from django.template.library import SimpleNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils import translation

from einlass.mail.texts.language import literal

PREFIX: Final = "Subject: "


class UnknownNode(Exception):
    """A template uses a tag that has no counterpart in edited mails."""


@dataclass
class MailDefault:
    """subject, text: as the team edits them. Values and conditions by name; set_up: what must run before them."""

    subject: str
    text: str
    values: dict[str, Callable[[Context], str]] = field(default_factory=dict)
    conditions: dict[str, Callable[[Context], bool]] = field(default_factory=dict)
    set_up: list[tuple[list[str], Node]] = field(default_factory=list)

    @property
    def links(self) -> list[str]:
        return [name for name in self.values if name.endswith("_link")]


@cache
def default_of(template: str, language: str) -> MailDefault:
    """Raises TemplateDoesNotExist."""
    app, _, mail = template.partition("/")
    compiled: Compiled = engines["django"].get_template(f"{app}/mail/{mail}.md").template  # type: ignore[attr-defined]
    with translation.override(language):
        reader = _Reader(compiled)
        source = reader.nodes(compiled.nodelist).lstrip()
    first, _, rest = source.partition("\n")
    reader.found.subject = first.removeprefix(PREFIX).strip()
    reader.found.text = rest.strip() + "\n"
    return reader.found


def context_of(found: MailDefault, template: str, facts: dict[str, Any]) -> Context:
    """What the expressions of a mail are evaluated in."""
    app, _, mail = template.partition("/")
    context = Context(facts)
    context.template = engines["django"].get_template(f"{app}/mail/{mail}.md").template  # type: ignore[attr-defined]
    for guards, node in found.set_up:
        if all(found.conditions[name](context) for name in guards):
            node.render(context)
    return context


class _Reader:
    """Walks a compiled template. guards: the conditions under which the node at hand is written."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.found = MailDefault("", "")
        self.signatures: dict[str, str] = {}
        self.guards: list[str] = []

    def nodes(self, nodes: NodeList) -> str:
        return "".join(self.node(node) for node in nodes)

    def node(self, node: Node) -> str:
        match node:
            case TextNode():
                return literal(node.s)
            case LoadNode() | CommentNode():
                return ""
            case TranslateNode():
                return literal(str(node.render(Context({}))))
            case BlockTranslateNode():
                return self.block(node)
            case VariableNode():
                return self.expression(node)
            case SimpleNode():
                return self.tag(node)
            case IfNode():
                return self.choice(node)
            case ForNode():
                name = _name_of(node.sequence)
                return self.value(name, f"for {node.sequence}", node.render)
        raise UnknownNode(node)

    def tag(self, node: SimpleNode) -> str:
        if node.target_var is not None:
            self.found.set_up.append((list(self.guards), node))
            return ""
        address = str(node.args[0].var)
        name = address.rpartition(":")[2] + "_link"
        return self.value(name, f"{node.func.__name__} {address}", node.render)

    def block(self, node: BlockTranslateNode) -> str:
        singular, names = node.render_token_list(node.singular)
        if not node.plural or node.counter is None:
            return self.sentence(node, translation.gettext(singular), names)
        plural, more = node.render_token_list(node.plural)
        counter = node.counter
        counted = self.expression(VariableNode(counter)).strip("{}")
        condition = self.condition(f"{counted} is one", lambda context: counter.resolve(context) == 1)
        one = self.sentence(node, translation.ngettext(singular, plural, 1), names)
        many = self.sentence(node, translation.ngettext(singular, plural, 2), [*names, *more])
        return f"{{if {condition}}}{one}{{else}}{many}{{end}}"

    def sentence(self, node: BlockTranslateNode, text: str, names: list[str]) -> str:
        bound = dict(node.extra_context)
        if node.countervar and node.counter is not None:
            bound[node.countervar] = node.counter
        replaced = {}
        for name in names:
            shown = VariableNode(bound[name]) if name in bound else _variable(name)
            replaced[name] = self.expression(shown)
        return literal(text) % replaced

    def expression(self, node: VariableNode) -> str:
        """Named for the fact behind it: `until=expires_at|moment_of:event_zone` is {expires_at}."""
        return self.value(_name_of(node.filter_expression), node.filter_expression.token, node.render)

    def choice(self, node: IfNode) -> str:
        parts, word = [], "if"
        for condition, nodes in node.conditions_nodelists:
            if condition is None:
                parts.append("{else}" + self.nodes(nodes))
                continue
            name = self.condition(_condition_name(condition), partial(_holds, condition))
            self.guards.append(name)
            parts.append(f"{{{word} {name}}}" + self.nodes(nodes))
            self.guards.pop()
            word = "elif"
        return "".join(parts) + "{end}"

    def value(self, name: str, signature: str, evaluate: Callable[[Context], Any]) -> str:
        """The placeholder for an expression; another one that would have the same name gets a number."""
        chosen, number = name, 2
        while self.signatures.setdefault(chosen, signature) != signature:
            chosen, number = f"{name}_{number}", number + 1
        # Nodes escape what they write.
        self.found.values.setdefault(chosen, lambda context: str(evaluate(context)))
        return f"{{{chosen}}}"

    def condition(self, name: str, evaluate: Callable[[Context], Any]) -> str:
        self.found.conditions.setdefault(name, lambda context: bool(evaluate(context)))
        return name


def _variable(name: str) -> VariableNode:
    template = engines["django"].from_string("{{ " + name + " }}").template  # type: ignore[attr-defined]
    node = template.nodelist[0]
    assert isinstance(node, VariableNode)
    return node


def _name_of(expression: FilterExpression | str) -> str:
    return str(getattr(expression, "var", expression)).replace(".", "_")


def _condition_name(condition: Any) -> str:
    """`by_wave`, `role is owner`, `not by_wave`."""
    if isinstance(condition, TemplateLiteral):
        return str(condition.text).strip("\"'")
    operator = {"==": "is", "!=": "is not"}.get(condition.id, condition.id)
    if condition.second is None:
        return f"{operator} {_condition_name(condition.first)}"
    return f"{_condition_name(condition.first)} {operator} {_condition_name(condition.second)}"


def _holds(condition: Any, context: Context) -> bool:
    """As {% if %} does it."""
    try:
        return bool(condition.eval(context))
    except VariableDoesNotExist:
        return False
