"""What is asked for, beside what stands: the lines of a review, and what is missing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import decisions as policy
from enhancements.policy import verdict_stretches
from enhancements.policy.checks import stored
from enhancements.policy.checks.outcome import FAILED, UNKNOWN, Outcome
from enhancements.policy.decisions import DecisionRefused, Place, Standing
from enhancements.queries import decided, rules, sql, words
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.deciding import Asked, Line

# An entry is one that a source ever planned, or that people decided about.
_ENTRIES = """
SELECT record.key, record.number, record.title, coalesce(record.sig, '') AS sig,
       record.enhancement_id,
       ARRAY(SELECT entry.track FROM enhancements_entry entry
              WHERE entry.release_id = %(release)s
                AND entry.enhancement_id = record.enhancement_id
              UNION
             SELECT decision.track FROM enhancements_decision decision
               JOIN enhancements_enhancement own ON own.id = decision.enhancement_id
              WHERE decision.release_id = %(release)s
                AND record.enhancement_id IN (own.id, own.merged_into_id)
              ORDER BY 1) AS tracks
  FROM enhancements_record record
 WHERE record.project_id = %(project)s AND record.until IS NULL
   AND (record.key = ANY(%(keys)s) OR record.enhancement_id = ANY(%(ids)s))
"""
_VERDICTS = """
SELECT verdict.enhancement_id, verdict.track, verdict.freeze, verdict.word,
       verdict.checks
  FROM enhancements_verdict verdict
 WHERE verdict.release_id = %(release)s AND verdict.enhancement_id = ANY(%(ids)s)
   AND verdict.freeze = ANY(%(freezes)s) AND verdict.since <= %(at)s
   AND (verdict.until IS NULL OR verdict.until > %(at)s) AND verdict.word <> 'met'
