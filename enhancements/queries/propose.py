"""The page on which an enhancement is proposed: what is alike, whose it may be, and the
texts that GitHub's forms open with. Nothing is stored.
"""

from __future__ import annotations

import dataclasses
import re
from collections import OrderedDict
from typing import Any

from enhancements.documents import sigs as sigs_yaml
from enhancements.documents.sigs import Group
from enhancements.languages import gettext
from enhancements.policy import addresses
from enhancements.policy.propose import draft as drafts
from enhancements.policy.propose import numbers, owning, prepare
from enhancements.policy.propose.draft import Draft, Finding
from enhancements.policy.propose.numbers import Holder, Known
from enhancements.policy.propose.owning import Suggestion
from enhancements.policy.propose.prepare import Made, Place, Prepared
from enhancements.profiles.propose import Course, Decider, Propose
from enhancements.profiles.propose_loader import propose_of
from enhancements.profiles.schema import Profile, Stage
from enhancements.queries import similar, sql, words
from enhancements.queries.deadlines import FREEZE, PREFIX
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import Deadline, Frame
from enhancements.queries.similar import Similar
from enhancements.sources.git.location import issue_url

# What the form needs besides: SIGs, where the issues are, the roster as it stood, and
# what is known of the number that was typed. A roster that was read is not sent again.
_FACTS = """
SELECT
 (SELECT jsonb_agg(name ORDER BY name) FROM (
    SELECT sig.name FROM enhancements_sig sig
     WHERE sig.project_id = %(project)s) sig) AS sigs,
 (SELECT jsonb_build_object('host', host, 'name', name, 'read', synced_at IS NOT NULL)
    FROM enhancements_repository
   WHERE project_id = %(project)s AND is_main AND removed_at IS NULL) AS repository,
 (SELECT branch FROM enhancements_source
   WHERE project_id = %(project)s AND kind = 'documents') AS branch,
 roster.oid, CASE WHEN roster.oid <> ALL(%(read)s) THEN roster.content END AS roster,
 (SELECT jsonb_build_object('kind', item.kind, 'title', item.title, 'state', item.state,
                            'tracks', item.enhancement_id IS NOT NULL)
    FROM enhancements_item item
    JOIN enhancements_repository repository ON repository.id = item.repository_id
   WHERE repository.project_id = %(project)s AND repository.is_main
     AND repository.removed_at IS NULL AND item.number = %(number)s
     AND item.gone_at IS NULL LIMIT 1) AS item,
 (SELECT jsonb_agg(jsonb_build_object('key', record.key, 'title', record.title,
                                      'path', record.path) ORDER BY record.key)
    FROM enhancements_record record
   WHERE record.project_id = %(project)s AND record.number = %(number)s
     AND record.since <= %(at)s
     AND (record.until IS NULL OR record.until > %(at)s)) AS holders
  FROM (SELECT 1) one
  LEFT JOIN LATERAL (
    SELECT blob.oid, blob.content
      FROM enhancements_document document
      JOIN enhancements_source source ON source.id = document.source_id
      JOIN enhancements_version version ON version.document_id = document.id
      JOIN enhancements_blob blob ON blob.id = version.blob_id
     WHERE source.project_id = %(project)s AND document.role = 'roster'
       AND document.path = %(roster)s AND version.retracted_at IS NULL
       AND least(version.merged_at, version.seen_at) <= %(at)s
     ORDER BY version.ordinal DESC LIMIT 1) roster ON true
"""
_MOST_ROSTERS = 16
_rosters: OrderedDict[tuple[str, str], tuple[Group, ...]] = OrderedDict()
"""By profile and blob what rosters say, the one used last at the end."""
_PAGE_OF_ISSUE = re.compile(r"(https://[^/]+/[^/]+/[^/]+)/issues/1")


@dataclasses.dataclass(frozen=True, slots=True)
class Next:
    """Who decides after a step, with the date by which."""

    decider: Decider
    deadline: Deadline | None
    release: str


