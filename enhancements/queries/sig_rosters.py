"""Who leads a SIG and approves for it by the project's files, and how to change them.

Nothing is written here: rosters are the project's own (`policy.permissions`), so all
that is offered is the exact change of the file.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.documents import roster_patches
from enhancements.documents.patch_lists import PatchRefused
from enhancements.documents.roster_patches import Change, File
from enhancements.policy import people
from enhancements.queries import people_patch, sql
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.people_of import Mend
from enhancements.queries.shapes.sig_rosters import RosterRole, RostersPage, Where
from enhancements.queries.sigs import SigUnknown

KIND = "rosters"
"""The project's repository that rosters are read from."""
_LABELS = {
    "chairs": "Chairs",
    "leads": "Leads",
    "approvers": "Approvers",
    "reviewers": "Reviewers",
}
_STATEMENT = """
SELECT sig.name, said.*
  FROM enhancements_sig sig
  LEFT JOIN (
    SELECT series.sig_id, series.field, series.source, claim.value, claim.raw,
           claim.line, version.path, version.commit
      FROM enhancements_series series
      JOIN enhancements_claim claim ON claim.series_id = series.id
      LEFT JOIN enhancements_version version ON version.id = claim.version_id
     WHERE series.project_id = %(project)s AND series.source LIKE 'roster:%%'
       AND claim.retracted_at IS NULL AND claim.since <= %(at)s
       AND (claim.until IS NULL OR claim.until > %(at)s)) said ON said.sig_id = sig.id
 WHERE sig.project_id = %(project)s AND sig.name = %(sig)s
 ORDER BY said.source, said.field
"""
_FILES = """
SELECT DISTINCT ON (version.path) version.path, blob.content
  FROM enhancements_source source
  JOIN enhancements_document document ON document.source_id = source.id
  JOIN enhancements_version version ON version.document_id = document.id
  LEFT JOIN enhancements_blob blob ON blob.id = version.blob_id
 WHERE source.project_id = %(project)s AND document.role = 'roster'
   AND version.path = ANY(%(paths)s) AND version.retracted_at IS NULL
   AND least(version.merged_at, version.seen_at) <= %(at)s
 ORDER BY version.path, version.ordinal DESC
"""
_STRANGE = "“{}” is no GitHub login. Name people by their logins."
_GONE = "The file is not there at this moment."
_SAYS_SO = "{path} says so already."
_CHANGE = (
    "{path} names them. Make this change there; who has which role follows once it is"
    " merged."
)
_SHARED = " Everybody who names {aliases} changes with it."


def page(setting: Setting, sig: str, *, role: str = "", who: str = "") -> RostersPage:
    """Everything the page shows, in one SQL statement beside the setting's two, and one
    more where a change is asked for: `role` to be had by `who`, logins as typed.

    Raises SigUnknown.
    """
    given = {"project": setting.id, "at": setting.at, "sig": sig}
    rows = sql.rows(_STATEMENT, given)
    if not rows:
        raise SigUnknown(sig)
    said = [row for row in rows if row["field"] in (*_LABELS, "title")]
    roles = tuple(_role(setting, name, said) for name in _LABELS)
    titles = [str(_value(row)) for row in said if row["field"] == "title"]
    if role:
        roles = tuple(
            _changed(setting, one, who) if one.role == role and one.can_change else one
            for one in roles
        )
    return RostersPage(setting.frame, sig, next(iter(titles), sig), roles)


def _value(row: Mapping[str, Any]) -> Any:
    return sql.parsed(row["value"])


def _role(setting: Setting, role: str, said: Sequence[Mapping[str, Any]]) -> RosterRole:
    mine = [row for row in said if row["field"] == role]
    named = [login for row in mine for login in _value(row) or ()]
    return RosterRole(
        role=role,
        label=_LABELS[role],
        people=people.unique(named),
        files=tuple(_where(setting, row) for row in mine),
    )


def _where(setting: Setting, row: Mapping[str, Any]) -> Where:
    path = row["source"].partition(":")[2]
    # A change of the aliases says so too; then the file itself is linked.
    is_own = row["path"] == path
    line = row["line"] if is_own else 0
    found = setting.evidence.url(path, row["commit"], line, KIND)
    return Where(
        path=path,
        url=found or "",
        edit=people_patch.edit_address(setting, path, KIND),
        aliases=row["raw"],
    )


# --- What would change it -------------------------------------------------------------


def _changed(setting: Setting, one: RosterRole, who: str) -> RosterRole:
    asked = people.logins(who)
    one = dataclasses.replace(one, asked=asked)
    strange = people.strange(asked)
    if strange:
        return dataclasses.replace(one, error=_STRANGE.format(strange[0][:60]))
    [where] = one.files
    aliases = setting.profile.rosters.aliases
    paths = [path for path in (where.path, aliases) if path]
    given = {"project": setting.id, "at": setting.at, "paths": paths}
    files = {
        row["path"]: File(row["path"], bytes(row["content"]))
        for row in sql.rows(_FILES, given)
        if row["content"] is not None
    }
    own = files.get(where.path)
    if own is None:
        return dataclasses.replace(one, error=_GONE)
    try:
        found = roster_patches.change(
            own,
            files.get(aliases),
            field=one.role,
            people=asked,
            profile=setting.profile,
        )
    except PatchRefused as why:
        mend = Mend(str(why), path=where.path, url=where.edit)
        return dataclasses.replace(one, mends=(mend,))
    mends = tuple(_mend(setting, change) for change in found)
    nothing = Mend(_SAYS_SO.format(path=where.path), path=where.path)
    return dataclasses.replace(one, mends=mends or (nothing,))


def _mend(setting: Setting, change: Change) -> Mend:
    path = change.patch.path
    sentence = _CHANGE.format(path=path)
    if change.aliases:
        sentence += _SHARED.format(aliases=", ".join(change.aliases))
    return Mend(
        sentence,
        diff=change.patch.diff,
        path=path,
        url=people_patch.edit_address(setting, path, KIND),
    )
