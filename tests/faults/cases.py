"""The cases, each with its saboteur: what goes wrong, and the guard it tests.

A case is a function of a `Rig` that makes something go wrong, lets workers work, and
asserts what must hold. `without` takes the guard away that the case is there for: then
the case must fail, else it proves nothing.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from unittest import mock

if TYPE_CHECKING:
    from tests.faults.rig import Rig

Act = Callable[["Rig"], None]
Without = Callable[[], contextlib.AbstractContextManager[Any]]


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """A fault: its number in the list of faults, what it is, how it is tried."""

    name: str
    """`F05`, or `F05 two` where one number has several."""
    title: str
    act: Act
    without: Without
    """Takes the guard away."""
    about: dict[str, Any]
    """What the world is like: keywords of `rig.started`."""


CASES: dict[str, Case] = {}


def case(name: str, title: str, *, without: Without, **about: Any) -> Callable[[Act], Act]:
    """Enter a case into the list."""

    def entered(act: Act) -> Act:
        assert name not in CASES, name
        CASES[name] = Case(name, title, act, without, about)
        return act

    return entered


def replaced(target: str, by: Any) -> Without:
    """A saboteur: this function (a dotted name) does something else."""

    @contextlib.contextmanager
    def patched() -> Iterator[None]:
        with mock.patch(target, by):
            yield

    return patched
