"""The cases, each with its saboteur: what goes wrong, and the guard it tests.

A case is a function of a `Rig` that makes something go wrong, lets workers work, and
asserts what must hold. `without` takes the guard away that the case is there for: then
the case must fail, else it proves nothing.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from unittest import mock

from tests.faults import rig

if TYPE_CHECKING:
    from tests.faults.rig import Rig

Act = Callable[["Rig"], None]
Without = Callable[[], contextlib.AbstractContextManager[Any]]
Place = Callable[..., contextlib.AbstractContextManager[Any]]


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """A fault: its number in the list of faults, what it is, how it is tried."""

    name: str
    """`F05 together`: the number, and a word for one of several."""
    title: str
    act: Callable[[Any], None]
    """Given what `place` gives."""
    without: Without
    """Takes the guard away."""
    about: dict[str, Any]
    """What the world is like: keywords of `place`."""
    place: Place = rig.started
    """Called with a seed and `about`; gives a context with what `act` gets."""
    is_alone: bool = True
    """Whether all of it happens in one session of the database, so that it can be
    taken back instead of being committed."""
    has_house: bool = False
    """Whether it has processes and servers of its own, see `processes`."""
    says: str = ""
    """What fails without the guard: a regular expression."""


CASES: dict[str, Case] = {}


def case(
    name: str,
    title: str,
    *,
    without: Without,
    place: Place = rig.started,
    is_alone: bool = True,
    says: str = "",
    **about: Any,
) -> Callable[[Act], Act]:
    """Enter a case into the list."""

    def entered(act: Act) -> Act:
        assert name not in CASES, name
        CASES[name] = Case(name, title, act, without, about, place, is_alone, says=says)
        return act

    return entered


def run(one: Case, seed: int, *, is_sabotaged: bool = False) -> None:
    """Try a case. Raises AssertionError when something does not hold."""
    with contextlib.ExitStack() as stack:
        given = stack.enter_context(one.place(seed, **one.about))
        if is_sabotaged:
            stack.enter_context(one.without())
        one.act(given)


class NotCaught(AssertionError):
    """A case holds without its guard, or fails of something else: it proves nothing."""


def caught(one: Case, seed: int) -> str:
    """Try a case without its guard; what fails then. Raises NotCaught."""
    try:
        run(one, seed, is_sabotaged=True)
    except AssertionError as error:
        said = str(error) or "a case's assertion"
        if not re.search(one.says, said):
            message = f"fails of something else: {said}"
            raise NotCaught(message) from error
        return said
    message = "holds without its guard"
    raise NotCaught(message)


# Saboteurs

GITHUB = "enhancements.sources.github"
ACTIONS = "enhancements.actions"


def replaced(target: str, by: Any) -> Without:
    """A saboteur: this function (a dotted name) does something else."""

    @contextlib.contextmanager
    def patched() -> Iterator[None]:
        with mock.patch(target, by):
            yield

    return patched


def together(*withouts: Without) -> Without:
    """Several at once, where one guard stands behind another."""

    @contextlib.contextmanager
    def patched() -> Iterator[None]:
        with contextlib.ExitStack() as stack:
            for one in withouts:
                stack.enter_context(one())
            yield

    return patched


def yes(*_: object, **__: object) -> bool:
    """Whatever is asked."""
    return True


def no(*_: object, **__: object) -> bool:
    """Whatever is asked."""
    return False


def nothing(*_: object, **__: object) -> None:
    """Is done."""
