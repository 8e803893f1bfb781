"""How the samples' release teams word their letters, and a SIG that wants none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from enhancements import profiles
from enhancements.actions import outreach, release_letters
from enhancements.models import Project, Release, ReleaseLetter, Sig
from enhancements.profiles.edited_letters import parts_of
from enhancements.profiles.letters_loader import letters_of
from enhancements.queries import frame, moments

_WORDED = "weekly"
_MORE = "\n\nIf a line of this is wrong, tell us before the next call."
_AGO = dt.timedelta(days=6)


def word(*, project: Project, lead: str, chairs: Mapping[str, str]) -> None:
    """Let the lead add to the weekly status of the release in work, and the last of the
    SIGs with a chair want no outreach. Done once.
    """
    if ReleaseLetter.objects.filter(release__project=project).exists():
        return
    at = timezone.now() - _AGO
    setting = frame.load(project.name, moments.parse(None, now=at), now=at)
    current = setting.release(setting.frame.current)
    stands = letters_of(profiles.load(project.profile)).text(_WORDED)
    if current is None or stands is None:
        return
    parts = parts_of(stands)
    release_letters.change(
        release=Release.objects.select_related("project").get(pk=current.id),
        name=_WORDED,
        parts={**parts, "text": parts["text"] + _MORE},
        by=lead,
        reason="SIGs asked where to write.",
        seen=0,
        now=at,
    )
    led = Sig.objects.filter(project=project, name__in=chairs).order_by("-name").first()
    if led is not None:
        outreach.set_wanted(
            sig=led,
            is_wanted=False,
            by=chairs[led.name],
            reason="We read the board each Monday.",
            seen=0,
            now=at,
        )
