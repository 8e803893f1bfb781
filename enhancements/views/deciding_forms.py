"""Changes as forms send them: one by its fields, many of a kind, or a list as JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from enhancements.languages import gettext, gettext_noop
from enhancements.policy.decisions import CONTACT, MOST, OPT_IN, STANDING, YES
from enhancements.policy.storable import clean
from enhancements.queries.deciding import Entry
from enhancements.queries.shapes.deciding import Asked

MINE, THEIRS = "mine", "theirs"
PEOPLE = "people"
"""What is done to several entries where their people are changed; the fields of that
are read by `views.assigning_many`."""
DOINGS: Mapping[str, tuple[str, str]] = {
    "track": (STANDING, "tracked"),
    "defer": (STANDING, "deferred"),
    "remove": (STANDING, "removed"),
    "undecide": (STANDING, ""),
    "opt-in": (OPT_IN, YES),
    "opt-out": (OPT_IN, ""),
    "contact": (CONTACT, ""),
}
"""What can be done to several entries at once: kind and value of each."""
_TEXTS = ("item", "kind", "value", "track", "freeze", "criterion", "reason")
_DIGITS = 18
_UNREADABLE = gettext_noop("The list of changes cannot be read, so nothing was done.")


class FormRefused(ValueError):
    """A form that cannot be read; the text says why."""


def single(form: QueryDict) -> Asked:
    """The one change of a form of the side panel."""
    given = clean({name: form.get(name, "") for name in _TEXTS})
    return Asked(**given, seen=seen_of(form.get("seen", "")))


def several(form: QueryDict, known: Mapping[str, Entry]) -> list[Asked]:
    """The same change of many entries, of every track that they have.

    Raises FormRefused.
    """
    doing = DOINGS.get(form.get("do", ""))
    if doing is None:
        raise FormRefused(gettext("Choose what is to be done to the entries."))
    kind, value = doing
    if kind == CONTACT:
        value = clean(form.get("contact", ""))
    freeze = clean(form.get("freeze", "")) if kind == STANDING else ""
    keys = clean(list(dict.fromkeys(form.getlist("item"))))
    if not keys:
        raise FormRefused(
            gettext("Choose at least one entry, by the box before its name.")
        )
    reason = clean(form.get("reason", ""))
    return [
        Asked(key, kind, value, track, freeze, reason=reason)
        for key in keys
        for track in _tracks(known.get(key))
    ]


def _tracks(entry: Entry | None) -> tuple[str, ...]:
    return (entry.tracks if entry else ()) or ("",)


def listed(form: QueryDict) -> list[Asked]:
    """The changes that a page staged or reviewed, with what was chosen there since.

    Beside `wishes` come `reason-N`, `value-N`, and `take-N`, which is `mine` or
    `theirs`: where theirs is taken, nothing is changed. Raises FormRefused.
    """
    try:
        rows = json.loads(form.get("wishes", ""))
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or not rows:
        raise FormRefused(gettext(_UNREADABLE))
    if len(rows) > MOST:
        raise FormRefused(
            gettext("At most %(most)s things are decided in one step.", most=MOST)
        )
    return [
        _chosen(form, number, _asked(row, form.get(f"take-{number}") == MINE))
        for number, row in enumerate(rows)
        if form.get(f"take-{number}") != THEIRS
    ]


def row_of(row: Any) -> Asked:
    """A row of a list, with what its page showed. Raises FormRefused."""
    return _asked(row, is_mine=False)


def _asked(row: Any, is_mine: bool) -> Asked:  # noqa: FBT001 - read beside its row
    """A row of the list; who takes theirs or mine has seen what the page showed."""
    if not isinstance(row, dict):
        raise FormRefused(gettext(_UNREADABLE))
    texts = clean({name: row.get(name) or "" for name in _TEXTS})
    seen = row.get("shown") if is_mine else row.get("seen")
    is_id = isinstance(seen, int) and not isinstance(seen, bool)
    if not all(isinstance(text, str) for text in texts.values()):
        raise FormRefused(gettext(_UNREADABLE))
    if seen is not None and not (is_id and 0 <= seen < 10**_DIGITS):
        raise FormRefused(gettext(_UNREADABLE))
    return Asked(**texts, seen=seen)


def _chosen(form: QueryDict, number: int, one: Asked) -> Asked:
    """With what was typed for it; without a reason of its own the shared one."""
    reason = form.get(f"reason-{number}", one.reason) or form.get("reason", "")
    value = form.get(f"value-{number}", one.value)
    return dataclasses.replace(one, reason=clean(reason), value=clean(value))


def seen_of(text: str) -> int | None:
    """Id of the decision that a form says was seen; None for none.

    Raises FormRefused.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise FormRefused(gettext("What you saw cannot be read. Load the page anew."))
    return int(text)
