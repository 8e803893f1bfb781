"""Who may use a view: every view says so, and a test goes through all addresses.

`public`: whoever reads needs no account. `own`: what belongs to whoever is signed in.
`decides`: it changes something, and asks `policy.permissions` for one of the deeds with
the thing as it is stored. `program`: programs ask it, and prove who they are in their
own way. `linked`: whoever has a signed link, which says whose it is. `closed`: not for
the public; where it is kept from them stands beside it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

from enhancements.policy.permissions import Deed

View = TypeVar("View", bound=Callable[..., Any])
_NAME = "declared_policy"


@dataclasses.dataclass(frozen=True, slots=True)
class Policy:
    """What a view declares."""

    kind: str
    deeds: tuple[Deed, ...] = ()
    why: str = ""
    """How programs prove who they are, which link it is, or what keeps the public
    away."""


def public(view: View) -> View:
    """Reading needs no account."""
    return _declare(view, Policy("public"))


def own(view: View) -> View:
    """Only for whoever is signed in, about themselves."""
    return _declare(view, Policy("own"))


def decides(*deeds: Deed) -> Callable[[View], View]:
    """It does one of these deeds, for those who may."""

    def declare(view: View) -> View:
        return _declare(view, Policy("decides", deeds))

    return declare


def program(why: str) -> Callable[[View], View]:
    """For programs, which prove who they are as `why` says."""

    def declare(view: View) -> View:
        return _declare(view, Policy("program", why=why))

    return declare


def linked(why: str) -> Callable[[View], View]:
    """For whoever has the signed link that `why` says; it names one account."""

    def declare(view: View) -> View:
        return _declare(view, Policy("linked", why=why))

    return declare


def closed(why: str) -> Callable[[View], View]:
    """Not for the public, which `why` says how."""

    def declare(view: View) -> View:
        return _declare(view, Policy("closed", why=why))

    return declare


def declared(view: Callable[..., Any]) -> Policy | None:
    """What a view has declared; None when nothing."""
    found = getattr(view, _NAME, None)
    return found if isinstance(found, Policy) else None


def _declare(view: View, policy: Policy) -> View:
    setattr(view, _NAME, policy)
    return view