@dataclasses.dataclass(frozen=True, slots=True)
class ProposePage:
    """Everything the form shows."""

    frame: Frame
    propose: Propose
    draft: Draft
    is_begun: bool
    """Whether anything was typed."""
    is_tried: bool
    """Whether it was sent, so that what is missing is said."""
    similar: tuple[Similar, ...]
    """Enhancements that are alike."""
    proposed: tuple[Similar, ...]
    """Open issues and pull requests that are alike and have no document."""
    sigs: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    stages: tuple[Stage, ...]
    """Those that an enhancement of its course may aim at."""
    releases: tuple[tuple[str, Deadline | None], ...]
    """Releases that are still open for proposals, each with its freeze."""
    findings: tuple[Finding, ...]
    number: int | None
    number_findings: tuple[Finding, ...]
    repository: str
    """Address of the page of the repository; empty where none on GitHub is known."""
    issue: Prepared | None
    made: Made | None
    after: dict[str, tuple[Next, ...]]
    missed: Deadline | None
    """The freeze of the release aimed at, where it is over."""

    @property
    def course(self) -> Course:
        """How the enhancement goes."""
        return self.propose.course(self.draft.course)

    @property
    def address(self) -> str:
        """The form as it stands, as a query string."""
        kept = {
            "do": "prepare" if self.is_tried else "",
            "as_of": self.frame.moment.given,
        }
        return words.query({**drafts.parameters(self.draft), **kept})

    def of(self, field: str) -> tuple[Finding, ...]:
        """What there is to say about a field, once the form was sent."""
        if not self.is_tried:
            return ()
        return tuple(one for one in self.findings if one.field == field)

    @property
    def stops(self) -> tuple[Finding, ...]:
        """What has to be mended before anything is prepared."""
        return tuple(one for one in self.findings if one.stops)


def page(setting: Setting, draft: Draft, *, is_tried: bool) -> ProposePage:
    """The page, in one SQL statement beside the setting's two, and in two more where
    anything was typed to look for.
    """
    propose = propose_of(setting.profile)
    alike = similar.find(setting, draft)
    enhancements = tuple(one for one in alike if one.kind == "enhancement")
    facts = _facts(setting, draft)
    sigs = tuple(facts["sigs"] or ())
    findings = drafts.findings(draft, setting.profile, propose, sigs=sigs)
    place = _place(setting, facts, propose)
    number, about_number = _number(setting, draft, facts, place)
    is_ready = is_tried and not any(one.stops for one in findings)
    today = setting.at.date()
    args = (draft, setting.profile, propose, place)
    issue = prepare.issue(*args, today) if is_ready else None
    is_named = not any(one.stops for one in about_number)
    name_finding = _about_name(draft, propose, number) if number and issue else ()
    made = None
    if issue is not None and number is not None and is_named and not name_finding:
        made = prepare.documents(*args, number=number, today=today)
    aimed = setting.release(draft.release) if draft.release else None
    freeze = aimed.deadline(FREEZE) if aimed else None
    return ProposePage(
        frame=setting.frame,
        propose=propose,
        draft=draft,
        is_begun=draft != Draft(),
        is_tried=is_tried,
        similar=enhancements,
        proposed=tuple(one for one in alike if one.kind != "enhancement"),
        sigs=sigs,
        suggestions=owning.suggest(
            draft.text,
            draft.paths,
            [one.alike for one in enhancements],
            facts["groups"],
            sigs,
        )
        if draft.text or draft.paths
        else (),
        stages=drafts.stages_of(setting.profile, propose.course(draft.course)),
        releases=_releases(setting),
        findings=(*findings, *name_finding),
        number=number,
        number_findings=about_number,
        repository=place.repository,
        issue=issue,
        made=made,
        after={
            step: _after(setting, propose, step, draft)
            for step in ("issue", "document")
        },
        missed=freeze if freeze is not None and freeze.is_past else None,
    )


