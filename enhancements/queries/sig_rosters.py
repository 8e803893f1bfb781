"""Who leads a SIG and approves for it by the project's files, and how to change them.

Nothing is written here: rosters are the project's own (`policy.permissions`), so all
that is offered is the exact change of the file.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypedDict

from enhancements.documents import roster_patches, sigs, sigs_patches
from enhancements.documents.patch_lists import PatchRefused
from enhancements.documents.patches import Patch
from enhancements.documents.roster_patches import Change, File
from enhancements.languages import gettext, gettext_noop
from enhancements.policy import addresses, people
from enhancements.profiles.schema import Profile
from enhancements.queries import people_patch, sql
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.people_of import Mend
from enhancements.queries.shapes.sig_rosters import RosterRole, RostersPage, Where
from enhancements.queries.sigs import SigUnknown

KIND = "rosters"
"""The project's repository that rosters are read from."""
_LABELS = {
    "chairs": gettext_noop("Chairs"),
    "leads": gettext_noop("Leads"),
    "approvers": gettext_noop("Approvers"),
    "reviewers": gettext_noop("Reviewers"),
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
_STRANGE = gettext_noop("“%(login)s” is no GitHub login. Name people by their logins.")
_GONE = gettext_noop("The file is not there at this moment.")
_SAYS_SO = gettext_noop("%(path)s says so already.")
_CHANGE = gettext_noop(
    "%(path)s names them. Make this change there; who has which role follows once it"
    " is merged."
)
_SHARED = gettext_noop("Everybody who names %(aliases)s changes with it.")
_NAMES = gettext_noop("Write the names of those who are new beside their logins.")
_NEW = gettext_noop(
    "There is no %(path)s yet. Begin it with this; who has which role follows once it"
    " is merged."
)
_HEAD = "HEAD"
_OWNERS = "OWNERS"


def page(setting: Setting, sig: str, *, role: str = "", who: str = "") -> RostersPage:
    """Everything the page shows, in one SQL statement beside the setting's two, and one
    or two more where a change is asked for: `role` to be had by `who`, logins as typed.

    Raises SigUnknown.
    """
    given = {"project": setting.id, "at": setting.at, "sig": sig}
    rows = sql.rows(_STATEMENT, given)
    if not rows:
        raise SigUnknown(sig)
    said = [row for row in rows if row["field"] in (*_LABELS, "title")]
    paths = _paths(setting, sig, said)
    roles = tuple(_role(setting, name, said, paths.get(name, "")) for name in _LABELS)
    titles = [str(_value(row)) for row in said if row["field"] == "title"]
    if role:
        roles = tuple(
            _changed(setting, sig, one, who)
            if one.role == role and one.can_change
            else one
            for one in roles
        )
    return RostersPage(setting.frame, sig, next(iter(titles), sig), roles)


def _value(row: Mapping[str, Any]) -> Any:
    return sql.parsed(row["value"])


def _paths(
    setting: Setting, sig: str, said: Sequence[Mapping[str, Any]]
) -> dict[str, str]:
    """By role the one file that says it, or is to say it.

    Leads stand where the SIG itself does. An OWNERS file that does not exist yet counts
    only of a SIG that is listed, and is begun in its folder.
    """
    listed = [_path(row) for row in said if row["field"] == "title"]
    owners = {_path(row) for row in said if row["field"] in roster_patches.FIELDS}
    found: dict[str, str] = {}
    if listed:
        found |= dict.fromkeys(sigs_patches.FIELDS, listed[0])
        owners = owners or {f"{setting.profile.documents.sig_prefix}{sig}/{_OWNERS}"}
    if len(owners) == 1:
        found |= dict.fromkeys(roster_patches.FIELDS, *owners)
    return found


def _path(row: Mapping[str, Any]) -> str:
    return str(row["source"].partition(":")[2])


def _role(
    setting: Setting, role: str, said: Sequence[Mapping[str, Any]], path: str
) -> RosterRole:
    mine = [row for row in said if row["field"] == role]
    named = [login for row in mine for login in _value(row) or ()]
    return RosterRole(
        role=role,
        label=gettext(_LABELS[role]),
        people=people.unique(named),
        files=tuple(_where(setting, row) for row in mine),
        path=path,
    )


def _where(setting: Setting, row: Mapping[str, Any]) -> Where:
    path = _path(row)
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


def _changed(setting: Setting, sig: str, one: RosterRole, who: str) -> RosterRole:
    asked = people.logins(who)
    one = dataclasses.replace(one, asked=asked)
    strange = people.strange(asked)
    if strange:
        return dataclasses.replace(one, error=gettext(_STRANGE, login=strange[0][:60]))
    rosters = setting.profile.rosters
    known = _files(setting, one.path, rosters.aliases, rosters.sigs)
    if one.path not in known and one.role in roster_patches.FIELDS and not one.files:
        # There is no file yet, unless the SIG's folder is called otherwise.
        path = _folder_of(setting, sig, one, known)
        known |= _files(setting, path) if path != one.path else {}
        one = dataclasses.replace(one, path=path)
    try:
        mends = tuple(_mends(setting, sig, one, known))
    except PatchRefused as why:
        edit = people_patch.edit_address(setting, one.path, KIND)
        mends = (Mend(str(why), path=one.path, url=edit),)
    nothing = Mend(gettext(_SAYS_SO, path=one.path), path=one.path)
    return dataclasses.replace(one, mends=mends or (nothing,))


def _files(setting: Setting, *paths: str) -> dict[str, File]:
    """Those of these files that there are at the moment, by path."""
    given = {"project": setting.id, "at": setting.at, "paths": [*filter(None, paths)]}
    return {
        row["path"]: File(row["path"], bytes(row["content"]))
        for row in sql.rows(_FILES, given)
        if row["content"] is not None
    }


def _mends(
    setting: Setting,
    sig: str,
    one: RosterRole,
    files: Mapping[str, File],
) -> Iterator[Mend]:
    """What would make the files say so. Raises PatchRefused."""
    asked, own = one.asked or (), files.get(one.path)
    if own is None and (one.files or one.role in sigs_patches.FIELDS):
        raise PatchRefused(gettext(_GONE))
    if own is None:
        if asked:
            patch = roster_patches.begun(one.path, field=one.role, people=asked)
            yield _begun(setting, patch)
        return
    given: _Given = {"field": one.role, "people": asked, "profile": setting.profile}
    if one.role in sigs_patches.FIELDS:
        patch = sigs_patches.change(own.content, path=own.path, sig=sig, **given)
        if patch.diff:
            yield _mend(setting, Change(patch), beside=gettext(_NAMES))
        return
    aliases = files.get(setting.profile.rosters.aliases)
    for change in roster_patches.change(own, aliases, **given):
        yield _mend(setting, change)


class _Given(TypedDict):
    """Who is to have which role."""

    field: str
    people: Sequence[str]
    profile: Profile


def _folder_of(
    setting: Setting, sig: str, one: RosterRole, files: Mapping[str, File]
) -> str:
    """Where the OWNERS file of a SIG belongs: the folder that the list of SIGs names,
    where that is known to be the SIG's.
    """
    listed = files.get(setting.profile.rosters.sigs)
    if listed is None:
        return one.path
    known = sigs.read(listed.content, profile=setting.profile).sigs
    folder = next((group.directory for group in known if group.name == sig), "")
    is_own = bool(folder) and setting.profile.sig_name(folder) == sig
    return f"{folder}/{_OWNERS}" if is_own else one.path


def _mend(setting: Setting, change: Change, *, beside: str = "") -> Mend:
    path = change.patch.path
    said = [gettext(_CHANGE, path=path), *filter(None, (beside,))]
    if change.aliases:
        said.append(gettext(_SHARED, aliases=", ".join(change.aliases)))
    return Mend(
        " ".join(said),
        diff=change.patch.diff,
        path=path,
        url=people_patch.edit_address(setting, path, KIND),
    )


def _begun(setting: Setting, patch: Patch) -> Mend:
    """A file that there is not yet, with GitHub's page to begin it, filled in."""
    page = setting.evidence.url(patch.path, _HEAD, kind=KIND) or ""
    repository, found, _ = page.partition(f"/blob/{_HEAD}/")
    # Elsewhere such a page is asked for otherwise.
    is_githubs = bool(found) and not repository.endswith("/-")
    where = (repository, _HEAD, patch.path)
    url = addresses.new_file(*where, patch.text) if is_githubs else ""
    sentence = gettext(_NEW, path=patch.path)
    return Mend(sentence, diff=patch.diff, path=patch.path, url=url, is_new=True)
