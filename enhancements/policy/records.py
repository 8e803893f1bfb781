"""The record of an enhancement for every stretch of time, from its claims.

Pure. `records` sweeps over the moments at which a claim begins or ends and
resolves what holds in between; equal neighbours are joined.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from enhancements.documents import versions
from enhancements.documents.facts import FRONT_MATTER, ISSUE, METADATA
from enhancements.policy import corrections, resolve
from enhancements.policy.names import Name, directory_name, key_of
from enhancements.policy.resolve import Choice
from enhancements.policy.spans import DOCUMENT_FIELD, Span
from enhancements.profiles.schema import Profile

MAIN_TRACK = "main"
STRUCTURED = frozenset({FRONT_MATTER, METADATA})
"""Sources that name a stage in a field of its own."""
TARGET = "target."
RELEASE = "release"
"""Field of the one release that a document works for now, its latest milestone."""
LATEST_MILESTONE = "latest-milestone"
OWNERS = "owners"
_UNLIKE = frozenset({DOCUMENT_FIELD, ISSUE})
"""Fields whose claims differ by nature."""
UNSTAGED = "unstaged"
"""The stage of a promise that names a release and no stage."""


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """An enhancement as resolved, without the stretch of time it held."""

    key: str
    number: int | None
    title: str
    sig: str | None
    participating_sigs: tuple[str, ...]
    status: str | None
    stage: str | None
    stage_from_target: bool
    targets: dict[str, str | None]
    tracks: list[dict[str, Any]]
    authors: tuple[str, ...]
    reviewers: tuple[str, ...]
    approvers: tuple[str, ...]
    feature_gates: tuple[str, ...]
    version: int | None
    path: str
    commit: str
    problems: list[dict[str, Any]]
    drift: list[dict[str, Any]]
    releases: tuple[str, ...]
    """Releases it is planned for, in order of version."""
    issue: int | None = None
    issue_url: str = ""
    owners: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Stretch:
    """A state and the time it held; `held` are the choices behind it."""

    since: dt.datetime
    until: dt.datetime | None
    state: State
    held: dict[tuple[str, str], Choice]


def records(
    spans: Sequence[Span], profile: Profile, rivals: Sequence[Name] = ()
) -> list[Stretch]:
    """The record over time. `rivals` are names that other enhancements held.

    There is no record while no document (and no issue) is there.
    """
    moments = set(resolve.boundaries(spans))
    first, last = min(moments, default=None), max(moments, default=None)
    for rival in rivals:
        for moment in (rival.since, rival.until):
            if moment and first and last and first < moment:
                moments.add(moment)
    stretches: list[Stretch] = []
    ordered = sorted(moments)
    for since, until in itertools.zip_longest(ordered, ordered[1:]):
        held = resolve.choices((span for span in spans if span.holds(since)), profile)
        state = _state(held, profile, [r for r in rivals if r.overlaps(since, until)])
        if state is not None:
            _flag(state, held, spans, since, profile)
            _append(stretches, Stretch(since, until, state, held))
    return stretches


def _flag(
    state: State,
    held: dict[tuple[str, str], Choice],
    spans: Sequence[Span],
    at: dt.datetime,
    profile: Profile,
) -> None:
    """Mark what people corrected and its source says a third thing of since."""
    for one in state.drift:
        if one["field"] not in corrections.FIELDS or one["track"]:
            continue
        winner = held["", one["field"]].winner
        if winner is None or winner.source != corrections.PERSON:
            continue
        third = corrections.third(winner, spans, at, profile)
        if third is not None:
            then = None if third.then is None else list(third.then)
            one["third"] = {"then": then, "now": list(third.now)}


def _append(stretches: list[Stretch], new: Stretch) -> None:
    """Add a stretch, joined to the one before when nothing changed."""
    if stretches:
        before = stretches[-1]
        if before.until == new.since and before.state == new.state:
            stretches[-1] = dataclasses.replace(before, until=new.until)
            return
    stretches.append(new)


def _state(
    held: dict[tuple[str, str], Choice], profile: Profile, rivals: Sequence[Name]
) -> State | None:
    document = resolve.main_document(held)
    issue = _value(held, ISSUE)
    if document is None and issue is None:
        return None
    path = str(document.value["path"]) if document else ""
    number = _value(held, "number")
    directory = directory_name(path, profile) if document else f"issue-{number}"
    tracks = _tracks(held, profile)
    stage, from_target = _stage(held, tracks, profile)
    title = _value(held, "title")
    return State(
        key=key_of(number, directory, path, rivals),
        number=number,
        title=title or (_title_of(directory) if document else _untitled_issue(held)),
        sig=_value(held, "sig"),
        **{
            field: tuple(_value(held, field) or ())
            for field in resolve.LISTS
            if field != "feature_gates"
        },
        status=_value(held, "status"),
        stage=stage,
        stage_from_target=from_target,
        targets=_common(tracks, profile),
        tracks=tracks,
        feature_gates=_gates(held),
        version=document.version if document else None,
        path=path,
        commit=str(document.value["commit"]) if document else "",
        problems=_problems(held, rivals, document, profile),
        drift=_drifts(held),
        releases=_releases(held, tracks, profile),
        issue=issue["number"] if issue else None,
        issue_url=issue["url"] if issue else "",
        owners=tuple(_value(held, OWNERS) or ()),
    )


def _untitled_issue(held: dict[tuple[str, str], Choice]) -> str:
    """The title of an issue as it stands, where it is still the template's."""
    choice = held.get(("", "title"))
    raw = (
        next((claim.raw for claim in choice.claims if claim.raw), "") if choice else ""
    )
    return raw or f"Issue #{_value(held, ISSUE)['number']}"


