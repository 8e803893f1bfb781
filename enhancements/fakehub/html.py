"""Elements of the pretended GitHub's pages: every text in them is escaped.

A page shows nothing but what comes with it: no script, no picture, no address of
another machine. Its one style sheet stands in it, and the policy names its digest.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape

from enhancements.fakehub.calls import Answer
from enhancements.fakehub.ids import iso

NOTICE = (
    "This is a pretended GitHub, made up for trying out the tracker. Nobody here"
    " exists, and nothing can be changed on its pages."
)

_STYLE = """
:root { color-scheme: light dark; --line: light-dark(#d8d8d2, #3a4248);
  --quiet: light-dark(#5c6066, #a4abb1); --sunken: light-dark(#f3f3ef, #1d2328);
  --link: light-dark(#0b5a78, #7cc4de); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 0 1rem 4rem;
  background: light-dark(#fbfbf9, #161b1f); color: light-dark(#1d2126, #e6e8ea);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
.notice { margin: 0 -1rem 1rem; padding: .6rem 1rem; background: var(--sunken);
  border-bottom: 1px solid var(--line); }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.1rem; margin-top: 2rem; }
a { color: var(--link); } :target { outline: 2px solid var(--link); }
.quiet { color: var(--quiet); }
.chip { display: inline-block; padding: 0 .5rem; border: 1px solid var(--line);
  border-radius: 1rem; background: var(--sunken); font-size: .875rem; }
pre { margin: 0; padding: .75rem; white-space: pre-wrap; background: var(--sunken);
  font: .875rem/1.5 ui-monospace, monospace; }
article { margin: 1rem 0; border: 1px solid var(--line); border-radius: .4rem; }
article > p { margin: 0; padding: .4rem .75rem; border-bottom: 1px solid var(--line); }
ul { padding-left: 1.2rem; } li { margin: .3rem 0; }
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Markup(str):
    """Text that is HTML already; any other is escaped where it is put in."""

    __slots__ = ()


def element(name: str, *content: str, **attributes: str) -> Markup:
    """An element; `class_` is the attribute `class`."""
    told = "".join(
        f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items()
    )
    return Markup(f"<{name}{told}>{joined(*content)}</{name}>")


def joined(*content: str) -> Markup:
    """One after the other."""
    return Markup(
        "".join(one if isinstance(one, Markup) else escape(one) for one in content)
    )


def link(address: str, *content: str) -> Markup:
    """A link within this server; `address` begins with one slash."""
    return element("a", *content, href=address)


def moment(at: int) -> Markup:
    """A moment, seconds since 1970, as `2026-01-01 12:00:00 UTC`."""
    text = iso(at)
    shown = text.replace("T", " ").replace("Z", " UTC")
    return element("time", shown, datetime=text)


def listed(rows: list[Markup]) -> Markup:
    """A list; an empty one says so."""
    if not rows:
        return element("p", "There is none.", class_="quiet")
    return element("ul", *(element("li", row) for row in rows))


def page(title: str, *content: str, status: int = 200) -> Answer:
    """A whole page."""
    head = joined(
        Markup('<meta charset="utf-8">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        element("title", f"{title} · pretended GitHub"),
        Markup(f"<style>{_STYLE}</style>"),
    )
    notice = element("p", NOTICE, class_="notice")
    body = element("body", notice, element("main", *content))
    whole = f'<!doctype html>\n<html lang="en"><head>{head}</head>{body}</html>\n'
    return Answer(whole, status, dict(_HEADERS))
