from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.queries.conftest import demo
from tests.views.conftest import sample, sample_folder

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["demo", "sample", "sample_folder"]

ROOT = "/api/v1/projects/sample/"


@pytest.fixture
def read(client: Client) -> Callable[..., dict[str, Any]]:
    """The JSON of an address below the sample project; it must be there."""

    def answer(address: str = "", **query: Any) -> dict[str, Any]:
        place = address if address.startswith("/") else f"{ROOT}{address}"
        response = client.get(place, query)
        assert response.status_code == 200, response.content.decode()
        return response.json()

    return answer
