"""What becomes of a parsed Markdown text before it is HTML: headings below the page's
own, anchors, pictures as links, task lists, and what GitHub links by itself.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from html import escape, unescape
from posixpath import normpath
from urllib.parse import unquote, urljoin, urlsplit

from markdown_it.token import Token

from enhancements.sources.git.location import blob_url

_MENTION = (
    r"(?<![\w/@.`-])@(?P<login>[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))"
    r"(?P<team>/[A-Za-z0-9][\w.-]{0,99})?(?![\w@])"
)
_NUMBER = (
    r"(?<![\w/&#.-])(?P<home>[A-Za-z0-9][A-Za-z0-9-]{0,38}/[\w.-]{1,100})?"
    r"#(?P<number>[1-9][0-9]{0,8})(?!\w)"
)
_LINKED = re.compile(f"{_MENTION}|{_NUMBER}", re.ASCII)
_TASK = re.compile(r"\[([ xX])\](?=\s)")
_ALERT = re.compile(
    r"\[!(?P<word>note|tip|important|warning|caution)\][ \t]*", re.IGNORECASE
)
_IMAGE = re.compile(r"<img\b([^>]*)>", re.IGNORECASE)
_SAID = re.compile(r"""\b(src|alt)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_HEADING = re.compile(r"<(/?)h[1-6]\b[^>]*>", re.IGNORECASE)
_NO_WORD = re.compile(r"[^\w\- ]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEMES = frozenset({"http", "https", "mailto"})
_LOWEST = 6


@dataclasses.dataclass(frozen=True, slots=True)
class Where:
    """Where a text comes from, which says what its links mean."""

    location: str = ""
    """Address of the repository, for links from file to file."""
    commit: str = ""
    path: str = ""
    """The file itself; empty for a text that is none."""
    page: str = ""
    """Address of the page of a text that is no file."""
    web: str = ""
    """Where pages of people are, `https://github.com`; empty where nobody is linked."""
    repository: str = ""
    """`owner/name` whose numbers are meant."""
    prefix: str = "text-"
    """What ids begin with, so that none is the page's own."""
    below: int = 2
    """The level of the heading above the text."""


def prepare(tokens: Sequence[Token], where: Where) -> set[str]:
    """Change the tokens as said above; the ids that were given to headings."""
    ids: set[str] = set()
    level = where.below
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            level = _demote(tokens, place, level, where, ids)
        elif token.type == "html_block":
            token.content = _markup(token.content)
        elif token.type == "inline" and token.children is not None:
            above = tokens[place - 2].type if place > 1 else ""
            if above == "blockquote_open":
                token.children = _alert(token.children)
            is_item = above == "list_item_open"
            token.children = list(_inline(token.children, where, is_item=is_item))
    return ids


def resolved(href: str, where: Where) -> str | None:
    """The address that a link of the text means; None for one that leads nowhere."""
    href = _CONTROL.sub("", href).strip()
    try:
        parts = urlsplit(href)
        if href.startswith("#"):
            return f"#{where.prefix}{slug(unquote(parts.fragment))}"
        if parts.scheme:
            is_whole = parts.scheme == "mailto" or bool(parts.netloc)
            return href if is_whole and parts.scheme in _SCHEMES else None
        if parts.netloc or href.startswith("//"):
            return f"https:{href}"
        if where.path:
            return _file(parts.path, parts.fragment, where)
        return urljoin(where.page, href) if where.page else None
    except ValueError:  # No address at all, such as http://[x.
        return None


def slug(text: str) -> str:
    """A heading's anchor as GitHub makes it: small letters, hyphens for blanks."""
    return _NO_WORD.sub("", text.strip().lower()).replace(" ", "-")[:120]


def _file(path: str, fragment: str, where: Where) -> str | None:
    """A file beside the text's own, or from the repository's root, at its commit."""
    if not where.location:
        return None
    folder = "" if path.startswith("/") else where.path.rpartition("/")[0]
    there = normpath(f"{folder}/{unquote(path)}".lstrip("/"))
    if there.startswith(".."):
        return None
    url = blob_url(where.location, where.commit, there)
    return f"{url}#{fragment}" if url and fragment else url


def _demote(
    tokens: Sequence[Token], place: int, above: int, where: Where, ids: set[str]
) -> int:
    """Set a heading below the page's, no deeper than one step; returns its level."""
    opened, text, closed = tokens[place : place + 3]
    said = "".join(
        one.content
        for one in text.children or ()
        if one.type in ("text", "code_inline")
    )
    if not said.strip():
        opened.tag = closed.tag = "p"
        return above
    wanted = where.below + int(opened.tag[1])
    level = min(wanted, above + 1, _LOWEST)
    opened.tag = closed.tag = f"h{level}"
    name = base = f"{where.prefix}{slug(said)}"
    number = 0
    while name in ids:
        number += 1
        name = f"{base}-{number}"
    ids.add(name)
    opened.attrSet("id", name)
    return level


def _inline(
    children: Sequence[Token], where: Where, *, is_item: bool
) -> Iterator[Token]:
    depth = 0
    for place, token in enumerate(children):
        if token.type == "link_open":
            depth += 1
        elif token.type == "link_close":
            depth -= 1
        if token.type == "softbreak" and not where.path:
            # In issues and comments a line ends where its author ended it.
            token.type, token.tag = "hardbreak", "br"
        if token.type == "image":
            yield from _picture(token, is_linked=depth > 0)
        elif token.type == "html_inline":
            token.content = _markup(token.content)
            yield token
        elif token.type == "text":
            if is_item and place == 0:
                token.content = _TASK.sub(_box, token.content, count=1)
            yield from [token] if depth else _linked(token.content, where)
        else:
            yield token


def _alert(children: list[Token]) -> list[Token]:
    """The first words of a quotation that GitHub shows as an alert, `[!NOTE]`, as a
    word in bold on a line of its own; others as they are.
    """
    first = children[0] if children else None
    found = _ALERT.fullmatch(first.content) if first and first.type == "text" else None
    if found is None or (len(children) > 1 and children[1].type != "softbreak"):
        return children
    word = Token("text", "", 0, content=found["word"].capitalize())
    told = [
        Token("strong_open", "strong", 1),
        word,
        Token("strong_close", "strong", -1),
    ]
    return [
        *told,
        *([Token("hardbreak", "br", 0)] if children[1:] else ()),
        *children[2:],
    ]


def _box(found: re.Match[str]) -> str:
    return "\u2610" if found[1] == " " else "\u2611"


def _picture(token: Token, *, is_linked: bool) -> Iterator[Token]:
    """The words of a picture, which lead to it; it is not loaded."""
    text = Token("text", "", 0, content=token.content.strip() or "picture")
    if is_linked:
        yield text
        return
    yield from _link(str(token.attrGet("src") or ""), text)


def _link(href: str, text: Token) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs={"href": href})
    yield text
    yield Token("link_close", "a", -1)


