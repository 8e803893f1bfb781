"""A piece of work in words: what is done, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from enhancements.languages import gettext, gettext_noop

_WHATS = {
    "command": gettext_noop("commands of %(what)s on %(place)s"),
    "delivery": gettext_noop("%(what)s of %(place)s"),
    "work": gettext_noop("%(what)s of %(place)s"),
    "writing": gettext_noop("%(what)s on %(place)s"),
}


def said(one: Mapping[str, Any]) -> str:
    """A piece of work by its `kind`, `what` and `place`, which is empty where `what`
    says all. Names of GitHub and of the code are the same in every language.
    """
    if not one["place"]:
        return str(one["what"])
    text, what, place = _WHATS[one["kind"]], one["what"], one["place"]
    return gettext(text, what=what, place=place)
