"""Small pieces that several pages are built from."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlencode

from enhancements import languages
from enhancements.languages import gettext, gettext_noop
from enhancements.profiles.schema import Profile
from enhancements.queries.shapes import EnhancementRow, StageRef, Target


def stage(profile: Profile, key: str | None) -> StageRef | None:
    """A stage as shown; None when there is none."""
    return stage_of(profile, key) if key else None


@functools.lru_cache(maxsize=1000)
def stage_of(profile: Profile, key: str) -> StageRef:
    """A stage as shown; one that the profile no longer knows keeps its key."""
    known = profile.stage(key)
    if known is None:
        return StageRef(key, key.capitalize(), "other", 0)
    return StageRef(known.key, known.label, known.canonical, known.rank)


def status_label(profile: Profile, key: str | None) -> str:
    """The word shown for a status; empty when there is none."""
    known = profile.status(key) if key else None
    return known.label if known else (key or "")


def targets(profile: Profile, said: Mapping[str, str | None]) -> tuple[Target, ...]:
    """Targets in the order of the stages."""
    ordered = sorted(said.items(), key=lambda item: stage_of(profile, item[0]).rank)
    return tuple(Target(stage_of(profile, key), release) for key, release in ordered)


def query(parameters: Mapping[str, Any]) -> str:
    """A query string; empty values are left out, lists are repeated."""
    given = [
        (name, str(one))
        for name, value in parameters.items()
        for one in (value if isinstance(value, list | tuple) else [value])
        if one not in ("", None)
    ]
    return _encoded(tuple(given))


@functools.lru_cache(maxsize=4096)
def _encoded(given: tuple[tuple[str, str], ...]) -> str:
    """Lists have a hundred choices with such a text, and the same the next time."""
    return urlencode(given)


# Columns of a record that a row of a list needs.
ROW_COLUMNS = """
 record.enhancement_id,
 record.key, record.number, record.title, record.sig, record.status, record.stage,
 record.stage_from_target, record.targets, record.tracks, record.authors,
 record.owners,
 record.merged_at, jsonb_array_length(record.problems) AS problem_count,
 jsonb_array_length(record.drift) AS drift_count
