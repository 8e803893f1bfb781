"""One house for all cases that come one after another in a process."""

from __future__ import annotations

import atexit
import contextlib
from typing import TYPE_CHECKING, Any

from tests.faults.processes import house

if TYPE_CHECKING:
    from collections.abc import Iterator

_open = contextlib.ExitStack()
_now: dict[str, Any] = {}


@contextlib.contextmanager
def started(seed: int, **about: Any) -> Iterator[house.House]:
    """The house, furnished for this seed; after a failure it is furnished anew.

    Built at the first call, and kept until `close`.
    """
    if "house" not in _now:
        _now["house"] = _open.enter_context(house.built(seed))
    place: house.House = _now["house"]
    if _now.get("about") != (seed, about):
        place.furnish(seed, **about)
        _now["about"] = (seed, about)
    try:
        yield place
    except BaseException:
        _now.pop("about")
        raise
    if about:
        _now.pop("about")


def rest() -> None:
    """Nothing runs in it until it is wanted again, but its servers."""
    if "house" in _now:
        _now["house"].stop(*_now["house"].programs)
        _now.pop("about", None)


def close() -> None:
    """End it, if there is one."""
    _now.clear()
    _open.close()


atexit.register(close)
