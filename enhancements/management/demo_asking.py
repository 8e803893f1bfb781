"""What people of the samples were asked and answered before anybody tries them out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils import timezone

from enhancements.actions import answers, asking, ladders
from enhancements.actions.answers import Said
from enhancements.models import Ask, Decision, Project, Sig
from enhancements.policy.asking import CONTACT, OWNERS, ROLES, Ladder, Rung
from enhancements.policy.decisions import CHECK_IN

_DAY = dt.timedelta(days=1)
_CHANGED, _ASKED = 13, 9
"""Days ago: when a SIG got its ladder, and from when on people are asked."""
_LADDER = Ladder(
    (
        Rung(90, (OWNERS,)),
        Rung(14, (OWNERS, CONTACT)),
        Rung(3, ROLES),
    ),
    holds=21,
    holds_unmet=7,
)
_ANSWERED = 2
"""How many of those who were asked have answered."""


def ask(*, project: Project, chairs: Mapping[str, str]) -> None:
    """Let the first SIG that has a chair ask by a ladder of its own, and everybody have
    been asked what was due in the days before now; two have answered. Where anybody was
    asked, nothing is done.
    """
    if Ask.objects.filter(project=project).exists():
        return
    now = timezone.now()
    sig = Sig.objects.filter(project=project, name__in=chairs).order_by("name").first()
    if sig is not None:
        ladders.set_ladder(
            sig=sig,
            ladder=_LADDER,
            by=chairs[sig.name],
            reason="We plan early, so we ask early.",
            seen=0,
            now=now - _CHANGED * _DAY,
        )
    made: list[Ask] = []
    for days in range(_ASKED, 0, -1):
        made += asking.prepare(project=project, now=now - days * _DAY)
    _answer(project, made[:_ANSWERED], now)


def _answer(project: Project, asks: Sequence[Ask], now: dt.datetime) -> None:
    """The first says that all is on track, the second that something is in the way."""
    words = (("on-track", ""), ("at-risk", "Its reviewer is away for two weeks."))
    for one, (word, reason) in zip(asks, words, strict=False):
        items = one.items.all() if word == "on-track" else one.items.all()[:1]
        said = [
            Said(
                release=item.release_id,
                enhancement=item.enhancement_id,
                track=item.track,
                word=word,
                reason=reason or "Still true.",
                seen=_seen(item.release_id, item.enhancement_id, item.track),
                items=(item.pk,),
            )
            for item in items
        ]
        answers.answer(
            project=project,
            said=said,
            by=one.login,
            now=max(now - _DAY, one.made_at + _DAY / 2),
        )


def _seen(release: int, enhancement: int, track: str) -> int | None:
    rows = Decision.objects.filter(
        release=release, enhancement=enhancement, track=track, kind=CHECK_IN, until=None
    )
    return rows.values_list("pk", flat=True).first()
