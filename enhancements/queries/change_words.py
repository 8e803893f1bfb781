"""A claim that began or ended, in words."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from enhancements.documents.facts import ISSUE
from enhancements.languages import gettext, gettext_noop
from enhancements.policy import fates
from enhancements.policy.spans import DOCUMENT_FIELD
from enhancements.queries import words
from enhancements.queries.deadlines import PREFIX
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Change

_PEOPLE = frozenset({"authors", "reviewers", "approvers", "owners", "chairs", "leads"})


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """A change with what it is about, so that lines about one thing stand together."""

    change: Change
    about: str
    is_main: bool
    """Whether the enhancement's own document says so, not one beside it."""


def told(setting: Setting, row: Mapping[str, Any]) -> Iterable[Told]:
    """The change that a row of `changes` is, in words; none when nothing is said."""
    is_file = row["enhancement_id"] is None
    if is_file and row["problem"] != row["old_problem"]:
        change: Change | None = _file_problem(setting, row)
    elif row["field"] == DOCUMENT_FIELD:
        change = _document(setting, row)
    elif row["field"] == ISSUE:
        change = _issue(setting, row)
    else:
        change = _field(setting, row)
    if change is not None:
        is_main = row["source"] == "document" or row["field"] == ISSUE
        yield Told(change, _about(row), is_main)


def _about(row: Mapping[str, Any]) -> str:
    for name in ("enhancement_id", "release", "sig_name"):
        if row[name] is not None:
            return f"{name.removesuffix('_id')} {row[name]}"
    return str(row["path"])


def _change(setting: Setting, row: Mapping[str, Any], **said: Any) -> Change:
    kind = "documents"
    if row["enhancement_id"] is None:
        kind = "rosters" if row["source"].startswith("roster") else "schedules"
    gone = row["ended"] and row["ending"] == "deleted"
    release = row["release"] or ""
    sig = row["sig_name"]
    title = release or (f"SIG {sig}" if sig else row["path"] or "")
    return Change(
        at=row["at"],
        key=row["key"] or "",
        title=row["title"] or title,
        evidence=None if gone else setting.evidence.of(row, kind),
        release=release,
        sig=row["sig"] if row["enhancement_id"] is not None else sig,
        source=row["by"] or row["source"],
        subject=row["reason"] or row["subject"] or "",
        **said,
    )


def _document(setting: Setting, row: Mapping[str, Any]) -> Change | None:
    """A document was added, moved, edited or removed.

    What a schedule or roster says differently is told by its dates and people.
    """
    source = row["source"]
    name = words.document_name(source)
    is_file = row["enhancement_id"] is None
    if is_file:
        is_roster = source.startswith("roster")
        name = gettext("Roster") if is_roster else gettext("Schedule")
    path = row["value"]["path"] if row["value"] else ""
    was = row["old"]["path"] if row["old"] else ""
    if row["ended"]:
        text = gettext("%(name)s removed", name=name)
        return _change(setting, row, kind="removed", text=text, old=was)
    if not row["follows"]:
        text = gettext("%(name)s added", name=name)
        return _change(setting, row, kind="added", text=text, new=path)
    if was != path:
        text = gettext("%(name)s moved", name=name)
        return _change(setting, row, kind="moved", text=text, old=was, new=path)
    if is_file:
        return None
    text = gettext("%(name)s changed its text", name=name)
    return _change(setting, row, kind="text", text=text)


def _issue(setting: Setting, row: Mapping[str, Any]) -> Change:
    """A tracking issue was opened, closed, opened again, or is gone."""
    old, new = row["old"] if row["follows"] or row["ended"] else None, row["value"]
    text = words.issue_change(old, new)
    kind = "removed" if not new else "other" if old else "added"
    shown = f"#{new['number']}" if new and not old else ""
    return _change(setting, row, kind=kind, text=text, new=shown)


def _file_problem(setting: Setting, row: Mapping[str, Any]) -> Change:
    """A line of a schedule or roster cannot be read any more, or can again."""
    if row["problem"]:
        text = gettext("Problem appeared: %(problem)s", problem=row["problem"])
    else:
        text = gettext("Problem solved: %(problem)s", problem=row["old_problem"])
    return _change(setting, row, kind="problem", text=text)


def _field(setting: Setting, row: Mapping[str, Any]) -> Change | None:
    """A field got another value, its first one, or lost it."""
    field = row["field"]
    old, new = _said(setting, field, row["old"]), _said(setting, field, row["value"])
    if old == new:
        return None
    kind = kind_of(field)
    text = _how(kind, old=old, new=new, is_ended=bool(row["ended"]))
    if field.startswith("target.") and old and new:
        text = _went(setting, old, new, row["at"])
    said = gettext(text, name=_label(setting, row))
    return _change(setting, row, kind=kind, text=said, old=old, new=new)


def _how(kind: str, *, old: str, new: str, is_ended: bool) -> str:
    """What happened to a field that is called `name`, to be said."""
    if not old:
        return gettext_noop("%(name)s set")
    if new and kind == "deadline":
        return gettext_noop("%(name)s moved")
    if new:
        return gettext_noop("%(name)s changed")
    if is_ended:
        return gettext_noop("%(name)s no longer said")
    return gettext_noop("%(name)s cleared")


def _went(setting: Setting, old: str, new: str, at: dt.datetime) -> str:
    """How a target went from one release to another at a moment, to be said."""
    if not fates.is_slip(old, new):
        return gettext_noop("%(name)s moved up")
    release = setting.release(old)
    if fates.is_late_record(at, release.out_at if release else None):
        return gettext_noop("%(name)s moved after the release, recorded late")
    return gettext_noop("%(name)s slipped")


def kind_of(field: str) -> str:
    """The kind of change that a field's is."""
    stem = field.partition(".")[0].partition(":")[0]
    if stem in ("target", "stage", "status", "deadline"):
        return stem
    if stem == "release":
        return "target"
    return "people" if stem in _PEOPLE else "other"


def _label(setting: Setting, row: Mapping[str, Any]) -> str:
    field = row["field"]
    if not field.startswith(PREFIX):
        return words.field_label(setting.profile, field, row["track"])
    kind = field.removeprefix(PREFIX).partition(":")[0]
    known = setting.profile.deadline(kind)
    if known and kind != "other":
        return known.label
    value = row["value"] or row["old"]
    return str(value["name"] or field) if isinstance(value, dict) else field


def _said(setting: Setting, field: str, value: Any) -> str:
    if isinstance(value, list) and kind_of(field) == "people":
        return ", ".join(f"@{one}" for one in value)
    return words.value_text(value, setting.profile, field)