def _facts(setting: Setting, draft: Draft) -> dict[str, Any]:
    profile = setting.profile
    number, _ = numbers.read(draft.issue, profile, "") if draft.issue else (None, ())
    known = [oid for name, oid in tuple(_rosters) if name == profile.name]
    (row,) = sql.rows(
        _FACTS,
        {
            "project": setting.id,
            "at": setting.at,
            "number": number,
            "roster": profile.rosters.sigs,
            "read": known,
        },
    )
    for column in ("sigs", "repository", "item", "holders"):
        row[column] = sql.parsed(row[column])
    row["groups"] = _groups(profile, row["oid"], row["roster"])
    return row


def _groups(profile: Profile, oid: str | None, content: Any) -> tuple[Group, ...]:
    """What the roster says of the SIGs; a roster is taken apart once in a process."""
    if oid is None:
        return ()
    key = profile.name, oid
    if key not in _rosters and content is not None:
        _rosters[key] = sigs_yaml.read(bytes(content), profile=profile).sigs
    while len(_rosters) > _MOST_ROSTERS:
        _rosters.popitem(last=False)
    return _rosters.get(key, ())


def _place(setting: Setting, facts: dict[str, Any], propose: Propose) -> Place:
    """Issues go to the main repository on GitHub, else to that of the documents; files
    to where documents are read from, as far as that has pages, on its default branch.
    """
    location = setting.evidence.locations.get("documents") or ""
    found = _PAGE_OF_ISSUE.fullmatch(issue_url(location, 1) or "") if location else None
    documents = found[1] if found else ""
    branch = facts["branch"] or propose.branch
    repository = facts["repository"]
    if repository is None:
        return Place(documents, branch)
    base = f"{addresses.web(repository['host'])}/{repository['name']}"
    return Place(base, branch, documents)


def _number(
    setting: Setting, draft: Draft, facts: dict[str, Any], place: Place
) -> tuple[int | None, tuple[Finding, ...]]:
    if not draft.issue:
        return None, ()
    number, said = numbers.read(draft.issue, setting.profile, place.repository)
    if number is None:
        return None, said
    item = facts["item"]
    known = (
        Known(item["kind"], item["title"], item["state"], is_tracking=item["tracks"])
        if item
        else None
    )
    holders = [
        Holder(one["key"], one["title"], one["path"]) for one in facts["holders"] or ()
    ]
    repository = facts["repository"]
    is_mirrored = bool(repository and repository["read"])
    checked = numbers.check(
        number, known, holders, setting.profile, is_mirrored=is_mirrored
    )
    return number, (*said, *checked)


def _about_name(draft: Draft, propose: Propose, number: int) -> tuple[Finding, ...]:
    """Whether the folder may be called so, by the project's own rule."""
    name = f"{number}-{draft.named}"
    if draft.named and propose.directory.fullmatch(name):
        return ()
    sentence = gettext("Write a short name: %(rule)s.", rule=propose.directory_rule)
    return (Finding("slug", sentence),)


def _releases(setting: Setting) -> tuple[tuple[str, Deadline | None], ...]:
    """Releases that are not out, in order, each with its enhancements freeze."""
    return tuple(
        (one.name, one.deadline(FREEZE))
        for one in setting.releases
        if one.out_at is None or one.out_at > setting.at
    )


def _after(
    setting: Setting, propose: Propose, step: str, draft: Draft
) -> tuple[Next, ...]:
    """Who decides after a step; without a release aimed at, by the next deadline."""
    return tuple(
        Next(one, *_deadline(setting, one.by, draft.release))
        for one in propose.after(step, draft.course)
    )


def _deadline(setting: Setting, kind: str, release: str) -> tuple[Deadline | None, str]:
    for one in setting.releases if kind else ():
        found = one.deadline(f"{PREFIX}{kind}")
        is_meant = one.name == release if release else found and not found.is_past
        if found is not None and is_meant:
            return found, one.name
    return None, release
