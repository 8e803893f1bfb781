"""What the samples' release teams have told entries on their tracking issues."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence

from django.db import connection
from django.utils import timezone

from enhancements.actions import postings, projects
from enhancements.actions.postings import PostingsClashed, Wanted
from enhancements.models import Enhancement, Posting, Project, Repository
from enhancements.policy.letters.comments import Kind
from enhancements.policy.letters.standing import How
from enhancements.queries import frame, letters, moments
from enhancements.queries.deadlines import Dates
from enhancements.queries.shapes.letters import CommentRow

log = logging.getLogger(__name__)

_REMINDED = 6
_DECIDED = 3
_EVERY_SECONDS = 3.0
_PATIENCE_SECONDS = 15 * 60.0


def write_when_read(leads: Mapping[str, str]) -> None:
    """Write them as soon as GitHub was read and every entry is judged, in a thread.

    `leads` has who writes for each project. The thread ends with the process.
    """
    thread = threading.Thread(target=_wait, args=(dict(leads),), daemon=True)
    thread.start()


def _wait(leads: dict[str, str]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    try:
        while leads and time.monotonic() < until:
            time.sleep(_EVERY_SECONDS)
            for name in [name for name in leads if _is_read(name)]:
                project = Project.objects.get(name=name)
                write(project=project, lead=leads.pop(name))
    except Exception:
        # A sample without comments serves as well.
        log.warning("The sample's comments were not written.", exc_info=True)
    finally:
        connection.close()


def _is_read(name: str) -> bool:
    rows = Repository.objects.filter(project__name=name, removed_at=None)
    owed = Enhancement.objects.filter(
        project__name=name, unjudged_since__isnull=False
    ) | Enhancement.objects.filter(project__name=name, owed_since__isnull=False)
    is_whole = rows.exists() and not rows.filter(synced_at=None).exists()
    return is_whole and not owed.exists()


def write(*, project: Project, lead: str) -> None:
    """Let the lead remind some of what is next, and tell some what was decided last.

    Where anybody has put a comment on its way, nothing is done.
    """
    if Posting.objects.filter(release__project=project).exists():
        return
    projects.set_posts(project=project, is_sent=True, by=lead)
    now = timezone.now()
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    release = setting.release(setting.frame.current)
    if release is None:
        return
    found = letters.of_release(setting, release)
    keys = [one.key for one in found.freezes]
    worked = found.freeze.key if found.freeze else ""
    before = keys[: keys.index(worked)] if worked in keys else []
    if before:
        last = letters.of_release(
            setting, release, freeze=before[-1], kind=Kind.PARTY.value
        )
        _put(project, release, lead, before[-1], last.rows)
    reminded = [one for one in found.rows if one.how is How.NEW][-_REMINDED:]
    _put(project, release, lead, worked, reminded)


def _put(
    project: Project, release: Dates, lead: str, freeze: str, rows: Sequence[CommentRow]
) -> None:
    wanted = [
        Wanted(
            place=one.row.place,
            letter=one.letter,
            repository=one.issue.repository,
            name=one.issue.name,
            number=one.issue.number,
        )
        for one in rows
        if one.letter is not None and one.issue is not None
    ]
    # Different texts first: of each case a few.
    few = [
        one
        for case in dict.fromkeys(one.letter.case for one in wanted)
        for one in [w for w in wanted if w.letter.case == case][:_DECIDED]
    ]
    try:
        postings.post(
            project=project,
            release=release.id,
            freeze=freeze,
            wanted=few,
            by=lead,
            now=timezone.now(),
        )
    except PostingsClashed:
        log.warning("Somebody else wrote the comments of the sample first.")
