"""The list of cases with processes, in the shape of `tests.faults.cases`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.faults.cases import CASES, Case
from tests.faults.processes import homes, house
from tests.faults.processes.house import House

Act = Callable[[House], None]


def case(
    name: str, title: str, *, without: str, says: str, **about: Any
) -> Callable[[Act], Act]:
    """Enter a case into the list; `without` names its saboteur, and `says` is how it is
    caught: any other failure may be one of a busy machine.
    """

    def entered(act: Act) -> Act:
        assert name not in CASES, name
        taken: Any = act
        CASES[name] = Case(
            name,
            title,
            taken,
            lambda: house.without(without),
            about,
            place=homes.started,
            is_alone=False,
            has_house=True,
            says=says,
        )
        return act

    return entered
