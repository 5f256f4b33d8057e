"""One Markdown source, two versions: HTML, and plain text for people and programs that want no HTML."""

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

# Without HTML and without pictures: a mail is words and links.
_PARSER: Final = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
_PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")


def escaped(text: str) -> str:
    """The text on one line, so that Markdown shows it as it is, whoever wrote it."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def to_html(source: str) -> str:
    """HTML; a link alone on its line gets the class "button", and after the first of them also "quiet"."""
    tokens = _PARSER.parse(source)
    for token in tokens:
        if token.type == "inline":
            token.children = list(_with_buttons(token.children or []))
    links = [child for token in tokens for child in token.children or [] if child.attrGet("class") == "button"]
    for link in links[1:]:
        link.attrSet("class", "button quiet")
    return str(_PARSER.renderer.render(tokens, _PARSER.options, {}))


def to_text(source: str) -> str:
    """Plain text; a link at the end of a line becomes its label, a colon and the address on the next line."""
    blocks: list[str] = []
    lists: list[int | None] = []  # the next number of each open list, None for one with bullets
    marker = ""
    is_next_item = False
    for token in _PARSER.parse(source):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            lists.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else None)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
            is_next_item = bool(lists)
        elif token.type == "list_item_open":
            number = lists[-1]
            marker = "- " if number is None else f"{number}. "
            lists[-1] = None if number is None else number + 1
        elif token.type == "inline":
            indent = "  " * (len(lists) - 1) if lists else ""
            text = inline_text(token.children or [])
            line = indent + marker + text.replace("\n", "\n" + indent + " " * len(marker))
            if marker and is_next_item:  # the items of a list stand close together
                blocks[-1] += "\n" + line
            else:
                blocks.append(line)
            is_next_item = bool(lists)
            marker = ""
        elif token.type in {"fence", "code_block"}:
            blocks.append(token.content.rstrip("\n"))
        elif token.type == "hr":
            blocks.append("--")
    return "\n\n".join(blocks) + "\n"


def line_text(source: str) -> str:
    """The plain text of one line of Markdown, such as a subject."""
    tokens = _PARSER.parseInline(source)
    return " ".join(inline_text(tokens[0].children or []).split()) if tokens else ""


def inline_text(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    label_starts, address = 0, ""
    for token, following in itertools.zip_longest(tokens, tokens[1:]):
        if token.type == "link_open":
            label_starts, address = len(parts), str(token.attrGet("href") or "")
        elif token.type == "link_close":
            label = "".join(parts[label_starts:])
            if address.removeprefix("mailto:") == label:
                continue
            ends_line = following is None or following.type in {"softbreak", "hardbreak"}
            parts.append(f":\n{address}" if ends_line else f" <{address}>")
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        else:
            parts.append(token.content)
    return "".join(parts)


def _with_buttons(tokens: list[Token]) -> Iterator[Token]:
    """The tokens of a paragraph, with each link that has a line for itself marked as a button."""
    lines: list[list[Token]] = [[]]
    breaks: list[Token] = []
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            breaks.append(token)
            lines.append([])
        else:
            lines[-1].append(token)
    buttons = [_is_one_link(line) for line in lines]
    for index, line in enumerate(lines):
        if index:
            breaks[index - 1].type = "hardbreak" if buttons[index] or buttons[index - 1] else breaks[index - 1].type
            yield breaks[index - 1]
        if buttons[index]:
            line[0].attrSet("class", "button")
        yield from line


def _is_one_link(line: list[Token]) -> bool:
    return (
        len(line) > 2
        and line[0].type == "link_open"
        and line[-1].type == "link_close"
        and sum(token.type == "link_open" for token in line) == 1
        and not str(line[0].attrGet("href")).startswith("mailto:")
    )
