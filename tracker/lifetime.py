"""A child that ends with its parent, even when the parent is killed. Linux only."""

from __future__ import annotations

import ctypes
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable

_PR_SET_PDEATHSIG = 1  # prctl(2)
_libc = ctypes.CDLL(None, use_errno=True)


def end_with(parent: int, number: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn`: the child gets this signal when its parent is gone.

    ``parent`` is the PID of the caller. The signal comes when the thread that started
    the child ends, so that must be the main one.
    """

    def arm() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, number)
        # The parent may have gone before the line above took effect.
        if os.getppid() != parent:
            os._exit(1)

    return arm
