"""The texts of a guide as HTML, for templates.

Registered as the filter `glossary` of the template environment.
"""

from __future__ import annotations

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from enhancements.profiles.glossary import Piece, plain
from enhancements.profiles.guide import Guide


@pass_context
def glossary(context: Context, text: str, seen: list[str] | None = None) -> Markup:
    """The text with its code, its links, and its terms linked to the glossary.

    `seen` collects the keys of the terms of one section, so that each becomes a
    link there only once: `{% set seen = [] %}` where the section begins, then
    `{{ text | glossary(seen) }}`. Without it every text is a section of its own.

    The terms are those of `page.guide`; on a page without one, of the variable
    `guide`. Where neither is given the text stays as it is.
    """
    page = context.get("page")
    own = getattr(page, "guide", None)
    guide = own or context.get("guide")
    if not isinstance(guide, Guide):
        return escape(text)
    base = "" if own else _address(context)
    pieces = guide.pieces(text, [] if seen is None else seen)
    return Markup("").join(_html(piece, base) for piece in pieces)


def _address(context: Context) -> str:
    """The address of the guide page, at the same moment as the page shown."""
    page, link = context["page"], context["link"]
    return str(link(page, "guide", page.frame.project.name))


def _html(piece: Piece, base: str) -> Markup:
    if piece.term is not None:
        first = plain(piece.term.text).partition(". ")[0].rstrip(".") + "."
        return Markup('<a class="term" href="{}#term-{}" title="{}">{}</a>').format(
            base, piece.term.key, first, piece.text
        )
    if piece.code:
        return Markup("<code>{}</code>").format(piece.text)
    if piece.href:
        place = base + piece.href if piece.href.startswith("#") else piece.href
        return Markup('<a href="{}">{}</a>').format(place, piece.text)
    return escape(piece.text)
