"""What would make a source say what somebody corrected by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from enhancements.documents import patches
from enhancements.documents.facts import DIRECTORY, FRONT_MATTER, ISSUE, METADATA
from enhancements.documents.patch_lists import PatchRefused
from enhancements.languages import gettext, gettext_noop
from enhancements.models import Version
from enhancements.policy import corrections, drift_fixes, people, resolve
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.people_of import Corrected, Mend

_KEP = "kep"
_HEAD = "HEAD"
_BY_ISSUE = gettext_noop(
    "The tracking issue says who it is. Comment there, each line on its own, and the"
    " correction ends by itself."
)
_BY_ASSIGNEES = gettext_noop(
    "The tracking issue says who it is. Assign them there, and the correction ends by"
    " itself."
)
_BY_FILE = gettext_noop(
    "%(path)s says who it is. Make this change there, and the correction ends by itself"
    " once it is merged."
)
_BY_LABEL = gettext_noop(
    "The labels of the tracking issue say it. Comment there, each line on its own, and"
    " the correction ends by itself."
)
_BY_TEXT = gettext_noop(
    "The text of the tracking issue says it. Change it there, and the correction ends"
    " by itself."
)
_BY_FOLDER = gettext_noop(
    "The folder %(folder)s says it. Move the document's folder to that of %(names)s,"
    " and the correction ends by itself once that is merged."
)
_LABEL = "label"
_IN_TEXT = gettext_noop(
    "The document says it in its text. Change it there, and the correction ends."
)
_NOWHERE = gettext_noop(
    "No source of this project says who it is, so the correction is the record."
)


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
    if corrected.field in corrections.SIGS:
        return _of_sigs(setting, row, corrected, family)
    if family == ISSUE or (not source and _is_asked_of_issue(row, corrected)):
        return _by_issue(setting, row, corrected)
    if family in (FRONT_MATTER, METADATA) or (not source and row["path"]):
        return _by_file(setting, row, corrected)
    return Mend(gettext(_IN_TEXT if source else _NOWHERE))


def _of_sigs(
    setting: Setting, row: Mapping[str, Any], corrected: Corrected, family: str
) -> Mend:
    """How the source comes to name these SIGs."""
    if family in (FRONT_MATTER, METADATA):
        return _by_file(setting, row, corrected)
    issue = row["issue_url"] or ""
    if family == _LABEL:
        return Mend(gettext(_BY_LABEL), lines=_sig_lines(setting, corrected), url=issue)
    if family == ISSUE:
        return Mend(gettext(_BY_TEXT), url=issue)
    if family == DIRECTORY:
        folder = row["path"].rpartition("/")[0].rpartition("/")[0]
        names = corrections.in_words(corrected.field, corrected.value)
        return Mend(gettext(_BY_FOLDER, folder=folder, names=f"SIG {names}"))
    return Mend(gettext(_IN_TEXT if family else _NOWHERE))


def _sig_lines(setting: Setting, corrected: Corrected) -> tuple[str, ...]:
    """The commands that have the issue labelled so; none where nobody hears them."""
    said = corrected.source or ()
    lines = (
        *(
            drift_fixes.of_label(setting.profile, f"sig/{one}")
            for one in _without(corrected.value, said)
        ),
        *(
            drift_fixes.of_label(setting.profile, f"sig/{one}", remove=True)
            for one in _without(said, corrected.value)
        ),
    )
    return lines if all(lines) else ()


def _is_asked_of_issue(row: Mapping[str, Any], corrected: Corrected) -> bool:
    return corrected.field == people.OWNERS and row["issue"] is not None


def _by_issue(setting: Setting, row: Mapping[str, Any], corrected: Corrected) -> Mend:
    said = corrected.source or ()
    lines = drift_fixes.assign_lines(
        setting.profile,
        _without(corrected.value, said),
        _without(said, corrected.value),
    )
    sentence = gettext(_BY_ISSUE if lines else _BY_ASSIGNEES)
    return Mend(sentence, lines=lines, url=row["issue_url"] or "")


def _without(some: Sequence[str], others: Sequence[str]) -> list[str]:
    known = {one.casefold() for one in others}
    return [one for one in some if one.casefold() not in known]


def _by_file(setting: Setting, row: Mapping[str, Any], corrected: Corrected) -> Mend:
    if corrected.field == people.OWNERS:
        return Mend(
            gettext(_NOWHERE)
        )  # Documents name authors; owners are the issue's.
    found = Version.objects.filter(pk=row["version_id"], blob__isnull=False)
    told = found.values_list("blob__content", "document__source__branch").first()
    if told is None:
        return Mend(gettext(_NOWHERE))
    content, branch = told
    is_kep = setting.profile.documents.format == _KEP
    path = row["path"]
    edit = edit_address(setting, path, branch=branch)
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
    return Mend(gettext(_BY_FILE, path=path), diff=patch.diff, path=path, url=edit)


def edit_address(
    setting: Setting, path: str, kind: str = "documents", *, branch: str = ""
) -> str:
    """The host's page to edit a file, which offers a pull request; empty for none.

    GitHub edits what is on a branch, and no other name of a commit: where the branch is
    not known it is linked by `HEAD`.
    """
    found = setting.evidence.url(path, branch or _HEAD, kind=kind) or ""
    at = quote(branch or _HEAD)
    return found.replace(f"/blob/{at}/", f"/edit/{at}/", 1)