def _releases(
    held: dict[tuple[str, str], Choice], tracks: list[dict[str, Any]], profile: Profile
) -> tuple[str, ...]:
    """Releases it is planned for, by what the profile says plans one."""
    if profile.planned_by == LATEST_MILESTONE:
        release = _value(held, RELEASE)
        return (str(release),) if release else ()
    named = {release for track in tracks for release in track["targets"].values()}
    return tuple(sorted((one for one in named if one), key=versions.sort_key))


def _value(held: dict[tuple[str, str], Choice], field: str, track: str = "") -> Any:
    choice = held.get((track, field))
    return choice.value if choice else None


def _title_of(directory: str) -> str:
    """Words of a directory's name, for a document whose title cannot be read."""
    words = directory.lstrip("0123456789").strip("-_ .").replace("-", " ")
    words = words.replace("_", " ")
    return words[:1].upper() + words[1:] if words else directory


def _tracks(
    held: dict[tuple[str, str], Choice], profile: Profile
) -> list[dict[str, Any]]:
    held = {place: choice for place, choice in held.items() if not choice.is_silent}
    named = sorted({track for track, field in held if track})
    speaks = any(field.startswith(TARGET) for track, field in held if not track)
    all_tracks = [""] if not named else ([""] if speaks else []) + named
    gates = _gates(held)
    tracks = []
    for track in all_tracks:
        targets = _targets(held, track, profile)
        gate = _value(held, "gate", track)
        if gate is None and len(all_tracks) == 1 and len(gates) == 1:
            gate = gates[0]
        said = _value(held, "stage", track) or _value(held, "stage")
        stage = said or (latest([targets], profile) if _is_prose(held) else None)
        tracks.append(
            {
                "name": track or MAIN_TRACK,
                "gate": gate,
                "stage": stage,
                "targets": targets,
            }
        )
    return tracks


def _targets(
    held: dict[tuple[str, str], Choice], track: str, profile: Profile
) -> dict[str, str | None]:
    """Stage to release; the ladder's stages always, others when spoken of."""
    said = {
        field.removeprefix(TARGET): choice.value
        for (name, field), choice in held.items()
        if name == track and field.startswith(TARGET)
    }
    return {
        stage.key: said.get(stage.key)
        for stage in profile.stages
        if stage.ladder or stage.key in said
    }


