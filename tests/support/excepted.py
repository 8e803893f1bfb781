"""A request to go past a freeze, written as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enhancements.models import (
    ExceptionFreeze,
    ExceptionRequest,
    ExceptionState,
    ExceptionText,
    ExceptionVote,
    Release,
)
from tests.support.boards import enhancement
from tests.support.tracked import day

if TYPE_CHECKING:
    from tests.support.tracked import Tracked


def excepted(demo: Tracked) -> None:
    """Enhancement 10 has more time in v1.9: granted on day 8, until day 12 at noon."""
    place = {
        "release": Release.objects.get(name="v1.9"),
        "enhancement": enhancement(demo, 10),
    }
    row = ExceptionRequest.objects.create(**place, by="olga", at=day(7))
    held = {"freeze": "enhancements-freeze", "since": day(7)}
    ExceptionFreeze.objects.create(request=row, **place, **held)
    ExceptionText.objects.create(
        request=row, days=5, answers={"impact": "b"}, by="olga", since=day(7)
    )
    ExceptionVote.objects.create(request=row, vote="for", by="ann", since=day(7, 12))
    pending = {"state": "pending", "since": day(7), "until": day(8)}
    ExceptionState.objects.create(request=row, by="olga", **pending)
    ExceptionState.objects.create(
        request=row,
        state="approved",
        by="ann",
        reason="Agreed.",
        granted_until=day(12, 12),
        since=day(8),
    )
