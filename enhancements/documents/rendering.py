"""A Markdown text of somebody else as HTML that may stand in a page of ours.

GitHub's flavour: tables, strikethrough, task lists, addresses as links (GitHub Docs,
"Basic writing and formatting syntax"). Parsed by markdown-it, then cleaned by nh3 with
a short list of what may stay, so that nothing of the text runs, is loaded from
elsewhere, or can be mistaken for a part of the page around it.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from urllib.parse import quote

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from enhancements.documents.rendering_tokens import Where, prepare, resolved

LONGEST = 120_000
"""Characters that are rendered of one text: a few times the usual, about a second."""
NESTED = 60
"""Levels that the parser follows; what lies deeper it would leave out."""
BRACKETS = 5_000
"""Opening brackets of one text: for each the parser looks for the other end."""
_TAGS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "a", "code", "pre", "em"),
    *("strong", "b", "i", "del", "s", "blockquote", "table", "thead", "tbody", "tr"),
    *("th", "td", "hr", "br", "sub", "sup", "kbd", "details", "summary"),
}
_REL = "nofollow noopener"
_QUOTED = {ord(mark): quote(mark) for mark in "<>\"'` "}
_NUMBER = re.compile(r"[0-9]{1,6}")
_SCROLLS = (("<table>", "</table>", "tablewrap"), ("<pre>", "</pre>", "codewrap"))


@dataclasses.dataclass(frozen=True, slots=True)
class Rendered:
    """A text to be shown."""

    html: Markup
    """Clean HTML; empty where the text could not be rendered."""
    raw: str = ""
    """The text itself where it could not be rendered."""
    is_cut: bool = False
    """Whether the text goes on behind what is shown."""


def render(text: str, where: Where, *, most: int = LONGEST) -> Rendered:
    """The text as HTML; raw where it cannot be rendered. Never raises.

    Of a longer text only the first `most` characters are looked at.
    """
    shown, is_cut = cut(text, most)
    html = _html(shown, where)
    if html is None:
        return Rendered(Markup(""), shown, is_cut)
    return Rendered(html, is_cut=is_cut)


def raw(text: str) -> Rendered:
    """A text that is no Markdown, as it is."""
    shown, is_cut = cut(text)
    return Rendered(Markup(""), shown, is_cut)


def cut(text: str, most: int = LONGEST) -> tuple[str, bool]:
    """At most so many characters, up to the end of a line, and whether more follows."""
    if len(text) <= most:
        return text, False
    end = text.rfind("\n", most // 2, most)
    return text[: end if end > 0 else most], True


@functools.lru_cache(maxsize=48)
def _html(text: str, where: Where) -> Markup | None:
    if text.count("[") > BRACKETS:
        return None
    try:
        parser = _parser()
        tokens = parser.parse(text)
        if any(token.level >= NESTED - 1 for token in tokens):
            return None
        ids = prepare(tokens, where)
        made = parser.renderer.render(tokens, parser.options, {})
    except Exception:  # noqa: BLE001 - a parser's fault must not cost the whole page
        return None
    return _clean(made, where, ids)


def _clean(html: str, where: Where, ids: set[str]) -> Markup:
    waiting = set(ids)

    def attribute(_: str, name: str, value: str) -> str | None:
        # No value has a mark of HTML in it, see what is done with clean HTML below.
        if name == "href":
            href = resolved(value, where)
            return None if href is None else href.translate(_QUOTED)
        if name == "start":
            return value if _NUMBER.fullmatch(value) else None
        if name == "id" and value in waiting:
            waiting.discard(value)  # No id stands twice, whatever the text has.
            return value
        if name == "rel":
            return _REL
        return "" if name == "open" else None

    headings: dict[str, set[str]] = {f"h{level}": {"id"} for level in range(2, 7)}
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style", "template", "iframe", "svg", "math"},
        # nh3 lets a title and a language stand everywhere unless it is told "*".
        attributes={
            "*": set(),
            **headings,
            "a": {"href"},
            "ol": {"start"},
            "details": {"open"},
        },
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel=_REL,
        strip_comments=True,
    )
    # Whatever is wide scrolls by itself, for the keyboard too. Clean HTML has these
    # tags bare and balanced, and neither in a text nor in a value.
    for first, last, name in _SCROLLS:
        box = f'<div class="{name}" tabindex="0">{first}'
        cleaned = cleaned.replace(first, box).replace(last, f"{last}</div>")
    return Markup(cleaned)  # noqa: S704 - it was cleaned just now


@functools.lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("gfm-like", {"maxNesting": NESTED, "linkify": True})
    if parser.linkify is not None:
        # As GitHub does, names such as vep.md are no addresses.
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
    return parser
