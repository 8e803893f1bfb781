"""Histories of releases made by chance: entries, decisions and proofs as bare rows."""

from __future__ import annotations

import datetime as dt
import random
import uuid

from enhancements.models import (
    Claim,
    Decision,
    Enhancement,
    Entry,
    Project,
    Proof,
    Record,
    Release,
    Series,
    Version,
)
from enhancements.models.document import Blob, Document
from enhancements.models.project import Source

START = dt.datetime(2024, 1, 1, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
LENGTH = 100
"""Days of a release's cycle: its freeze ends after 40, its code freeze after 70."""
STAGES = ("alpha", "beta", "ga")
KEP_STAGES = ("alpha", "beta", "stable")


def day(number: float) -> dt.datetime:
    """A moment of the history."""
    return START + number * DAY


def chance(seed: int) -> random.Random:
    """The same chance every time."""
    return random.Random(seed)  # noqa: S311 - a history, no secret


class History:
    """A project with releases that follow each other, and what chance brings them."""

    def __init__(self, *, releases: int = 4, profile: str = "kubevirt") -> None:
        self.project = Project.objects.create(name="demo", profile=profile)
        self.stages = KEP_STAGES if profile == "kubernetes" else STAGES
        self.releases = [
            Release.objects.create(
                project=self.project, name=f"v1.{n + 1}", major=1, minor=n + 1
            )
            for n in range(releases)
        ]
        for place, release in enumerate(self.releases):
            begin = place * LENGTH
            self.date(release, "enhancements-freeze", begin + 40)
            self.date(release, "code-freeze", begin + 70)
            self.date(release, "release", begin + LENGTH)
        self.version = self._version()

    def date(self, release: Release, kind: str, number: int) -> None:
        """Give a release a deadline, known from the first day on."""
        series = Series.objects.create(
            project=self.project,
            release=release,
            source="person",
            field=f"deadline:{kind}",
        )
        value = {"date": day(number).date().isoformat(), "name": kind}
        Claim.objects.create(
            series=series, value=value, since=START, by="ann", reason="As announced."
        )

    def _version(self) -> Version:
        source = Source.objects.create(
            project=self.project,
            kind="documents",
            location="https://example.org/demo/enhancements",
        )
        first = Enhancement.objects.create(project=self.project)
        document = Document.objects.create(
            source=source,
            enhancement=first,
            path="veps/sig-x/0-first/vep.md",
            folder="veps/sig-x/0-first",
            role="main",
        )
        blob = Blob.objects.create(oid="b" * 40, content=b"text")
        return Version.objects.create(
            document=document,
            ordinal=1,
            commit="c" * 40,
            merged_at=START,
            change="added",
            path=document.path,
            role="main",
            blob=blob,
            seen_at=START,
        )

    def enhancement(
        self,
        number: int,
        *,
        sig: str | None = "compute",
        targets: dict[str, str | None] | None = None,
        since: dt.datetime = START,
        **more: object,
    ) -> Enhancement:
        """An enhancement with one record."""
        own = Enhancement.objects.create(project=self.project)
        names = [one for one in (targets or {}).values() if one]
        values: dict[str, object] = {
            "key": str(number),
            "number": number,
            "title": f"Feature {number}",
            "sig": sig,
            "targets": targets or {},
            "tracks": [],
            "releases": names,
            "problems": [],
            "drift": [],
        }
        Record.objects.create(
            project=self.project, enhancement=own, since=since, **(values | more)
        )
        return own

    def entry(
        self,
        own: Enhancement,
        release: int,
        stage: str = "beta",
        *,
        since: float,
        until: float | None = None,
        merged: bool = True,
        moved_to: str = "",
        spoken: float | None = None,
        kind: str = "graduation",
        track: str = "",
    ) -> Entry:
        """A promise for the release of that place, from day to day."""
        return Entry.objects.create(
            enhancement=own,
            release=self.releases[release],
            track=track,
            stage=stage,
            kind=kind,
            since=day(since),
            until=None if until is None else day(until),
            spoken_since=day(since if spoken is None else spoken),
            moved_to=moved_to,
            source="document",
            version=self.version if merged else None,
        )

    def decide(
        self,
        own: Enhancement,
        release: int,
        kind: str,
        value: str,
        *,
        since: float,
        until: float | None = None,
        freeze: str = "",
        track: str = "",
        by: str = "ann",
        reason: str = "Because of this.",
    ) -> Decision:
        """A decision that stands from day to day."""
        return Decision.objects.create(
            release=self.releases[release],
            enhancement=own,
            track=track,
            kind=kind,
            freeze=freeze,
            value=value,
            reason=reason,
            by=by,
            since=day(since),
            until=None if until is None else day(until),
            batch=uuid.uuid4(),
            ended_batch=None if until is None else uuid.uuid4(),
        )

    def prove(
        self,
        own: Enhancement,
        release: int,
        stage: str = "beta",
        word: str = "proven",
        *,
        at: float | None = None,
        admitted: float | None = None,
        track: str = "",
    ) -> Proof:
        """What the tag of a release shows."""
        tagged = release * LENGTH + LENGTH if at is None else at
        return Proof.objects.create(
            release=self.releases[release],
            enhancement=own,
            track=track,
            stage=stage,
            word=word,
            gate=f"Gate{own.pk}",
            registered="alpha" if word == "absent" else stage,
            tag=f"{self.releases[release].name}.0",
            tagged_at=day(tagged),
            admitted_at=None if admitted is None else day(admitted),
        )


def fill(history: History, chance: random.Random, *, enhancements: int = 40) -> None:
    """Let chance write entries, decisions and proofs of so many enhancements."""
    names = [one.name for one in history.releases]
    for number in range(1, enhancements + 1):
        targets = {
            stage: chance.choice([*names, "v1.9", None]) for stage in history.stages
        }
        own = history.enhancement(
            number,
            sig=chance.choice(["compute", "network", None]),
            targets=targets,
            status=chance.choice([None, "implementable", "withdrawn"]),
            releases=[chance.choice([*names, "v1.9"])],
        )
        for place in range(len(names)):
            _promises(history, chance, own, place)
            _said(history, chance, own, place)


def _promises(
    history: History, chance: random.Random, own: Enhancement, place: int
) -> None:
    begin = place * LENGTH
    for track in ("", "second"):
        for stage in history.stages:
            if chance.random() > (0.35 if not track else 0.05):
                continue
            since = chance.choice([begin + 5, begin + 39, begin + 60, begin + 110])
            ends = chance.choice(
                [None, begin + 30, begin + 55, begin + 80, begin + 120]
            )
            if ends is not None and ends <= since:
                ends = None
            later = [f"v1.{n}" for n in (1, place + 1, place + 2, 9)]
            moved = chance.choice(["", *later]) if ends else ""
            history.entry(
                own,
                place,
                stage,
                since=since,
                until=ends,
                merged=chance.random() > 0.15,
                moved_to=moved,
                spoken=chance.choice([since, begin + 2, begin + 45]),
                kind=chance.choice(["new", "graduation", "same-stage"]),
                track=track,
            )


def _said(
    history: History, chance: random.Random, own: Enhancement, place: int
) -> None:
    begin = place * LENGTH
    for freeze, number in (("enhancements-freeze", 40), ("code-freeze", 70)):
        if chance.random() < 0.3:
            value = chance.choice(["tracked", "deferred", "removed"])
            ends = chance.choice([None, None, begin + 75])
            since = begin + number
            history.decide(
                own, place, "standing", value, since=since, until=ends, freeze=freeze
            )
    if chance.random() < 0.2:
        history.decide(own, place, "opt-in", "yes", since=begin + 10)
    if chance.random() < 0.15:
        value = chance.choice(["shipped", "removed", "deferred"])
        history.decide(own, place, "outcome", value, since=begin + LENGTH + 5)
    if chance.random() < 0.4:
        stage = chance.choice(history.stages)
        word = chance.choice(["proven", "absent"])
        admitted = begin + 112 if word == "absent" and chance.random() < 0.5 else None
        history.prove(own, place, stage, word, admitted=admitted)
