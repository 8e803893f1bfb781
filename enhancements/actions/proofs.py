"""What releases' tags prove: derived from tags, links, entries and records.

Written only where it differs from what is stored, so that deriving again without news
writes no row.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q

from enhancements.models import (
    Entry,
    GateLink,
    Project,
    Proof,
    Record,
    Registration,
    Source,
    Tag,
)
from enhancements.policy import proofs as policy
from enhancements.policy.gate_links import Link
from enhancements.policy.outcomes import ABSENT
from enhancements.policy.proofs import At, History, Promised, Shown, Tagged
from enhancements.policy.records import LATEST_MILESTONE, MAIN_TRACK
from enhancements.profiles.schema import Profile
from enhancements.sources.git.location import blob_url

_TrackPlace = tuple[int, str]
"""(id of the enhancement, track)."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """An entry: a track's stage in a release."""

    release: int
    name: str
    """The release's."""
    enhancement: int
    track: str
    stage: str


@dataclasses.dataclass(frozen=True, slots=True)
class _Links:
    """What is said of a track's gates."""

    links: list[Link] = dataclasses.field(default_factory=list)
    denied: list[str] = dataclasses.field(default_factory=list)


def derive(*, project: Project, profile: Profile, ids: Collection[int]) -> None:
    """Make the proofs of these enhancements what tags and links say now.

    Must run inside the transaction that changed those.
    """
    wanted = _wanted(project, profile, list(ids))
    before = list(Proof.objects.filter(enhancement_id__in=ids))
    kept = {_identity(row): row for row in wanted}
    had = {_identity(row): row.pk for row in before}
    gone = [pk for key, pk in had.items() if key not in kept]
    if gone:
        Proof.objects.filter(pk__in=gone).delete()
    fresh = [row for key, row in kept.items() if key not in had]
    if fresh:
        Proof.objects.bulk_create(fresh, batch_size=1000)


def _wanted(project: Project, profile: Profile, ids: Sequence[int]) -> list[Proof]:
    said = _links(ids)
    gates = {link.gate for one in said.values() for link in one.links}
    if not gates:
        return []
    history = History(profile, _tags(project, gates))
    shown: list[tuple[_Place, Shown]] = []
    for place in _places(said):
        one = said[place.enhancement, place.track]
        found = history.shown(place.name, place.stage, one.links, one.denied)
        if found is not None:
            shown.append((place, found))
    absent = [place for place, one in shown if one.word == ABSENT]
    records = _records({place.enhancement for place in absent})
    location = (
        Source.objects.filter(project=project, kind=Source.Kind.GATES)
        .values_list("location", flat=True)
        .first()
    )
    by_milestone = profile.planned_by == LATEST_MILESTONE
    return [
        _proof(history, place, one, records, by_milestone, location or "")
        for place, one in shown
    ]


def _proof(  # noqa: PLR0917 - what one row is made of
    history: History,
    place: _Place,
    shown: Shown,
    records: Mapping[int, Sequence[Record]],
    by_milestone: bool,  # noqa: FBT001 - a fact of the profile, handed on
    location: str,
) -> Proof:
    tag = history.tag(place.name)
    assert tag is not None  # noqa: S101 - a tag showed it
    admitted_at = None
    if shown.word == ABSENT:
        admitted_at = policy.admitted(
            _promised(records.get(place.enhancement, ()), place.track),
            stage=place.stage,
            release=place.name,
            by_milestone=by_milestone,
        )
    return Proof(
        release_id=place.release,
        enhancement_id=place.enhancement,
        track=place.track,
        stage=place.stage,
        word=shown.word,
        gate=shown.gate,
        registered=shown.registered,
        tag=tag.name,
        tagged_at=tag.tagged_at,
        path=shown.path,
        line=shown.line,
        url=blob_url(location, shown.commit, shown.path, shown.line) or "",
        admitted_at=admitted_at,
    )


def _identity(row: Proof) -> Hashable:
    return (
        *(row.release_id, row.enhancement_id, row.track, row.stage, row.word),
        *(row.gate, row.registered, row.tag, row.tagged_at, row.path, row.line),
        *(row.url, row.admitted_at),
    )


def _links(ids: Sequence[int]) -> dict[_TrackPlace, _Links]:
    found: dict[_TrackPlace, _Links] = {}
    # What was said of one that was merged into another counts for the other.
    mine = Q(enhancement_id__in=ids) | Q(enhancement__merged_into__in=ids)
    rows = GateLink.objects.filter(mine).select_related("enhancement")
    for row in rows.order_by("gate", "since"):
        owner = row.enhancement.merged_into_id or row.enhancement_id
        one = found.setdefault((owner, row.track), _Links())
        if not row.denies:
            link = Link(row.track, row.gate, row.how, row.since, row.until)
            one.links.append(link)
        elif row.until is None:
            one.denied.append(row.gate)
    return found


def _tags(project: Project, gates: Iterable[str]) -> list[Tagged]:
    """The tags that made releases, oldest release first, with these gates."""
    anything = Registration.objects.filter(
        tag=OuterRef("pk"), kind=Registration.Kind.REGISTERED
    )
    tags = list(
        Tag.objects.filter(
            source__project=project, is_final=True, gone_at__isnull=True
        ).annotate(is_read=Exists(anything))
    )
    rows = Registration.objects.filter(
        tag__in=tags, kind=Registration.Kind.REGISTERED, gate__in=list(gates)
    )
    found: dict[int, dict[str, At]] = {}
    for row in rows:
        at = At(row.stage, row.path, row.line, row.raw)
        found.setdefault(row.tag_id, {})[row.gate] = at
    return policy.in_order(
        Tagged(
            release=tag.release,
            name=tag.name,
            commit=tag.commit,
            tagged_at=tag.tagged_at,
            gates=found.get(tag.pk, {}),
            is_read=tag.is_read,
        )
        for tag in tags
    )


def _places(said: Mapping[_TrackPlace, _Links]) -> list[_Place]:
    """Every entry that was ever planned of the tracks with links."""
    rows = (
        Entry.objects.filter(enhancement_id__in={place[0] for place in said})
        .order_by("release_id", "enhancement_id", "track", "stage")
        .values_list("release_id", "release__name", "enhancement_id", "track", "stage")
        .distinct()
    )
    places = [_Place(*row) for row in rows]
    return [place for place in places if (place.enhancement, place.track) in said]


def _records(ids: Collection[int]) -> dict[int, list[Record]]:
    found: dict[int, list[Record]] = {}
    rows = Record.objects.filter(enhancement_id__in=ids).order_by("since")
    for row in rows.only("enhancement_id", "since", "until", "tracks", "releases"):
        found.setdefault(row.enhancement_id, []).append(row)
    return found


def _promised(records: Sequence[Record], track: str) -> list[Promised]:
    """What records say of one track."""
    name = track or MAIN_TRACK
    found = []
    for row in records:
        mine = (one["targets"] for one in row.tracks if one["name"] == name)
        found.append(Promised(row.since, row.until, next(mine, {}), row.releases))
    return found
