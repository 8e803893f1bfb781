"""Dependencies of enhancements, as pages, files and queues show them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from enhancements.documents import versions
from enhancements.languages import gettext, gettext_noop
from enhancements.policy import dependencies as policy
from enhancements.policy.dependencies import LABELS, Needed, Needing
from enhancements.policy.spans import Span
from enhancements.policy.waiting import TEAM, Asked, Side, Whom
from enhancements.profiles.schema import Profile
from enhancements.queries import event_words, words
from enhancements.queries.change_words import Told
from enhancements.queries.contract import iso
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import HistoryItem, Target
from enhancements.queries.shapes.dependencies import (
    Dependencies,
    DependencyRow,
    Need,
    Other,
    Relation,
)

CHANGE = "dependency"
"""Kind of a line of what changed."""
REASON = "dependency"
"""What a late one waits for in the queue (`policy.waiting.Wait.reason`)."""
_DID: Mapping[str, str] = {
    "dependency-named": gettext_noop("Depends on %(name)s"),
    "dependency-dropped": gettext_noop("No longer depends on %(name)s"),
}
KINDS = tuple(_DID)
"""Kinds of the events that tell of dependencies."""


def name_of(facts: Mapping[str, Any]) -> str:
    """What an enhancement is called in a sentence: `#12`, or its key."""
    number = facts["number"]
    return facts["key"] if number is None else f"#{number}"


def needed(facts: Mapping[str, Any], wanted: str) -> Needed:
    """What is known of an enhancement that is needed, from the statements' JSON."""
    tracks = tuple(one["targets"] for one in facts["tracks"] or ())
    moved = {(stage, due): before for stage, due, before in facts["moved"] or ()}
    return Needed(
        tracks=tracks or (facts["targets"] or {},),
        wanted=wanted,
        moved=moved,
        left=frozenset(facts["gone"] or ()),
        stage=facts["stage"] or "",
        status=facts["status"] or "",
        is_removed=facts["removed"],
    )


# --- The page of an enhancement -------------------------------------------------------


def view(setting: Setting, found: Any, claims: Iterable[Span]) -> Dependencies:
    """What an enhancement's page shows of the column `dependencies`, as it was parsed.

    `claims` are the enhancement's; those that hold name relations.
    """
    if not found:
        return Dependencies()
    own = found["own"]
    needs = [_row(setting, one, own, one["other"]) for one in found["needs"] or ()]
    needed_by = [_row(setting, one, one["other"], own) for one in found["needed"] or ()]
    return Dependencies(
        needs=_ordered(needs),
        needed_by=_ordered(one for one in needed_by if one.stands),
        circle=_circle(found["edges"] or (), own),
        relations=_relations(setting, claims, found["named"] or {}),
    )


def _ordered(rows: Iterable[DependencyRow]) -> tuple[DependencyRow, ...]:
    """Late ones first, dropped ones last; only the newest of a pair may be named
    again.
    """
    every = list(rows)
    latest = {one.other.key: one.id for one in every}
    shown = [
        dataclasses.replace(one, is_latest=latest[one.other.key] == one.id)
        for one in every
    ]
    return tuple(sorted(shown, key=lambda one: (not one.stands, not one.text)))


def _planned(setting: Setting, facts: Mapping[str, Any]) -> tuple[Needing, ...]:
    """What is planned for releases that are not out and that it has not left, the
    earliest first.
    """
    known = needed(facts, "")
    found = {
        (stage, release)
        for targets in known.tracks
        for stage, release in targets.items()
        if release and release not in known.left and _is_ahead(setting, release)
    }
    if known.is_removed:
        return ()
    ranks = {stage: words.stage_of(setting.profile, stage).rank for stage, _ in found}
    ordered = sorted(found, key=lambda one: (versions.sort_key(one[1]), ranks[one[0]]))
    return tuple(Needing(stage, release) for stage, release in ordered)


def _is_ahead(setting: Setting, name: str) -> bool:
    """Whether a release is not out at the moment; one that nobody knows of is ahead if
    it comes after those that are known.
    """
    release = setting.release(name)
    if release is not None:
        return release.out_at is None or release.out_at > setting.at
    keys = [versions.sort_key(one) for one in setting.frame.releases]
    return versions.sort_key(name) > max(keys, default=(0, 0))


def _row(
    setting: Setting,
    one: Mapping[str, Any],
    needing: Mapping[str, Any],
    other: Mapping[str, Any],
) -> DependencyRow:
    """A row of the column: `needing` and `other` are the facts of its two ends."""
    profile = setting.profile
    until = words.moment(one["until"])
    stands = until is None or until > setting.at
    known = needed(other, one["wanted"])
    due = _planned(setting, needing) if stands else ()
    late = policy.first(profile, due, known)
    return DependencyRow(
        id=one["id"],
        other=_other(setting, one["other"]),
        wanted=words.stage(profile, one["wanted"]),
        reason=one["reason"],
        by=one["by"],
        since=words.at(one["since"]),
        until=None if stands else until,
        dropped_by="" if stands else one["dropped_by"],
        dropped_because="" if stands else one["dropped_because"],
        word=late.word.value if late else "",
        label=gettext(LABELS[late.word]) if late else "",
        text=policy.said(profile, late, name_of(other)) if late else "",
    )


def _other(setting: Setting, facts: Mapping[str, Any]) -> Other:
    profile = setting.profile
    return Other(
        key=facts["key"],
        name=name_of(facts),
        title=facts["title"],
        sig=facts["sig"],
        stage=words.stage(profile, facts["stage"]),
        planned=tuple(
            Target(words.stage_of(profile, one.stage), one.release)
            for one in _planned(setting, facts)
        ),
        is_removed=facts["removed"],
    )