"""
_SIMPLE = {
    policy.OPT_IN: gettext_noop("Opt-in"),
    policy.CONTACT: gettext_noop("Contact"),
    policy.NOTE: gettext_noop("Note"),
    policy.OUTCOME: gettext_noop("Outcome"),
    policy.OWNERS: gettext_noop("Owner in this release alone"),
    policy.REVIEWERS: gettext_noop("Reviewers in this release alone"),
    policy.APPROVERS: gettext_noop("Approvers in this release alone"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """An enhancement with its entries in the release."""

    id: int
    key: str
    number: int | None
    title: str
    sig: str
    tracks: tuple[str, ...]
    """Of its entries; empty when it has none."""


class EntryUnknown(LookupError):
    """No entry of the release is called so; the text is a sentence."""


def entries(
    setting: Setting, release: Dates, keys: Iterable[str], *, ids: Iterable[int] = ()
) -> dict[str, Entry]:
    """The enhancements of these keys or ids, by key; one SQL statement."""
    given = {
        "project": setting.id,
        "release": release.id,
        "keys": sorted(set(keys)),
        "ids": sorted(set(ids)),
    }
    return {
        row["key"]: Entry(
            row["enhancement_id"],
            row["key"],
            row["number"],
            row["title"],
            row["sig"],
            tuple(row["tracks"]),
        )
        for row in sql.rows(_ENTRIES, given)
    }


def lines(
    setting: Setting,
    release: Dates,
    asked: Sequence[Asked],
    *,
    anywhere: bool = False,
) -> list[Line]:
    """Each change with its entry, what stands there, and what its checks miss.

    Four SQL statements. With `anywhere` also about enhancements that have no entry in
    the release. Raises EntryUnknown for a key or a track without an entry, and
    DecisionRefused for what nobody can decide.
    """
    found = []
    for one in tried(setting, release, asked, anywhere=anywhere):
        if not isinstance(one, Line):
            raise one
        found.append(one)
    return found


def tried(
    setting: Setting,
    release: Dates,
    asked: Sequence[Asked],
    *,
    anywhere: bool = False,
) -> list[Line | EntryUnknown | DecisionRefused]:
    """The same, where what is wrong with a change stands in the place of its line."""
    known = entries(setting, release, (one.item for one in asked))
    labels = _Labels(setting, release)
    ids = [known[one.item].id for one in asked if one.item in known]
    stands = decided.standing(releases=[release.id], ids=ids)
    contrary = _contrary(setting, release, asked, ids)

    def line(one: Asked) -> Line:
        place = _place(release, known, one, anywhere=anywhere)
        policy.checked(dataclasses.replace(_wish(place, one), reason="-"))
        entry = known[one.item]
        word, missing = _against(contrary, place, one)
        return Line(
            asked=one,
            place=place,
            key=entry.key,
            title=entry.title,
            number=entry.number,
            sig=entry.sig,
            about=labels.about(place, is_back=not one.value),
            stands=_counting(stands, place),
            verdict=word,
            missing=missing,
        )

    found: list[Line | EntryUnknown | DecisionRefused] = []
    for one in asked:
        try:
            found.append(line(one))
        except (EntryUnknown, DecisionRefused) as wrong:
            found.append(wrong)
    return found


def _wish(place: Place, one: Asked) -> policy.Wish:
    return policy.Wish(place, one.value, one.reason, one.seen)


def _counting(
    stands: Mapping[Place, Sequence[Standing]], place: Place
) -> Standing | None:
    return next(iter(stands.get(place, ())), None)


def _place(
    release: Dates, known: Mapping[str, Entry], one: Asked, *, anywhere: bool
) -> Place:
    entry = known.get(one.item)
    # A SIG may opt in what no source names for the release yet.
    tracks = entry.tracks if entry else ()
    if one.kind == policy.OPT_IN and not tracks:
        tracks = ("",)
    if entry is None or (one.track not in tracks and not anywhere):
        named = f"{one.item} {one.track}".strip()
        raise EntryUnknown(
            gettext(
                "“%(name)s” has no entry in %(release)s.",
                name=named,
                release=release.name,
            )
        )
    return Place(release.id, entry.id, one.track, one.kind, one.freeze, one.criterion)


def _contrary(
    setting: Setting, release: Dates, asked: Iterable[Asked], ids: Sequence[int]
) -> _Contrary:
    """Verdicts that are not met, with what is missing, by entry and freeze."""
    freezes = {one.freeze for one in asked if policy.contradicts(one.value, "unknown")}
    given = {
        "release": release.id,
        "ids": sorted(set(ids)),
        "freezes": sorted(freezes),
        "at": setting.at,
    }
    return {
        (row["enhancement_id"], row["track"], row["freeze"]): (
            row["word"],
            _missing(row),
        )
        for row in sql.rows(_VERDICTS, given)
    }


_Contrary = Mapping[tuple[int, str, str], tuple[str, tuple[Outcome, ...]]]


def _against(
    contrary: _Contrary, place: Place, one: Asked
) -> tuple[str, tuple[Outcome, ...]]:
    """The verdict that is against what is asked for, with what is missing."""
    word, missing = contrary.get(
        (place.enhancement, place.track, place.freeze), ("", ())
    )
    is_against = one.kind == policy.STANDING and policy.contradicts(one.value, word)
    return (word, missing) if is_against else ("", ())


def _missing(row: Mapping[str, Any]) -> tuple[Outcome, ...]:
    """What failed, then what cannot be told; advice is no part of the verdict."""
    data = {"word": row["word"], "checks": sql.parsed(row["checks"])}
    asked = [
        one
        for one in stored.spoken(data).outcomes
        if one.counts and one.is_asked and one.state in (FAILED, UNKNOWN)
    ]
    return tuple(sorted(asked, key=lambda one: one.state != FAILED))


class _Labels:
    """Freezes and checks of a release in words; refuses those that it has not."""

    def __init__(self, setting: Setting, release: Dates) -> None:
        criteria = rules.criteria_at(
            release=release.id, profile=setting.profile, at=setting.at
        )
        self._name = release.name
        self._freezes = {
            at.key: at.label
            for _, at in verdict_stretches.freezes(criteria, rules.dated(release))
        }
        self._checks = {
            (freeze.deadline, one.key): one.title
            for freeze in criteria.freezes
            for one in freeze.criteria
        }

    def about(self, place: Place, *, is_back: bool = False) -> str:
        """What a place is about; of a check that is gone a waiver can be taken back.

        Raises DecisionRefused.
        """
        if not place.freeze:
            simple = _SIMPLE.get(place.kind)
            return gettext(simple) if simple else place.kind
        label = self._freezes.get(place.freeze)
        if label is None:
            raise DecisionRefused(
                gettext(
                    "%(release)s has no freeze “%(freeze)s”.",
                    release=self._name,
                    freeze=place.freeze,
                )
            )
        if place.kind != policy.WAIVER:
            return label
        title = self._checks.get((place.freeze, place.criterion))
        if title is None and not is_back:
            raise DecisionRefused(
                gettext(
                    "The %(freeze)s has no check “%(check)s”.",
                    freeze=words.within(label),
                    check=place.criterion,
                )
            )
        return gettext(
            "%(freeze)s, check “%(check)s”",
            freeze=label,
            check=title or place.criterion,
        )
