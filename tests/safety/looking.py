"""What may stand on our pages, and what is wrong with one that was made.

The elements and attributes that may be there are those that our templates write: they
are read from the templates, so what got in by a text is told from what was meant.
"""

from __future__ import annotations

import functools
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import icalendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]
# Markup that code writes itself; a new file that does so is named here.
WRITERS = ("enhancements/markup.py", "enhancements/jinja.py")
MARKED_UP = frozenset(
    [
        "p",
        "em",
        "strong",
        "del",
        "ul",
        "ol",
        "li",
        "pre",
        "code",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "hr",
        "br",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "a",
        "input",
    ]
)
"""What a rendered document may consist of, wherever a page shows one."""
_FIELDS = {"aria-invalid", "aria-describedby"}
MARKED_UP_WITH = {
    "a": {"href", "rel", "title"},
    "th": {"align"},
    "td": {"align"},
    "ol": {"start"},
    "input": {"type", "checked", "disabled"},
    # What leads to a part of a document; it begins with `text-`.
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
NEVER = frozenset(
    [
        "iframe",
        "object",
        "embed",
        "base",
        "applet",
        "frame",
        "frameset",
        "style",
        "math",
        "foreignobject",
        "portal",
        "marquee",
        "plaintext",
        "xmp",
        "listing",
        "noembed",
        "keygen",
        "isindex",
        "video",
        "audio",
        "animate",
        "set",
    ]
)
NEVER_SAID = frozenset(
    {"style", "srcdoc", "ping", "background", "http-equiv", "srcset"}
)
_NOT_IN_PICTURES = (NEVER - {"style"}) | {"script", "a", "image", "img", "use"}
_LEADS = {
    "href": {"", "http", "https", "mailto"},
    "xlink:href": {""},
    "src": {""},
    "action": {""},
    "formaction": {""},
    "hx-get": {""},
    "hx-post": {""},
}
"""Attributes that are addresses, with the schemes that they may have."""
_SCRIPTS = ("/static/js/", "/static/django_htmx/")
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_QUOTED = re.compile(r"""Markup\(\s*(?:f?'([^']*)'|f?"([^"]*)")""")
# What browsers take out of an address before they read it (URL standard, 4.1).
_IGNORED = re.compile(r"[\t\n\r]")
_CONTROLS = "".join(map(chr, range(33)))

Allowed = dict[str, set[str]]


class Elements(HTMLParser):
    """Elements of a page with their attributes, the texts, and what is a script's."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self._within = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        self._within = tag

    def handle_endtag(self, tag):
        del tag
        self._within = ""

    def handle_data(self, data):
        (self.scripts if self._within == "script" else self.texts).append(data)

    def handle_comment(self, data):
        self.found.append(("!--", {"said": data}))

    def unknown_decl(self, data):
        self.found.append(("![", {"said": data}))

    def handle_pi(self, data):
        self.found.append(("?", {"said": data}))

    @property
    def text(self) -> str:
        """All words of the page in one line."""
        return " ".join("".join(self.texts).split())


def _sources() -> Iterator[str]:
    for path in sorted((ROOT / "templates").rglob("*.*")):
        yield _JINJA.sub(" ", path.read_text(encoding="utf-8"))
    for name in WRITERS:
        for found in _QUOTED.finditer((ROOT / name).read_text(encoding="utf-8")):
            yield found[1] or found[2]


@functools.cache
def allowed() -> Allowed:
    """Elements that our templates write, each with its attributes."""
    known: Allowed = {}
    for source in _sources():
        for tag, attributes in Elements(source).found:
            known.setdefault(tag, set()).update(attributes)
    for tag in ("input", "select", "textarea"):
        known[tag] |= _FIELDS  # Written by macros.
    for tag in MARKED_UP:
        known.setdefault(tag, set()).update(MARKED_UP_WITH.get(tag, ()))
    known.pop("!--", None)
    return known


def page_faults(html: str) -> list[str]:
    """What is on a page that no template of ours has written."""
    page = Elements(html)
    faults = element_faults(page.found)
    return faults + [f"script: {one[:80]}" for one in page.scripts if one.strip()]


def element_faults(found: Iterable[tuple[str, dict[str, str]]]) -> list[str]:
    """The same for elements that somebody else has read, such as a browser."""
    known = allowed()
    faults = []
    for written, attributes in found:
        # In pictures a browser keeps capital letters, which Python's reader does not.
        tag = written.lower()
        told = f"<{written} {str(attributes)[:160]}>"
        if tag not in known or tag in NEVER:
            faults.append(f"element: {told}")
            continue
        for said, value in attributes.items():
            name = said.lower()
            if name.startswith(("on", "hx-on")) or name in NEVER_SAID:
                faults.append(f"attribute {name}: {told}")
            elif name not in known[tag]:
                faults.append(f"attribute {name}, which no template writes: {told}")
            faults += [f"{one}: {told}" for one in _address_faults(tag, name, value)]
        if tag == "script" and not attributes.get("src", "").startswith(_SCRIPTS):
            faults.append(f"script: {told}")
    return faults


def _address_faults(tag: str, name: str, value: str) -> Iterator[str]:
    schemes = _LEADS.get(name)
    if schemes is None:
        return
    address = _IGNORED.sub("", value).strip(_CONTROLS)
    try:
        parts = urlsplit(address.replace("\\", "/"))
    except ValueError:
        yield f"no address in {name}"
        return
    if parts.scheme not in schemes or (tag == "link" and parts.scheme):
        yield f"leads by {parts.scheme or 'nothing'} in {name}"
    elif parts.netloc and not parts.scheme:
        yield f"leads to another host in {name}"
    elif parts.scheme in {"http", "https"} and (not parts.hostname or parts.username):
        yield f"pretends to lead elsewhere in {name}"


def svg_faults(text: str) -> list[str]:
    """What is in a picture of ours that runs, loads or leads anywhere."""
    try:
        root = ET.fromstring(text)  # noqa: S314 - our own, and it must be well formed
    except ET.ParseError as error:
        return [f"no XML: {error}"]
    known = allowed()
    faults = []
    for one in root.iter():
        tag = str(one.tag).rpartition("}")[2]
        if tag.lower() not in known or tag.lower() in _NOT_IN_PICTURES:
            faults.append(f"element {tag}")
        for name, value in one.attrib.items():
            plain = name.rpartition("}")[2].lower()
            leads = plain == "href" and not value.startswith("#")
            if plain.startswith("on") or leads:
                faults.append(f"{tag} {name}={value[:80]}")
    return faults


def feed_faults(text: str) -> list[str]:
    """What is in a feed that leads elsewhere, or that a reader would take for HTML."""
    try:
        root = ET.fromstring(text)  # noqa: S314 - our own, and it must be well formed
    except ET.ParseError as error:
        return [f"no XML: {error}"]
    space = "{http://www.w3.org/2005/Atom}"
    faults = [
        f"link {address[:80]}"
        for one in root.iter(f"{space}link")
        if not (address := one.get("href", "")).startswith("http://testserver/")
    ]
    # The only HTML is a line break; a text of others is escaped once more.
    told = [one.text or "" for one in root.iter(f"{space}summary")]
    tagged = [text[:80] for text in told if "<" in text.replace("<br>", "")]
    return faults + [f"HTML {text}" for text in tagged]


def calendar_faults(text: str) -> list[str]:
    """Why a calendar cannot be read, or reads otherwise than it was written."""
    try:
        calendar = icalendar.Calendar.from_ical(text)
    except ValueError as error:
        return [f"no calendar: {error}"]
    events = calendar.walk("VEVENT")
    faults = [f"no end: {text[-40:]}"] if not text.endswith("\r\n") else []
    if len(events) != text.count("\r\nBEGIN:VEVENT\r\n"):
        faults.append("another number of events")
    wanted = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE"}
    return faults + [f"without {wanted - set(e)}" for e in events if wanted - set(e)]


def json_faults(text: str) -> list[str]:
    """Why it is no JSON, or names one key twice."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError("one key twice")
        return dict(pairs)

    try:
        json.loads(text, object_pairs_hook=once)
    except ValueError as error:
        return [f"no JSON: {error}"]
    return []


_FAULTS = {
    "text/html": page_faults,
    "image/svg+xml": svg_faults,
    "application/atom+xml": feed_faults,
    "text/calendar": calendar_faults,
    "application/json": json_faults,
    "application/problem+json": json_faults,
}
_AS_IT_IS = frozenset(
    {
        *("text/csv", "text/plain", "text/css", "text/markdown", ""),
        "text/event-stream",
    }
)


def faults_of(kind: str, text: str) -> list[str]:
    """What is wrong with an answer of this content type."""
    plain = kind.partition(";")[0]
    if plain in _FAULTS:
        return _FAULTS[plain](text)
    return [] if plain in _AS_IT_IS else [f"nobody expected {kind}"]
