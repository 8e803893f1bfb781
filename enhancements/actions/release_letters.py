"""A release's own wording of its letters, with its history.

A text is the profile's until somebody words it for the release, and again once that is
taken back. What is written on GitHub already stays as it is: the page of comments shows
that a text differs by now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from enhancements import profiles
from enhancements.actions import events, lasting
from enhancements.languages import gettext
from enhancements.models import Event, Release, ReleaseLetter
from enhancements.profiles import edited_letters
from enhancements.profiles.letters_loader import letters_of


class LetterUnknown(LookupError):
    """The release has no text of that name."""


class LetterClashed(RuntimeError):
    """Somebody worded the text meanwhile, so nothing was changed."""

    def __init__(self, by: str) -> None:
        super().__init__(gettext("%(by)s changed the text meanwhile.", by=by))
        self.by = by


@transaction.atomic
def change(
    *,
    release: Release,
    name: str,
    parts: Mapping[str, str] | None,
    by: str,
    reason: str,
    seen: int,
    now: dt.datetime,
) -> ReleaseLetter | None:
    """Let a text say this in the release from now on, or with None what the profile
    says; what is the profile's word for word comes to the same.

    `seen` is the id of the row that was in force when it was typed, 0 for none. Returns
    the row in force; None where nobody ever changed the text. Raises LetterUnknown,
    LetterRefused for a text that cannot be read, and LetterClashed.
    """
    wanted = _read(release, name, parts)
    # Two that word the same text wait for each other; the second finds the first's.
    Release.objects.select_for_update().get(pk=release.pk)
    rows = ReleaseLetter.objects.filter(release=release, name=name)
    before = rows.filter(until__isnull=True).first()
    if (before.pk if before else 0) != seen:
        raise LetterClashed(before.by if before else gettext("Somebody"))
    stood = before.parts if before else None
    if stood == wanted:
        return before
    since = now if before is None else lasting.end(before, now)
    after = ReleaseLetter.objects.create(
        release=release,
        name=name,
        parts=wanted,
        since=since,
        by=by,
        reason=reason.strip(),
    )
    events.record(
        project=release.project,
        release=release,
        kind=Event.Kind.LETTER_CHANGED,
        subject=f"{release.name} {name}",
        old=stood,
        new=wanted,
        by=by,
        reason=reason.strip(),
        happened_at=since,
    )
    return after


def undo(
    *, release: Release, name: str, by: str, seen: int, now: dt.datetime
) -> ReleaseLetter | None:
    """Take the last change of a text back: what stood before stands again.

    `seen` is the id of that change. Raises LetterClashed when it is no longer the last,
    LetterUnknown for a text that nobody changed, and LetterRefused where what stood
    before cannot be read any more.
    """
    last = ReleaseLetter.objects.filter(release=release, name=name, pk=seen).first()
    if last is None:
        raise LetterUnknown(name)
    before = ReleaseLetter.objects.filter(
        release=release, name=name, until=last.since
    ).first()
    return change(
        release=release,
        name=name,
        parts=before.parts if before else None,
        by=by,
        reason=f"Took back what {last.by} changed.",
        seen=seen,
        now=now,
    )


def _read(
    release: Release, name: str, parts: Mapping[str, str] | None
) -> dict[str, str] | None:
    """The parts as they are kept; None where they are the profile's."""
    profile = profiles.load(release.project.profile)
    letters = letters_of(profile)
    stands = edited_letters.known(name, letters, profile)
    if stands is None:
        raise LetterUnknown(name)
    if parts is None:
        return None
    read = edited_letters.read(name, edited_letters.tidy(parts), stands, profile)
    wanted = edited_letters.parts_of(read)
    own = edited_letters.tidy(edited_letters.parts_of(stands))
    return None if wanted == own else wanted
