"""Filters with the search of their text: what every list of enhancements takes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from enhancements.queries import filters
from enhancements.queries.filters import Condition, Filters
from enhancements.queries.frame import Setting
from enhancements.queries.search import reading


def read(
    setting: Setting, given: Mapping[str, Sequence[str]], *, me: Sequence[str] = ()
) -> Filters:
    """Filters from words as people type them; see `filters.read`.

    Asks statements only where the search asks how entries stand. Raises FilterRefused,
    for the text SearchUnread with the place of every trouble.
    """
    plain = filters.read(setting.profile, given)
    if not plain.text:
        return plain
    search = reading.read(setting, plain.text, me=me)
    return dataclasses.replace(
        plain, searched=Condition(*reading.condition(setting, search))
    )
