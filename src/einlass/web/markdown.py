"""Texts that organisers write in Markdown, as HTML for a page: no HTML of their own, no pictures, no scripts."""

from typing import Final

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# The parser itself refuses links to javascript: and data:.
_PARSER: Final = (
    MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])
)
# Below the page's own title and the title of its part.
LOWER_BY: Final = 2
LOWEST: Final = 6


def page_html(source: str) -> SafeString:
    """Safe HTML; a heading of the first level becomes one of the third."""
    tokens = _PARSER.parse(source)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1:]) + LOWER_BY, LOWEST)}"
    return mark_safe(_PARSER.renderer.render(tokens, _PARSER.options, {}))  # noqa: S308 - the parser lets no HTML through
