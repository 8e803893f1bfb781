"""What would make a source say what somebody corrected by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from enhancements.documents import patches
from enhancements.documents.facts import FRONT_MATTER, ISSUE, METADATA
from enhancements.documents.patches import PatchRefused
from enhancements.models import Version
from enhancements.policy import people, resolve
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.people_of import Corrected, Mend

_KEP = "kep"
_HEAD = "HEAD"
_BY_ISSUE = (
    "The tracking issue says who it is. Comment there, each line on its own, and the"
    " correction ends by itself."
)
_BY_FILE = (
    "{path} says who it is. Make this change there, and the correction ends by itself"
    " once it is merged."
)
_IN_TEXT = "The document says it in its text. Change it there, and the correction ends."
_NOWHERE = "No source of this project says who it is, so the correction is the record."


def of(
    setting: Setting, row: Mapping[str, Any], corrected: Corrected | None, source: str
) -> Mend | None:
    """How the source comes to say it; None where nothing was corrected.

    `row` is the record, `source` the one that counts, empty for none. One SQL statement
    where a file is to be changed, else none.
    """
    if corrected is None:
        return None
    family = resolve.family(source)
    if family == ISSUE or (not source and _is_asked_of_issue(row, corrected)):
        return _by_issue(row, corrected)
    if family in (FRONT_MATTER, METADATA) or (not source and row["path"]):
        return _by_file(setting, row, corrected)
    return Mend(_IN_TEXT if source else _NOWHERE)


def _is_asked_of_issue(row: Mapping[str, Any], corrected: Corrected) -> bool:
    return corrected.field == people.OWNERS and row["issue"] is not None


def _by_issue(row: Mapping[str, Any], corrected: Corrected) -> Mend:
    said = corrected.source or ()
    lines = (
        *(f"/assign @{one}" for one in _without(corrected.value, said)),
        *(f"/unassign @{one}" for one in _without(said, corrected.value)),
    )
    return Mend(_BY_ISSUE, lines=lines, url=row["issue_url"] or "")


def _without(some: Sequence[str], others: Sequence[str]) -> list[str]:
    known = {one.casefold() for one in others}
    return [one for one in some if one.casefold() not in known]


def _by_file(setting: Setting, row: Mapping[str, Any], corrected: Corrected) -> Mend:
    if corrected.field == people.OWNERS:
        return Mend(_NOWHERE)  # Documents name authors; owners are the issue's.
    found = Version.objects.filter(pk=row["version_id"], blob__isnull=False)
    told = found.values_list("blob__content", "document__source__branch").first()
    if told is None:
        return Mend(_NOWHERE)
    content, branch = told
    is_kep = setting.profile.documents.format == _KEP
    path = row["path"]
    # GitHub edits what is on a branch, and no other name of a commit.
    at = quote(branch or _HEAD)
    edit = setting.evidence.url(path, branch or _HEAD) or ""
    edit = edit.replace(f"/blob/{at}/", f"/edit/{at}/", 1)
    try:
        patch = patches.change(
            bytes(content),
            path=path,
            form=patches.METADATA if is_kep else patches.FRONT_MATTER,
            field=corrected.field,
            people=corrected.value,
            profile=setting.profile,
        )
    except PatchRefused as why:
        return Mend(str(why), path=path, url=edit)
    return Mend(_BY_FILE.format(path=path), diff=patch.diff, path=path, url=edit)