"""


def enhancement_row(
    row: Mapping[str, Any], profile: Profile, parsed: Any
) -> EnhancementRow:
    """A row of a list from the columns of ROW_COLUMNS.

    With several tracks the targets shown are those of all of them.
    """
    tracks = parsed(row["tracks"])
    said: dict[str, str | None] = dict(parsed(row["targets"]))
    for track in tracks:
        for key, release in track["targets"].items():
            said[key] = said.get(key) or release
    return EnhancementRow(
        key=row["key"],
        number=row["number"],
        title=row["title"],
        sig=row["sig"],
        status=row["status"],
        status_label=status_label(profile, row["status"]),
        stage=stage(profile, row["stage"]),
        stage_from_target=row["stage_from_target"],
        targets=targets(profile, said),
        authors=tuple(row["authors"]),
        owners=tuple(row["owners"]),
        problems=row["problem_count"],
        drift=row["drift_count"],
        merged_at=row["merged_at"],
        tracks=len(tracks),
        enhancement=row["enhancement_id"],
    )


_FIELD_LABELS = {
    "number": gettext_noop("Number"),
    "title": gettext_noop("Title"),
    "sig": gettext_noop("SIG"),
    "participating_sigs": gettext_noop("Participating SIGs"),
    "status": gettext_noop("Status"),
    "stage": gettext_noop("Stage"),
    "authors": gettext_noop("Authors"),
    "reviewers": gettext_noop("Reviewers"),
    "approvers": gettext_noop("Approvers"),
    "feature_gates": gettext_noop("Feature gates"),
    "gate": gettext_noop("Feature gate"),
    "tracking_issue": gettext_noop("Tracking issue"),
    "created": gettext_noop("Created"),
    "replaces": gettext_noop("Replaces"),
    "superseded_by": gettext_noop("Superseded by"),
    "document": gettext_noop("Document"),
    "directory": gettext_noop("Directory"),
    "release": gettext_noop("Latest milestone"),
    "links": gettext_noop("Links"),
    "issue": gettext_noop("Issue"),
    "owners": gettext_noop("Owners"),
    "milestone": gettext_noop("Milestone"),
    "document_link": gettext_noop("Linked document"),
    "title_number": gettext_noop("Number in the title"),
    "pulls": gettext_noop("Pull requests"),
    "target": gettext_noop("Target"),
}


def field_label(profile: Profile, field: str, track: str = "") -> str:
    """A field in words: "Target of beta"; with the track when there are several."""
    stem, _, rest = field.partition(".")
    if stem == "target" and rest:
        label = gettext("Target of %(stage)s", stage=stage_of(profile, rest).label)
    elif stem == "readiness" and rest:
        named = stage_of(profile, rest).label
        label = gettext("Readiness approver of %(stage)s", stage=named)
    elif stem == "other":
        label = rest
    elif stem == "label":
        label = gettext("Label %(label)s", label=rest)
    elif field.startswith("pull:"):
        number = field.removeprefix("pull:")
        label = gettext("Pull request %(number)s", number=number)
    else:
        known = _FIELD_LABELS.get(field)
        label = gettext(known) if known else field.replace("_", " ").capitalize()
    return f"{label} ({track})" if track else label


ON_GITHUB = {
    "issue": gettext_noop("tracking issue"),
    "milestone": gettext_noop("milestone"),
    "label": gettext_noop("label"),
    "pull": gettext_noop("pull request"),
    "proposal": gettext_noop("open proposal"),
}
"""Families of sources that speak on GitHub, in words."""
_IN_FILES = {
    "directory": gettext_noop("directory"),
    "document": gettext_noop("document"),
    "front-matter": gettext_noop("front-matter"),
    "metadata": gettext_noop("metadata"),
}


def source_words(source: str) -> str:
    """A source within a sentence: "tracking issue", "open proposal #12"."""
    family, _, rest = source.partition(":")
    known = ON_GITHUB.get(family)
    if known is None:
        return gettext(_IN_FILES[source]) if source in _IN_FILES else source
    return f"{gettext(known)} #{rest}" if rest else gettext(known)


_PAGE = re.compile(r"https?://[^/]+/(?P<name>.+)/(?:issues|pull)/(?P<number>[0-9]+)")


def place_name(said: Mapping[str, Any]) -> str:
    """Where something is said: a path, else `owner/name#12` on GitHub."""
    found = _PAGE.match(said.get("url") or "")
    if said["path"] or found is None:
        return str(said["path"] or "")
    return f"{unquote(found['name'])}#{found['number']}"


def moment(text: str | None) -> dt.datetime | None:
    """A moment from PostgreSQL's JSON, if there is one."""
    return dt.datetime.fromisoformat(text) if text else None


def at(text: str) -> dt.datetime:
    """A moment from PostgreSQL's JSON that is there, in UTC."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def issue_change(old: Any, new: Any) -> str:
    """What happened to a tracking issue, from its state before and after."""
    if not new:
        return gettext("Tracking issue gone")
    if not old:
        return gettext("Tracking issue opened")
    if old["state"] == new["state"]:
        return gettext("Tracking issue changed")
    if new["state"] == "closed":
        return gettext("Tracking issue closed")
    return gettext("Tracking issue reopened")


def document_name(source: str) -> str:
    """A document in words, by the source of the claim that it is there."""
    family, _, rest = source.partition(":")
    if family in ON_GITHUB:
        named = source_words(source)
        return named[:1].upper() + named[1:]
    known = {
        "document": gettext_noop("Document"),
        "readiness": gettext_noop("Readiness file"),
    }.get(family)
    return rest or (gettext(known) if known else family.capitalize())


def in_sentence(label: str) -> str:
    """A label within a sentence: "enhancements freeze", but "VEP freeze"."""
    return label[:1].lower() + label[1:] if label[1:].islower() else label


def within(label: str) -> str:
    """A label within a sentence for readers: other languages keep it as the profile
    writes it, who knows what it is there.
    """
    return in_sentence(label) if languages.current().is_source else label


def _table_text(value: Mapping[str, Any], field: str) -> str:
    if field == "issue":
        states = {"open": gettext_noop("open"), "closed": gettext_noop("closed")}
        state = states.get(value["state"])
        return f"#{value['number']}, {gettext(state) if state else value['state']}"
    return str(value.get("path") or value.get("date") or value)


def value_text(value: Any, profile: Profile, field: str) -> str:
    """A claim's value in words; empty when it names none."""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict):
        return _table_text(value, field)
    if value is not None and field.startswith(("label.", "pull:")):
        return gettext("on it") if value is True else f"#{value}"
    if field == "stage" and value is not None:
        return stage_of(profile, str(value)).label
    if field == "status":
        return status_label(profile, value)
    return "" if value is None else str(value)