def _linked(text: str, where: Where) -> Iterator[Token]:
    """A text with its mentions and numbers as links to GitHub."""
    at = 0
    for found in _LINKED.finditer(text) if where.web else ():
        href = _target(found, where)
        if not href:
            continue
        yield Token("text", "", 0, content=text[at : found.start()])
        yield from _link(href, Token("text", "", 0, content=found[0]))
        at = found.end()
    yield Token("text", "", 0, content=text[at:])


def _target(found: re.Match[str], where: Where) -> str:
    if found["login"]:
        if found["team"]:
            return f"{where.web}/orgs/{found['login']}/teams{found['team']}"
        return f"{where.web}/{found['login']}"
    home = found["home"] or where.repository
    return f"{where.web}/{home}/issues/{found['number']}" if home else ""


def _markup(html: str) -> str:
    """HTML of the text with its pictures as links, and headings that are none."""
    html = _HEADING.sub(r"<\1strong>", html)
    return _IMAGE.sub(_linked_image, html)


def _linked_image(found: re.Match[str]) -> str:
    said = {
        name.lower(): unescape(value.strip("\"'"))
        for name, value in _SAID.findall(found[1])
    }
    words = escape(said.get("alt", "").strip() or "picture")
    return f'<a href="{escape(said.get("src", ""))}">{words}</a>'
