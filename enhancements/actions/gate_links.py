"""Whose gates are whose: what sources say, derived; what people say, kept.

Only people's words are events. What a source says can be wrong: then a person denies
it, and says why.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from enhancements.actions import events, gate_tags, proofs
from enhancements.actions.gate_sayings import documents_say, sources_say
from enhancements.documents import gate_sentences
from enhancements.languages import gettext
from enhancements.models import (
    Enhancement,
    Event,
    GateLink,
    Project,
    Record,
    Registration,
    Source,
)
from enhancements.policy import gate_links as policy
from enhancements.policy.gate_links import Link, Registered
from enhancements.policy.records import MAIN_TRACK
from enhancements.profiles.schema import Profile
from enhancements.sources.git.location import blob_url

PERSON = GateLink.How.PERSON
LINKED, DENIED, SILENT = "linked", "denied", ""
"""What people say of a gate and a track: SILENT where nobody has said anything."""


class GateRefused(ValueError):
    """What cannot be linked or unlinked; the text says why and what to do."""


class GateClashed(GateRefused):
    """Somebody else said something of this gate meanwhile."""


def follow(*, project: Project, profile: Profile, ids: Collection[int]) -> None:
    """Make links and proofs of these enhancements follow what sources say now.

    Must run inside the transaction that changed it. Does nothing in a project whose
    code repository is not read.
    """
    if ids and _is_followed(project):
        _follow(project, profile, ids)


def _follow(project: Project, profile: Profile, ids: Collection[int]) -> None:
    _derive(project, list(ids))
    proofs.derive(project=project, profile=profile, ids=ids)


@transaction.atomic
def catch_up(*, project: Project, profile: Profile) -> int:
    """Read what tags are owed, and have every enhancement follow; how many tags.

    Without news it writes nothing.
    """
    source = Source.objects.filter(project=project, kind=Source.Kind.GATES).first()
    if source is None:
        return 0
    # What documents say of gates is read anew with every link, and kept nowhere.
    reader = f"{gate_tags.reader_of(profile)}:{gate_sentences.REVISION}"
    done = gate_tags.read_owed(source=source, profile=profile)
    if done or source.reader != reader:
        _follow_all(project, profile)
        source.reader = reader
        source.save(update_fields=["reader"])
    return done


def _follow_all(project: Project, profile: Profile) -> None:
    everyone = Enhancement.objects.filter(project=project).order_by("pk")
    locked = everyone.select_for_update(no_key=True)
    _follow(project, profile, locked.values_list("pk", flat=True))


def _is_followed(project: Project) -> bool:
    """Whether tags were read, and not everybody is to follow anyway (`catch_up`)."""
    followed = Source.objects.filter(project=project, kind=Source.Kind.GATES)
    return followed.exclude(reader="").exists()


# --- What sources say -----------------------------------------------------------------


def _derive(project: Project, ids: Sequence[int]) -> None:
    told = sources_say(ids)
    for enhancement, said in documents_say(ids, told).items():
        told.setdefault(enhancement, []).extend(said)
    registered = Registered(_registered(project))
    tracks = _tracks(ids)
    place = Source.objects.filter(project=project, kind=Source.Kind.DOCUMENTS).first()
    where = place.location if place is not None else ""
    wanted = [
        _row(enhancement, link, where)
        for enhancement, said in told.items()
        for link in policy.links(said, tracks.get(enhancement, {}), registered)
    ]
    before = list(GateLink.objects.filter(enhancement_id__in=ids).exclude(how=PERSON))
    kept = {_place(row): row for row in wanted}
    had = {_place(row): row.pk for row in before}
    GateLink.objects.filter(
        pk__in=[had[key] for key in had if key not in kept]
    ).delete()
    GateLink.objects.bulk_create([row for key, row in kept.items() if key not in had])


def _registered(project: Project) -> Iterable[str]:
    rows = Registration.objects.filter(
        tag__source__project=project, kind=Registration.Kind.REGISTERED
    )
    return rows.order_by().values_list("gate", flat=True).distinct()


def _tracks(ids: Sequence[int]) -> dict[int, dict[str, str | None]]:
    """The tracks that an enhancement has, or had last, with the gate of each."""
    found: dict[int, dict[str, str | None]] = {}
    rows = Record.objects.filter(enhancement_id__in=ids).order_by("since")
    latest = dict(rows.values_list("enhancement_id", "tracks"))
    for enhancement, tracks in latest.items():
        found[enhancement] = {
            "" if one["name"] == MAIN_TRACK else one["name"]: one["gate"]
            for one in tracks
        }
    return found


def _row(enhancement: int, link: Link, where: str) -> GateLink:
    url = link.url
    if not url and where and link.path and link.commit:
        url = blob_url(where, link.commit, link.path, link.line) or ""
    return GateLink(
        enhancement_id=enhancement,
        track=link.track,
        gate=link.gate,
        how=link.how,
        since=link.since,
        until=link.until,
        raw=link.raw[:2000],
        path=link.path,
        line=link.line,
        url=url,
    )


def _place(row: GateLink) -> Hashable:
    return (
        *(row.enhancement_id, row.track, row.gate, row.how, row.since, row.until),
        *(row.raw, row.path, row.line, row.url),
    )


# --- What people say ------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Saying:
    """What somebody says of a gate, and why."""

    enhancement: int
    track: str
    gate: str
    by: str
    reason: str
    seen: str | None = None
    """What stood when they said it, a word of LINKED, DENIED and SILENT; None where
    they did not look."""


@transaction.atomic
def link(
    *, project: Project, profile: Profile, saying: Saying, now: dt.datetime
) -> Event:
    """Say that a gate is the track's, whatever sources say.

    Raises GateRefused without a reason, for a track that there is not, and for what
    somebody has said already; GateClashed when it is not as it was seen.
    """
    turn = _begin(project, saying), LINKED
    same = gettext("%(gate)s is linked already.", gate=saying.gate)
    return _say(project, profile, saying, turn, now, same=same)


@transaction.atomic
def unlink(
    *, project: Project, profile: Profile, saying: Saying, now: dt.datetime
) -> Event:
    """Say that a gate is not the track's: nobody says so, and no source is heard.

    Raises GateRefused without a reason and for what nobody links; GateClashed.
    """
    stands = _begin(project, saying)
    said = GateLink.objects.filter(
        enhancement_id=saying.enhancement,
        track=saying.track,
        gate=saying.gate,
        until__isnull=True,
    ).exclude(how=PERSON)
    turn = stands, DENIED if said.exists() else SILENT
    same = gettext("%(gate)s is not linked to it.", gate=saying.gate)
    return _say(project, profile, saying, turn, now, same=same)


@transaction.atomic
def withdraw(
    *, project: Project, profile: Profile, saying: Saying, now: dt.datetime
) -> Event:
    """Take back what people say of a gate, so that its sources are heard again.

    Raises GateRefused without a reason and where nobody has said anything; GateClashed.
    """
    turn = _begin(project, saying), SILENT
    same = gettext("Nobody has said anything of %(gate)s.", gate=saying.gate)
    return _say(project, profile, saying, turn, now, same=same)


@transaction.atomic
def undo(
    *,
    project: Project,
    profile: Profile,
    event: Event,
    by: str,
    reason: str,
    now: dt.datetime,
) -> Event:
    """Put back what stood before somebody linked or unlinked a gate.

    Raises GateRefused for another event and without a reason, GateClashed when
    somebody has said something of that gate since.
    """
    kinds = (Event.Kind.GATE_LINKED, Event.Kind.GATE_UNLINKED)
    if event.project_id != project.pk or event.kind not in kinds:
        message = gettext(
            "Event %(event)s linked no gate of %(project)s.",
            event=event.pk,
            project=project.name,
        )
        raise GateRefused(message)
    told: dict[str, str] = event.new or {}
    saying = Saying(
        event.enhancement_id or 0,
        told["track"],
        told["gate"],
        by,
        reason,
        told["said"],
    )
    stands = _begin(project, saying)
    return _say(project, profile, saying, (stands, told["stood"]), now)


def _begin(project: Project, saying: Saying) -> str:
    """Lock the enhancement; what people say of the gate now."""
    if not saying.reason.strip():
        message = gettext("Say why: whoever reads it later has nothing else to go by.")
        raise GateRefused(message)
    locked = Enhancement.objects.select_for_update(no_key=True).filter(
        pk=saying.enhancement, project=project
    )
    if locked.first() is None:
        message = gettext("%(project)s has no such enhancement.", project=project.name)
        raise GateRefused(message)
    known = _tracks([saying.enhancement]).get(saying.enhancement, {"": None})
    if saying.track not in known:
        names = ", ".join(name or MAIN_TRACK for name in known)
        message = gettext(
            "It has no track %(track)s, only %(names)s.",
            track=repr(saying.track or MAIN_TRACK),
            names=names,
        )
        raise GateRefused(message)
    row = _standing(saying).first()
    stands = SILENT if row is None else DENIED if row.denies else LINKED
    if saying.seen is not None and saying.seen != stands:
        raise GateClashed(_clash(saying, row))
    return stands


def _clash(saying: Saying, row: GateLink | None) -> str:
    """Who was faster; nobody is named where something was taken back."""
    if row is None:
        return gettext(
            "Somebody has said something else of %(gate)s meanwhile; look again.",
            gate=saying.gate,
        )
    return gettext(
        "%(by)s has said something else of %(gate)s meanwhile; look again.",
        by=row.by,
        gate=saying.gate,
    )


def _standing(saying: Saying) -> Any:
    return GateLink.objects.filter(
        enhancement_id=saying.enhancement,
        track=saying.track,
        gate=saying.gate,
        how=PERSON,
        until__isnull=True,
    )


def _say(
    project: Project,
    profile: Profile,
    saying: Saying,
    turn: tuple[str, str],
    now: dt.datetime,
    *,
    same: str = "",
) -> Event:
    """Write the turn from what stood to what stands, with its event and proofs.

    Raises GateRefused, which says `same`, when it is none.
    """
    stood, stands = turn
    if stood == stands:
        raise GateRefused(same)
    _standing(saying).update(until=now, ended_by=saying.by)
    if stands != SILENT:
        GateLink.objects.create(
            enhancement_id=saying.enhancement,
            track=saying.track,
            gate=saying.gate,
            how=PERSON,
            denies=stands == DENIED,
            since=now,
            by=saying.by,
            reason=saying.reason.strip(),
        )
    gains = stands == LINKED or stood == DENIED
    event = events.record(
        project=project,
        kind=Event.Kind.GATE_LINKED if gains else Event.Kind.GATE_UNLINKED,
        subject=f"{saying.gate}{f' of {saying.track}' if saying.track else ''}",
        new=_told(saying, stood, stands),
        by=saying.by,
        reason=saying.reason.strip(),
        enhancement=saying.enhancement,
        happened_at=now,
    )
    proofs.derive(project=project, profile=profile, ids=[saying.enhancement])
    return event


def _told(saying: Saying, stood: str, stands: str) -> Mapping[str, str]:
    return {
        "gate": saying.gate,
        "track": saying.track,
        "stood": stood,
        "said": stands,
    }
