"""I6: while the mirror is behind, pages say so within a minute, and not afterwards."""

from __future__ import annotations

import dataclasses
import html
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.test import Client

from enhancements.queries import frame
from tests.faults.cases import ACTIONS, case, no, replaced

if TYPE_CHECKING:
    from tests.faults.rig import Rig

_PAGES = ("/demo/", "/demo/sources/")


def warnings() -> list[str]:
    """What the pages say of GitHub that is not well."""
    found = []
    for page in _PAGES:
        # By a name that the site answers to: nobody sets one up here, as pytest does.
        answer = Client(headers={"host": "localhost"}).get(page)
        assert answer.status_code == HTTPStatus.OK, f"{page}: {answer.status_code}"
        text = html.unescape(answer.content.decode())
        found += [line for line in text.splitlines() if "data-stale" in line]
    return [line for line in found if "<b>GitHub</b>" in line]


_states = frame._repositories


def fresh(*args: Any) -> tuple[Any, ...]:
    """All repositories were read just now."""
    return tuple(dataclasses.replace(one, stale=False) for one in _states(*args))


@case(
    "F01 told",
    "Pages say within a minute that GitHub only fails",
    without=replaced(f"{ACTIONS}.mirror_state.trouble", no),
)
def failing(rig: Rig) -> None:
    rig.synced()
    assert warnings() == []
    rig.hub.faults.add("status", "", status=502)
    rig.change(2)
    rig.pass_time(60)
    rig.look()
    said = warnings()
    assert len(said) == len(_PAGES), said
    assert all("GitHub is in trouble itself (502)" in line for line in said), said
    rig.finish()
    assert warnings() == []


@case(
    "F10 told",
    "Pages say within a minute that the token is not accepted, and what to do",
    without=replaced(f"{ACTIONS}.mirror_state.trouble", no),
)
def refused(rig: Rig) -> None:
    rig.synced()
    rig.token.is_revoked = True
    rig.look()
    said = warnings()
    assert len(said) == len(_PAGES), said
    assert all("does not accept the credential" in line for line in said), said
    rig.token.is_revoked = False
    rig.finish()
    assert warnings() == []


@case(
    "F22 told",
    "Pages say that nobody has looked for some intervals",
    without=replaced(f"{frame.__name__}._repositories", fresh),
)
def silent(rig: Rig) -> None:
    rig.synced()
    rig.pass_time(settings.POLL_SECONDS)
    assert warnings() == []
    rig.pass_time((frame._INTERVALS + 1) * settings.POLL_SECONDS)
    assert len(warnings()) == len(_PAGES)
    rig.finish()
    assert warnings() == []
