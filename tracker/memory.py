"""How a process that answers requests looks for garbage."""

from __future__ import annotations

import gc

_YOUNG = 20_000
"""New objects between two looks; a page of five hundred rows makes fewer cycles than
that, and looking at the default's 700 costs a tenth of its time."""


def settle() -> None:
    """Leave alone what is there for good, Django and our modules, and look rarely.

    To be called once everything is loaded.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
