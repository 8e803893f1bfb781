"""One seed of every case, and every saboteur caught, as tests.

Each file of tests takes some modules with cases, so that workers share them evenly.
`make faults` tries the same with more seeds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.faults import cases, every

if TYPE_CHECKING:
    from types import ModuleType

assert every.MODULES


def parameters(*modules: ModuleType) -> list[Any]:
    """The cases of these modules, for `pytest.mark.parametrize`."""
    names = {one.__name__ for one in modules}
    marks: dict[bool, Any] = {
        alone: pytest.mark.django_db(transaction=not alone) for alone in (True, False)
    }
    return [
        pytest.param(one, id=name, marks=() if one.has_house else marks[one.is_alone])
        for name, one in cases.CASES.items()
        if one.act.__module__ in names
    ]
