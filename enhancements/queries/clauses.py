"""Parts of the sentences by which lists say what they hold, as the reader says them."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from enhancements import languages
from enhancements.languages import gettext


def either(said: Sequence[str]) -> str:
    """Words of which one is enough: "Alpha or Beta or Stable"; empty for none."""
    return functools.reduce(_or, said) if said else ""


def _or(one: str, other: str) -> str:
    return gettext("%(one)s or %(other)s", one=one, other=other)


def together(said: Sequence[str]) -> str:
    """Words that hold together: "the title and the status"; empty for none."""
    return functools.reduce(_and, said) if said else ""


def _and(one: str, other: str) -> str:
    return gettext("%(one)s and %(other)s", one=one, other=other)


def label(text: str) -> str:
    """A label of ours within a sentence: English has it in small letters, while others
    may have nouns in it.
    """
    return small(gettext(text))


def small(text: str) -> str:
    """A text, such as a project's own word, as English has it within a sentence."""
    return text.lower() if languages.current().is_source else text
