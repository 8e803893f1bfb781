"""Pull requests of an enhancement: those that name its issue, and those listed there.

What state each had at a moment is told by its own times and by its timeline: a label
holds from its `labeled` up to its `unlabeled`, and before the next rename, draft switch
or dismissal it was as that says. What no later event speaks of was as it is today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import addresses, resolve
from enhancements.policy.spans import Span
from enhancements.queries import item_standing, pull_fields
from enhancements.queries.contract import iso
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.pulls import PullView

PREFIX = "pull:"
# As part of a statement with `record`: a JSON list, null without repositories.
COLUMN = f"""
  (SELECT jsonb_agg(jsonb_build_object({item_standing.FACTS},
            'place', named.place, 'repository', repository.name,
            'is_main', repository.is_main,
            'number', item.number,
            'title', coalesce((SELECT happened.old_name
                FROM enhancements_timelineitem happened
               WHERE happened.item_id = item.id AND happened.at > %(at)s
                 AND happened.kind = 'renamed' AND happened.old_name <> ''
               ORDER BY happened.at, happened.id LIMIT 1), item.title),
            'is_draft', coalesce((SELECT happened.kind = 'ready_for_review'
                FROM enhancements_timelineitem happened
               WHERE happened.item_id = item.id AND happened.at > %(at)s
                 AND happened.kind IN ('ready_for_review', 'convert_to_draft')
               ORDER BY happened.at, happened.id LIMIT 1), item.is_draft),
            'created_at', item.created_at, 'closed_at', item.closed_at,
            'merged_at', item.merged_at, 'updated_at', item.updated_at,
            'gone', item.gone_at <= %(at)s, 'gone_at', item.gone_at,
            'host', repository.host,
            'author', author.login,
            -- It may have been something else before it was fetched.
            'checks', CASE WHEN item.fetched_at <= %(at)s THEN item.check_state END,
            'approvals', (SELECT count(DISTINCT review.author_id)
               FROM enhancements_comment review
              WHERE review.item_id = item.id AND review.kind = 'review'
                AND review.created_at <= %(at)s
                AND (review.gone_at IS NULL OR review.gone_at > %(at)s)
                AND (review.state = 'approved' OR review.state = 'dismissed'
                     AND EXISTS (SELECT FROM enhancements_timelineitem happened
                       WHERE happened.item_id = item.id AND happened.at > %(at)s
                         AND happened.kind = 'review_dismissed'
                         -- As GraphQL tells it, and REST.
                         AND review.github_id::text = coalesce(
                           happened.raw->'review'->>'fullDatabaseId',
                           happened.raw->'dismissed_review'->>'review_id')
                         AND lower(coalesce(
                           happened.raw->>'previousReviewState',
                           happened.raw->'dismissed_review'->>'state')) = 'approved'))),
            'labels', (SELECT jsonb_agg(last.name ORDER BY last.name) FROM (
               SELECT DISTINCT ON (happened.name) happened.name, happened.kind
                 FROM enhancements_timelineitem happened
                WHERE happened.item_id = item.id AND happened.at <= %(at)s
                  AND happened.kind IN ('labeled', 'unlabeled')
                ORDER BY happened.name, happened.at DESC, happened.id DESC
               ) last WHERE last.kind = 'labeled'))
            ORDER BY repository.is_main DESC, repository.name, item.number)
     FROM (SELECT DISTINCT {pull_fields.PLACE} AS place,
                  {pull_fields.HOME} AS home, {pull_fields.NUMBER} AS number
             FROM enhancements_series series
            WHERE series.enhancement_id = record.enhancement_id
              AND series.field LIKE 'pull:%%#%%') named
     JOIN enhancements_repository repository
       ON repository.project_id = record.project_id
      AND lower(repository.name) = named.home
     JOIN enhancements_item item
       ON item.repository_id = repository.id AND item.kind = 'pull'
      AND item.number = named.number
     LEFT JOIN enhancements_person author ON author.id = item.author_id
    WHERE item.created_at <= %(at)s) AS pulls"""
_CHECKS = {
    "success": "pass",
    "failure": "fail",
    "error": "fail",
    "pending": "run",
    "expected": "run",
}
_MARKS = {
    "lgtm": gettext_noop("reviewed"),
    "approved": gettext_noop("approved"),
    "do-not-merge/hold": gettext_noop("on hold"),
}


def views(
    setting: Setting, rows: Sequence[Mapping[str, Any]], claims: Sequence[Span]
) -> tuple[PullView, ...]:
    """What is shown of the pull requests of `COLUMN`; unfinished ones come first.

    Only those whose claims hold at the moment.
    """
    held = resolve.choices(
        (c for c in claims if c.field.startswith(PREFIX) and c.holds(setting.at)),
        setting.profile,
    )
    documents = next((one["repository"] for one in rows if one["is_main"]), "")
    found = []
    for one in rows:
        choice = held.get(("", f"{PREFIX}{one['place']}"))
        if choice is None:
            continue
        state = _state(one, setting.at)
        found.append(
            PullView(
                name=f"{one['repository'].rpartition('/')[2]}#{one['number']}",
                kind=setting.profile.pulls.kind_of(
                    one["repository"], documents=documents
                ),
                title=one["title"],
                url=addresses.pull(one["host"], one["repository"], one["number"]),
                author=one["author"] or "",
                state=state,
                since=_since(one, setting.at),
                approvals=one["approvals"],
                checks=_CHECKS.get(one["checks"] or "", ""),
                marks=tuple(
                    word
                    for label, word in _words(setting).items()
                    if label in (one["labels"] or ())
                ),
                sources=tuple(claim.source for claim in choice.claims),
                is_contested=choice.drift,
                words=item_standing.standing(one, state).words,
            )
        )
    return tuple(sorted(found, key=lambda one: one.is_over))


def as_data(one: PullView) -> dict[str, Any]:
    """A pull request as the API gives it."""
    return {
        "name": one.name,
        "kind": one.kind,
        "title": one.title,
        "url": one.url,
        "author": one.author,
        "state": one.state,
        "since": iso(one.since),
        "approvals": one.approvals,
        "marks": list(one.marks),
        "checks": one.checks or None,
    }


def _words(setting: Setting) -> dict[str, str]:
    """What labels say of a pull request; that of the merge gate says for itself what
    it is.
    """
    known = {label: gettext(word) for label, word in _MARKS.items()}
    gate = setting.profile.merge_gate.label
    return {**known, gate: gate} if gate else known


def _moment(text: str | None, at: dt.datetime) -> dt.datetime | None:
    """A moment that has come by then."""
    found = dt.datetime.fromisoformat(text) if text else None
    return found if found and found <= at else None


def _state(one: Mapping[str, Any], at: dt.datetime) -> str:
    if one["gone"]:
        return "gone"
    if _moment(one["merged_at"], at):
        return "merged"
    if _moment(one["closed_at"], at):
        return "closed"
    return "draft" if one["is_draft"] else "open"


def _since(one: Mapping[str, Any], at: dt.datetime) -> dt.datetime:
    came = dt.datetime.fromisoformat(one["created_at"])
    if one["gone"]:
        return dt.datetime.fromisoformat(one["gone_at"])
    return _moment(one["merged_at"], at) or _moment(one["closed_at"], at) or came
