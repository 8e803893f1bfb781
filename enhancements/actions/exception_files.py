"""Exceptions that a file lists: taken in once, brought up to date, never lost.

A file may be read by hand or with the schedules' repository. What it cannot be taken in
for stands as a problem on the desk, as it is written.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Mapping

from django.db import transaction

from enhancements import profiles
from enhancements.actions import exception_rows as rows
from enhancements.actions.exception_rows import About
from enhancements.documents import exceptions as documents
from enhancements.documents.exceptions import Trouble, Written
from enhancements.models import (
    Entry,
    Event,
    ExceptionFile,
    ExceptionProblem,
    ExceptionRequest,
    ExceptionState,
    ExceptionText,
    Project,
    Record,
    Release,
)
from enhancements.policy.exceptions import (
    APPROVED,
    PENDING,
    ExceptionRefused,
    Wanted,
    ends_with,
)
from enhancements.queries import deadlines, words
from enhancements.queries.evidence import Evidence
from enhancements.queries.shapes import Deadline

BY = "file"
"""Who asks and decides in what a file says: it names nobody."""


@dataclasses.dataclass(slots=True)
class Taken:
    """What a file brought."""

    new: int = 0
    changed: int = 0
    same: int = 0
    troubles: list[Trouble] = dataclasses.field(default_factory=list)
    is_waiting: bool = False
    """Whether anything is of an enhancement that is not known yet."""


def keep(*, project: Project, release: str, path: str, content: bytes | None) -> None:
    """Note what a file of the schedules' repository says now; None when it is gone.

    What was taken in from one that is gone stays: it was so.
    """
    if content is None:
        ExceptionFile.objects.filter(project=project, path=path).delete()
        return
    ExceptionFile.objects.update_or_create(
        project=project,
        path=path,
        defaults={"release": release, "content": content, "is_owed": True},
    )


def take_in_owed(*, project: Project, now: dt.datetime) -> list[Taken]:
    """Take in every file that has something new, or waited for something."""
    found = []
    for file in ExceptionFile.objects.filter(project=project, is_owed=True):
        release = Release.objects.filter(project=project, name=file.release).first()
        if release is None:
            continue
        taken = take_in(
            project=project,
            release=release,
            path=file.path,
            content=bytes(file.content),
            by=BY,
            now=now,
        )
        ExceptionFile.objects.filter(pk=file.pk).update(is_owed=taken.is_waiting)
        found.append(taken)
    return found


@transaction.atomic
def take_in(
    *,
    project: Project,
    release: Release,
    path: str,
    content: bytes,
    by: str,
    now: dt.datetime,
) -> Taken:
    """Take in what a file says of a release; doing so again changes nothing.

    `by` is who imports it, for the history. What was decided here by somebody since is
    not overwritten.
    """
    rows.lock(release.pk)
    reading = documents.read(content)
    taken = Taken(troubles=list(reading.troubles))
    counted: Counter[str] = Counter()
    ends = _deadlines(project, release, now)
    for one in reading.requests:
        name = f"{one.freeze} {one.number or one.name or one.issue}"
        counted[name] += 1
        origin = f"{path} {name} {counted[name]}"
        _Import(project, release, origin, by, now, ends).take(one, taken)
    ExceptionProblem.objects.filter(release=release, file=path).delete()
    ExceptionProblem.objects.bulk_create(
        ExceptionProblem(
            release=release,
            file=path,
            line=one.line,
            sentence=one.sentence,
            raw=one.raw,
        )
        for one in taken.troubles
    )
    return taken


def _deadlines(
    project: Project, release: Release, now: dt.datetime
) -> dict[str, Deadline]:
    dates = deadlines.of_project(
        project=project.pk,
        profile=profiles.load(project.profile),
        at=now,
        evidence=Evidence({}),
    )
    found = next((one for one in dates if one.id == release.pk), None)
    return {one.kind: one for one in found.deadlines} if found else {}


@dataclasses.dataclass(frozen=True, slots=True)
class _Import:
    """One request on its way in."""

    project: Project
    release: Release
    origin: str
    by: str
    now: dt.datetime
    ends: Mapping[str, Deadline]
    """By kind the deadlines of the release as they stand."""

    def take(self, one: Written, taken: Taken) -> None:
        """Make it, bring it up to date, or say why not."""
        made = ExceptionRequest.objects.filter(
            release=self.release, origin=self.origin
        ).first()
        if made is not None:
            if self._bring_up(made, one, taken):
                taken.changed += 1
            else:
                taken.same += 1
            return
        about = self._about(one)
        if about is None:
            taken.is_waiting = True
            named = f"#{one.number}" if one.number else f"“{one.name or one.issue}”"
            self._trouble(one, f"Nothing known here is {named}.", taken)
            return
        try:
            with transaction.atomic():
                self._make(one, about)
        except ExceptionRefused as refused:
            self._trouble(one, str(refused), taken)
            return
        taken.new += 1

    def _make(self, one: Written, about: About) -> None:
        """Raises ExceptionRefused when another request has the freeze."""
        at = _moment(one.requested or one.reviewed) or self.now
        row = ExceptionRequest.objects.create(
            release=self.release,
            enhancement_id=about.enhancement,
            track=about.track,
            by=BY,
            at=at,
            origin=self.origin,
            raw=one.raw,
        )
        rows.hold(row, [one.freeze], at)
        rows.say(row, _wanted(one), BY, at)
        rows.stand(row, ExceptionState(state=PENDING, by=BY), at)
        if one.state == PENDING:
            kind = Event.Kind.EXCEPTION_IMPORTED
            rows.record(kind, row, self.by, self.now, new={"state": one.state})
        else:
            self._turn(row, one, at)

    def _turn(self, row: ExceptionRequest, one: Written, at: dt.datetime) -> None:
        when = max(_moment(one.reviewed) or at, at)
        made = self._state(one, when)
        rows.turn(Event.Kind.EXCEPTION_IMPORTED, row, made, when, told_by=self.by)

    def _state(self, one: Written, when: dt.datetime) -> ExceptionState:
        """What the file says, with the end of what is approved: the day that the file
        gives, else the deadline that the profile names for it.
        """
        made = ExceptionState(state=one.state, by=BY)
        if one.state != APPROVED:
            return made
        if one.until is not None:
            made.granted_until = ends_with(one.until)
            return made
        rules = profiles.load(self.project.profile).exceptions
        found = self.ends.get(rules.ends.get(one.freeze, ""))
        # Approved only after that deadline, its end is as unknown as without a rule.
        if found is not None and found.ends_at > when:
            made.granted_until = found.ends_at
            made.reason = (
                "The file says no end; by the project's rules it ends with the"
                f" {words.in_sentence(found.label)}."
            )
        return made

    def _bring_up(self, row: ExceptionRequest, one: Written, taken: Taken) -> bool:
        """Whether anything of it is another by now."""
        stood = ExceptionText.objects.get(request=row, until=None)
        wanted = _wanted(one)
        said = (dict(wanted.answers), list(wanted.links), wanted.thread)
        is_other = stood.by == BY and said != (stood.answers, stood.links, stood.thread)
        if is_other:
            at = max(self.now, stood.since)
            ExceptionText.objects.filter(pk=stood.pk).update(until=at)
            rows.say(row, wanted, BY, at)
        stands = rows.state_of(row)
        if stands.state == one.state:
            return self._end_anew(row, one, stands) or is_other
        if stands.by != BY:
            sentence = (
                f"The file says {one.status or one.state}; here it is {stands.state},"
                f" by @{stands.by}, which stays."
            )
            self._trouble(one, sentence, taken)
            return is_other
        self._turn(row, one, stands.since)
        return True

    def _end_anew(
        self, row: ExceptionRequest, one: Written, stands: ExceptionState
    ) -> bool:
        """Whether an approval of the file ends at another time by now."""
        made = self._state(one, stands.since)
        is_same = made.granted_until in (None, stands.granted_until)
        if stands.by != BY or stands.evaluation or is_same:
            return False
        # Its end is one of the whole time that it has been approved.
        rows.turn(
            Event.Kind.EXCEPTION_IMPORTED, row, made, stands.since, told_by=self.by
        )
        return True

    def _about(self, one: Written) -> About | None:
        """The entry: by the issue's number, else by its title, word for word."""
        records = Record.objects.filter(project=self.project, until=None)
        known = records.filter(number=one.number) if one.number else records.none()
        if not known and one.name:
            known = records.filter(title__iexact=one.name)
        ids = list(known.values_list("enhancement", flat=True))
        entries = Entry.objects.filter(release=self.release, enhancement__in=ids)
        places = sorted(set(entries.values_list("enhancement", "track")))
        if places:
            return About(self.release.pk, *places[0])
        return About(self.release.pk, ids[0]) if len(ids) == 1 else None

    def _trouble(self, one: Written, sentence: str, taken: Taken) -> None:
        taken.troubles.append(Trouble(one.line, sentence, one.raw))


def _wanted(one: Written) -> Wanted:
    answers: Mapping[str, str] = {
        "name": one.name,
        "issue": one.issue,
        **one.others,
    }
    return Wanted(
        freezes=(one.freeze,),
        answers={key: text for key, text in answers.items() if text},
        links=one.links,
        thread=one.thread,
    )


def _moment(day: dt.date | None) -> dt.datetime | None:
    """The beginning of a day, UTC."""
    return dt.datetime.combine(day, dt.time(), dt.UTC) if day else None
