"""Saved views: what one says, and what of it can be kept. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import columns
from enhancements.policy.columns import ShownRefused
from enhancements.policy.permissions import Deed
from enhancements.policy.search import grammar
from enhancements.policy.search.grammar import SearchRefused
from enhancements.policy.storable import clean

PRIVATE, SIG, EVERYBODY = "private", "sig", "everybody"
AUDIENCES: Mapping[str, str] = {
    PRIVATE: gettext_noop("Only me"),
    SIG: gettext_noop("A SIG"),
    EVERYBODY: gettext_noop("Everybody"),
}
"""Who a view is for, as people read it. Only a private one is hidden from others."""
DEEDS: Mapping[str, Deed] = {
    SIG: Deed.SAVE_FOR_SIG,
    EVERYBODY: Deed.SAVE_FOR_EVERYBODY,
}
"""What who saves, changes or retires one has to be allowed; of a private one that is
its owner's alone."""
LONGEST_NAME, LONGEST_DESCRIPTION = 80, 500


class ViewRefused(ValueError):
    """What cannot be saved, changed, retired or restored; the text says what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What a view is, as somebody says it, and as events keep it."""

    name: str
    audience: str = PRIVATE
    sig: str = ""
    """Name of the SIG that it is for."""
    description: str = ""
    query: str = ""
    columns: tuple[str, ...] = ()
    sort: str = ""
    group: str = ""


def checked(said: Said) -> Said:
    """The same as it is kept. Raises ViewRefused.

    That the search's values mean something in the project is not looked at here.
    """
    name = " ".join(clean(said.name).split())
    description = clean(said.description).strip()
    if not name:
        raise ViewRefused(gettext("Give it a name, so that people find it."))
    if len(name) > LONGEST_NAME:
        message = gettext(
            "A name has at most %(most)s characters; say the rest below it.",
            most=LONGEST_NAME,
        )
        raise ViewRefused(message)
    if name.isdigit():
        message = gettext("A name is not a number alone: views have numbers, too.")
        raise ViewRefused(message)
    if len(description) > LONGEST_DESCRIPTION:
        message = gettext(
            "Describe it in at most %(most)s characters.", most=LONGEST_DESCRIPTION
        )
        raise ViewRefused(message)
    if said.audience not in AUDIENCES:
        known = ", ".join(AUDIENCES)
        raise ViewRefused(gettext("Choose who it is for: %(known)s.", known=known))
    if said.audience == SIG and not said.sig:
        raise ViewRefused(gettext("Choose the SIG that it is for."))
    return dataclasses.replace(
        said,
        name=name,
        sig=said.sig if said.audience == SIG else "",
        description=description,
        query=_query(clean(said.query).strip()),
        columns=_columns(said),
        sort=columns.sort(said.sort),
        group=_group(said),
    )


def _query(text: str) -> str:
    try:
        grammar.parse(text)
    except SearchRefused as refused:
        raise ViewRefused(str(refused)) from refused
    return text


def _columns(said: Said) -> tuple[str, ...]:
    try:
        return columns.read(said.columns)
    except ShownRefused as refused:
        raise ViewRefused(str(refused)) from refused


def _group(said: Said) -> str:
    try:
        return columns.group(said.group)
    except ShownRefused as refused:
        raise ViewRefused(str(refused)) from refused
