"""How much somebody reviews and approves in a release, as they say themselves."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from enhancements.actions import events, lasting
from enhancements.languages import gettext
from enhancements.models import Capacity, Event, Release

MOST = 200
"""Reviews that anybody may take on in one release."""
LONGEST = 300


class CapacityRefused(ValueError):
    """It cannot be said; the message says what to do."""


class CapacityClashed(RuntimeError):
    """They said something else meanwhile, in another window, so nothing was changed."""

    def __init__(self) -> None:
        super().__init__(gettext("You said something else meanwhile."))


@transaction.atomic
def say(
    *,
    release: Release,
    number: int | None,
    note: str = "",
    by: str,
    github_id: int | None = None,
    seen: int,
    now: dt.datetime,
) -> Capacity | None:
    """Say how many reviews and approvals `by` takes on; None takes their word back.

    What stands already is left alone. `seen` is the id of the row that was in force, 0
    for none; `github_id` is their number, by which they are known whatever they are
    called. None is given back where nothing was said and nothing was to be. Raises
    CapacityRefused and CapacityClashed.
    """
    text = note.strip()
    if number is not None and not 0 <= number <= MOST:
        raise CapacityRefused(gettext("Say a number from 0 to %(most)s.", most=MOST))
    if len(text) > LONGEST:
        message = gettext("A note has at most %(most)s characters.", most=LONGEST)
        raise CapacityRefused(message)
    # Two windows of one person wait for each other.
    Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    login = by.casefold()
    before = standing(release=release, login=login, github_id=github_id)
    if (before.pk if before else 0) != seen:
        raise CapacityClashed
    if number is None:
        text = ""
    stood = (None, "") if before is None else (before.number, before.note)
    if stood == (number, text):
        return before
    since = now if before is None else lasting.end(before, now)
    after = Capacity.objects.create(
        release=release,
        login=login,
        github_id=github_id,
        number=number,
        note=text,
        since=since,
        by=by,
    )
    events.record(
        project=release.project,
        release=release,
        kind=Event.Kind.CAPACITY_SAID,
        subject=by,
        old=None if before is None else {"number": before.number, "note": before.note},
        new={"number": number, "note": text},
        by=by,
        happened_at=since,
    )
    return after


def standing(*, release: Release, login: str, github_id: int | None) -> Capacity | None:
    """What somebody said that stands: under their number, else under their login where
    nobody's number was known.
    """
    rows = Capacity.objects.filter(release=release, until__isnull=True)
    own = rows.filter(github_id=github_id).first() if github_id is not None else None
    if own is not None:
        return own
    return rows.filter(github_id=None, login=login.casefold()).first()
