"""Who said yes for which SIG on the pull requests of documents.

Whoever is a chair, a lead or an approver of a SIG by the rosters of that moment speaks
for it: by a review that approves, or by /lgtm or /approve on a line of its own
(kubevirt/enhancements README.md, sign-off of the SIGs).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.db.models import Q

from enhancements.models import Claim, Comment, Project
from enhancements.policy import addresses
from enhancements.policy.checks.seen import SignOff
from enhancements.policy.mirrored import Mirrored

_YES = re.compile(r"^/(?:lgtm|approve)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_SPEAK = ("chairs", "leads", "approvers")
_ANCHORS = {
    Comment.Kind.REVIEW: "pullrequestreview",
    Comment.Kind.COMMENT: "issuecomment",
}

Terms = dict[str, list[tuple[str, dt.datetime, dt.datetime | None]]]
"""Handle in lower case to (SIG, since, until)."""


def read(project: Project, pulls: Mapping[int, Mirrored]) -> dict[int, list[SignOff]]:
    """By pull request, oldest first, in two SQL statements; `pulls` by item's id."""
    if not pulls:
        return {}
    terms = _terms(project)
    found: dict[int, list[SignOff]] = {}
    rows = (
        Comment.objects.filter(
            Q(kind=Comment.Kind.REVIEW, state="approved")
            | Q(body__contains="/lgtm")
            | Q(body__contains="/approve"),
            item_id__any=pulls,
            author__isnull=False,
        )
        .order_by("created_at", "pk")
        .select_related("author")
    )
    for row in rows:
        approves = row.kind == Comment.Kind.REVIEW and row.state == "approved"
        if row.author is None or not (approves or _YES.search(row.body)):
            continue
        item, at = pulls[row.item_id], row.created_at
        kind = (
            "pullrequestreview-" if row.kind == Comment.Kind.REVIEW else "issuecomment-"
        )
        page = addresses.pull(item.host, item.repository, item.number)
        for sig, since, until in terms.get(row.author.login.casefold(), ()):
            if since <= at and (until is None or at < until):
                yes = SignOff(
                    sig, row.author.login, at, f"{page}#{kind}{row.github_id}"
                )
                found.setdefault(row.item_id, []).append(yes)
    return found


def _terms(project: Project) -> Terms:
    """Who spoke for which SIG, from when to when."""
    found: Terms = {}
    rows = Claim.objects.filter(
        series__project=project,
        series__sig__isnull=False,
        series__field__in=_SPEAK,
        retracted_at__isnull=True,
        value__isnull=False,
    ).values_list("series__sig__name", "value", "since", "until")
    for sig, people, since, until in rows:
        for handle in people if isinstance(people, list) else ():
            term = (sig, since, until)
            found.setdefault(str(handle).casefold(), []).append(term)
    return found