def _common(tracks: list[dict[str, Any]], profile: Profile) -> dict[str, str | None]:
    """Targets on which all tracks agree."""
    spoken = {key for track in tracks for key in track["targets"]}
    common: dict[str, str | None] = {}
    for stage in profile.stages:
        if stage.key in spoken:
            values = {track["targets"].get(stage.key) for track in tracks}
            common[stage.key] = values.pop() if len(values) == 1 else None
    return common


def latest(
    all_targets: Iterable[dict[str, str | None]], profile: Profile
) -> str | None:
    """The stage of the latest target; of two in one release, the furthest.

    None when the latest release is named without a stage.
    """
    known = [
        (versions.sort_key(release), stage.rank, stage.key)
        for targets in all_targets
        for stage in profile.stages
        if (release := targets.get(stage.key))
    ]
    stage = max(known)[2] if known else None
    return None if stage == UNSTAGED else stage


def _is_prose(held: dict[tuple[str, str], Choice]) -> bool:
    """Whether neither front matter nor a metadata file speaks."""
    return not any(
        claim.source in STRUCTURED
        for choice in held.values()
        for claim in choice.claims
    )


def _stage(
    held: dict[tuple[str, str], Choice], tracks: list[dict[str, Any]], profile: Profile
) -> tuple[str | None, bool]:
    said = _value(held, "stage")
    if said is not None or not _is_prose(held):
        return said, False
    stage = latest((track["targets"] for track in tracks), profile)
    return stage, stage is not None


def _gates(held: dict[tuple[str, str], Choice]) -> tuple[str, ...]:
    gates = list(_value(held, "feature_gates") or ())
    for (_, field), choice in sorted(held.items()):
        if field == "gate" and choice.value and choice.value not in gates:
            gates.append(choice.value)
    return tuple(gates)


def _problems(
    held: dict[tuple[str, str], Choice],
    rivals: Sequence[Name],
    document: Span | None,
    profile: Profile,
) -> list[dict[str, Any]]:
    number = _value(held, "number")
    found = [
        _problem(claim, claim.problem)
        for choice in held.values()
        for claim in choice.claims
        if claim.problem
    ]
    if number is not None and any(
        r.value == str(number) for r in rivals if r.kind == "number"
    ):
        message = (
            f"Another enhancement has the number {number} too. Give each its own: the"
            " number of its tracking issue."
        )
        span = held[("", "number")].winner or document
        if span is not None:
            found.append({**_problem(span, message), "field": "number"})
    if document and _value(held, "title") is None and not document.problem:
        message = _untitled(number, profile)
        found.append({**_problem(document, message), "field": "title", "raw": ""})
    return sorted(found, key=lambda problem: (problem["line"], problem["field"]))


def _untitled(number: int | None, profile: Profile) -> str:
    if profile.documents.format == "kep":
        return (
            f"No {profile.documents.main} gives it a title. Write one there, as in"
            " “title: short descriptive title”."
        )
    return (
        "The document has no title of its own. Begin it with a heading such as"
        f" “# {profile.word} #{number or 'NNN'}: short descriptive title”."
    )


def _problem(claim: Span, message: str) -> dict[str, Any]:
    return {
        "field": claim.field,
        "track": claim.track,
        "source": claim.source,
        "raw": claim.raw,
        "message": message,
        "path": claim.path,
        "commit": claim.commit,
        "line": claim.line,
        "stale": claim.field == DOCUMENT_FIELD and bool(claim.problem),
        **_url(claim),
    }


def _url(claim: Span) -> dict[str, str]:
    """Evidence on GitHub, where no file speaks."""
    return {"url": claim.url} if claim.url else {}


def _drifts(held: dict[tuple[str, str], Choice]) -> list[dict[str, Any]]:
    found = []
    for (track, field), choice in sorted(held.items()):
        if choice.drift and field not in _UNLIKE:
            claims = [
                {
                    "source": claim.source,
                    "value": claim.value,
                    "raw": claim.raw,
                    "since": claim.since.isoformat(),
                    "path": claim.path,
                    "commit": claim.commit,
                    "line": claim.line,
                    **_url(claim),
                }
                for claim in choice.claims
                if claim.value is not None
            ]
            found.append({"field": field, "track": track, "claims": claims})
    return found