def _circle(
    edges: Sequence[tuple[int, int, str]], own: Mapping[str, Any]
) -> tuple[str, ...]:
    """Names of those on the shortest way back to the enhancement."""
    needs: dict[int, set[int]] = {}
    names: dict[int, str] = {}
    for start, goal, key in edges:
        needs.setdefault(start, set()).add(goal)
        names[start] = f"#{key}" if key.isdigit() else key
    here = [one for one, _, key in edges if key == own["key"]]
    return tuple(names[one] for one in policy.circle(needs, here[0])) if here else ()


def _relations(
    setting: Setting, claims: Iterable[Span], named: Mapping[str, str]
) -> tuple[Relation, ...]:
    """What its documents say of others, each once."""
    found: dict[tuple[str, str], Relation] = {}
    for claim in claims:
        label = policy.RELATIONS.get(claim.field)
        if label is None or not claim.holds(setting.at):
            continue
        for text in policy.listed(claim.value):
            number = policy.number_of(text)
            key = number if number in named else ""
            one = Relation(claim.field, gettext(label), text, key, named.get(key, ""))
            found.setdefault((claim.field, key or text), one)
    order = list(policy.RELATIONS)
    return tuple(sorted(found.values(), key=lambda one: order.index(one.field)))


# --- History and files ----------------------------------------------------------------


def history(found: Dependencies) -> Iterator[HistoryItem]:
    """Lines of an enhancement's history."""
    for one in found.needs:
        yield HistoryItem(
            at=one.since,
            kind="person",
            title=gettext(
                "@%(by)s said that it depends on %(name)s",
                by=one.by,
                name=one.other.name,
            ),
            detail=one.reason,
        )
        if one.until is not None:
            yield HistoryItem(
                at=one.until,
                kind="person",
                title=gettext(
                    "@%(by)s said that it no longer depends on %(name)s",
                    by=one.dropped_by,
                    name=one.other.name,
                ),
                detail=one.dropped_because,
            )


def as_data(found: Dependencies) -> dict[str, Any]:
    """Dependencies and relations as the API gives them."""
    return {
        "depends_on": [_data(one) for one in found.needs],
        "needed_by": [_data(one) for one in found.needed_by],
        "circle": list(found.circle),
        "relations": [
            {
                "kind": one.field.removeprefix("other.").replace("_", "-"),
                "said": one.text,
                "key": one.key or None,
            }
            for one in found.relations
        ],
    }


def _data(one: DependencyRow) -> dict[str, Any]:
    return {
        "key": one.other.key,
        "title": one.other.title,
        "sig": one.other.sig,
        "stage": one.other.stage.key if one.other.stage else None,
        "planned": [
            {"stage": target.stage.key, "release": target.release}
            for target in one.other.planned
        ],
        "needed_stage": one.wanted.key if one.wanted else None,
        "reason": one.reason,
        "by": one.by,
        "since": iso(one.since),
        "until": iso(one.until) if one.until else None,
        "dropped_by": one.dropped_by,
        "dropped_because": one.dropped_because,
        "late": one.word or None,
        "warning": one.text,
    }


def told(row: Mapping[str, Any]) -> Told:
    """A line of what changed, from a row whose `event` is of KINDS."""
    event = row["event"]
    did = _DID[event["kind"]]
    return event_words.told(
        row,
        f"dependency {event['new']['dependency']} {event['kind']}",
        kind=CHANGE,
        text=gettext(did, name=event["new"]["name"]),
    )


# --- Boards and queues ----------------------------------------------------------------


def of_entry(
    profile: Profile, said: Sequence[Mapping[str, Any]], stage: str, release: str
) -> tuple[Need, ...]:
    """What an entry needs, from rows of `STANDING` as JSON; late ones first."""
    found = []
    for one in said:
        facts = one["other"]
        needing = Needing(stage, release)
        late = policy.warning(profile, needing, needed(facts, one["wanted"]))
        name = name_of(facts)
        found.append(
            Need(
                key=facts["key"],
                name=name,
                word=late.word.value if late else "",
                label=gettext(LABELS[late.word]) if late else "",
                text=policy.said(profile, late, name) if late else "",
            )
        )
    return tuple(sorted(found, key=lambda one: not one.text))


def of_text(profile: Profile, text: str, stage: str, release: str) -> tuple[Need, ...]:
    """The same from JSON; nothing of an empty text."""
    return of_entry(profile, json.loads(text), stage, release) if text else ()


def asked(
    profile: Profile,
    found: Any,
    place: tuple[str, str],
    owners: Sequence[str],
    sig: str,
) -> tuple[Asked, ...]:
    """What is to be settled of what an entry needs and does not get in time.

    `found` are rows of `STANDING` as JSON, `place` the entry's stage and release. It
    is asked of its owners; of its SIG where nobody owns it.
    """
    people = tuple(Whom(Side.PERSON, one) for one in owners)
    whom = people or ((Whom(Side.SIG, sig),) if sig else (TEAM,))
    return tuple(
        Asked(
            reason=REASON,
            ask=gettext(
                "Settle what it needs: %(name)s %(label)s",
                name=need.name,
                label=need.label,
            ),
            why=need.text,
            whom=whom,
            since=words.at(one["since"]),
        )
        for one in found or ()
        for need in of_entry(profile, [one], *place)
        if need.text
    )
