"""Filters with the search of their text: what every list of enhancements takes."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, Sequence

from enhancements.languages import gettext
from enhancements.policy.search import sought
from enhancements.queries import filters
from enhancements.queries.filters import FilterRefused, Filters
from enhancements.queries.frame import Setting
from enhancements.queries.scope import Place
from enhancements.queries.search import ranking, reading
from enhancements.queries.search.reading import Load


def read(
    setting: Setting, given: Mapping[str, Sequence[str]], *, me: Sequence[str] = ()
) -> Filters:
    """Filters from words as people type them; see `filters.read`.

    `me` are logins of who asks. Asks statements only where the search asks how entries
    stand, or for several words. Raises FilterRefused, for the text SearchUnread with
    the place of every trouble.
    """
    return of_place(setting, given, load=lambda: setting, me=me)


def with_view(view: str, texts: Sequence[str]) -> list[str]:
    """The text of a search, which also asks what a saved view does; `view` is its
    number, empty for none. Raises FilterRefused for what is no number.
    """
    text = " ".join(texts).strip()
    if not view:
        return list(texts)
    if not (view.isascii() and view.isdigit()):
        message = gettext(
            "“%(text)s” is no view. Write its number, such as 7.", text=view
        )
        raise FilterRefused("view", message)
    return [f"saved:{view} ({text})" if text else f"saved:{view}"]


def of_place(
    place: Place,
    given: Mapping[str, Sequence[str]],
    *,
    load: Load,
    me: Sequence[str] = (),
) -> Filters:
    """The same where releases were not read yet: `load` does, for who needs them."""
    plain = filters.read(place.profile, given)
    if not plain.text:
        return plain
    once = functools.cache(load)
    search = reading.read(place, plain.text, load=once, me=me)
    asked = reading.asked(place, search, load=once)
    return dataclasses.replace(
        plain,
        searched=asked.whole,
        lesser=asked.lesser,
        searched_sigs=reading.sigs(search),
        ranked=ranking.read(place.profile, tuple(sought.of(search.tree))),
    )
