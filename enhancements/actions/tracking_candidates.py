"""The facts by which it is decided which enhancement an issue tracks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from enhancements.actions import proposals
from enhancements.documents import issue as issue_text
from enhancements.models import Claim, Document, Identifier, Item, Project, Repository
from enhancements.policy import resolve
from enhancements.policy.identity import Candidate, Issue
from enhancements.policy.mirrored import Mirrored
from enhancements.policy.spans import DOCUMENT_FIELD, Span
from enhancements.profiles.schema import Profile

LINK = "document_link"


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """Issues to decide about, and every enhancement that comes into question."""

    issues: tuple[Issue, ...]
    candidates: dict[int, Candidate]
    existing: frozenset[int]
    """Numbers of the candidates' documents that are issues."""


def find(
    *,
    project: Project,
    profile: Profile,
    main: Repository,
    rows: Mapping[int, Item],
    past: Mapping[int, Mirrored],
) -> Asked:
    """Facts about these issues, in a fixed number of statements."""
    tracking = {pk: is_tracking(past[pk], profile) for pk in rows}
    links = {
        pk: _links(past[pk], profile) if tracking[pk] or row.enhancement_id else []
        for pk, row in rows.items()
    }
    every = {path for paths in links.values() for path in paths}
    places = proposals.known_places(project, every) if every else {}
    linked = {
        pk: tuple(dict.fromkeys(places[path] for path in paths if path in places))
        for pk, paths in links.items()
    }
    numbers = {row.number for row in rows.values()}
    ids = {
        *(row.enhancement_id for row in rows.values()),
        *(one for some in linked.values() for one in some),
        *_with_number(project, numbers),
    }
    candidates = _candidates({pk for pk in ids if pk is not None}, profile, main)
    theirs = {one.number for one in candidates.values() if one.number is not None}
    existing = Item.objects.filter(
        repository=main,
        kind=Item.Kind.ISSUE,
        number__in=theirs,
        gone_at__isnull=True,
    )
    return Asked(
        issues=tuple(
            Issue(
                id=pk,
                number=row.number,
                is_tracking=tracking[pk],
                current=row.enhancement_id,
                # One that is gone stays where it was.
                by_hand=bool(row.attached_by) or row.gone_at is not None,
                linked=linked[pk],
            )
            for pk, row in rows.items()
        ),
        candidates=candidates,
        existing=frozenset(existing.values_list("number", flat=True)),
    )


def is_tracking(issue: Mirrored, profile: Profile) -> bool:
    """Whether it tracks an enhancement: by a label it ever had, its title or body."""
    if issue.gone_at is not None:
        return False
    labels = {name for _, name in issue.labels}
    labels |= {one.name for one in issue.timeline if one.kind == "labeled"}
    return profile.issues.is_tracking(issue.title, labels, issue.body)


def _links(issue: Mirrored, profile: Profile) -> list[str]:
    """Paths of documents that its body links."""
    read = issue_text.read(
        issue.body,
        title=issue.title,
        profile=profile,
        repository=issue.repository,
        number=issue.number,
    )
    found = (fact.value for fact in read.facts if fact.field == LINK)
    return [path for paths in found for path in paths or ()]


def _with_number(project: Project, numbers: Iterable[int]) -> list[int]:
    found = Identifier.objects.filter(
        project=project,
        kind__in=(Identifier.Kind.NUMBER, Identifier.Kind.OTHER),
        value__in=[str(number) for number in numbers],
        enhancement__merged_into__isnull=True,
    )
    return list(found.values_list("enhancement_id", flat=True).distinct())


def _candidates(
    ids: set[int], profile: Profile, main: Repository
) -> dict[int, Candidate]:
    if not ids:
        return {}
    documents = Document.objects.filter(enhancement_id__in=ids)
    with_documents = set(documents.values_list("enhancement_id", flat=True))
    holders: dict[int, list[int]] = {}
    issues = Item.objects.filter(
        enhancement_id__in=ids, repository=main, gone_at__isnull=True
    )
    for enhancement, number in issues.values_list("enhancement_id", "number"):
        if enhancement is not None:
            holders.setdefault(enhancement, []).append(number)
    said = _said(ids)
    order = profile.precedence_of("number")
    return {
        id_: Candidate(
            id=id_,
            number=_number(said.get((id_, "number"), ()), order),
            names=frozenset(
                value for _, value in said.get((id_, "tracking_issue"), ())
            ),
            has_documents=id_ in with_documents,
            holders=tuple(sorted(holders.get(id_, ()))),
        )
        for id_ in ids
    }


def _said(ids: set[int]) -> dict[tuple[int, str], list[tuple[str, int]]]:
    """(source, number) that documents give enhancements, by (enhancement, field).

    Those that hold; where none does, for the documents are gone, the last ones.
    """
    claims = Claim.objects.filter(
        series__enhancement_id__in=ids,
        series__field__in=("number", "tracking_issue"),
        retracted_at__isnull=True,
        version__isnull=False,
    )
    columns = ("series__enhancement_id", "series__field", "series__source")
    found: dict[tuple[int, str], list[tuple[str, int]]] = {}
    last: dict[tuple[int, str], list[tuple[str, int]]] = {}
    for id_, field, source, value, until in claims.order_by("since").values_list(
        *columns, "value", "until"
    ):
        if id_ is None or not isinstance(value, int):
            continue
        last[id_, field] = [(source, value)]
        if until is None:
            found.setdefault((id_, field), []).append((source, value))
    return last | found


def _number(said: Sequence[tuple[str, int]], order: Sequence[str]) -> int | None:
    ranked = sorted((resolve.rank(source, order), source, n) for source, n in said)
    return ranked[0][2] if ranked else None


def places_of(told: Mapping[int, Sequence[Span]], profile: Profile) -> set[str]:
    """Paths and folders where the documents of enhancements lie, or lay."""
    found: set[str] = set()
    for said in told.values():
        for span in said:
            is_file = span.field == DOCUMENT_FIELD and span.value is not None
            if not is_file or resolve.is_proposal(span.source):
                continue
            path = str(span.value["path"])
            found.add(path)
            if profile.documents.directory_of(path) is not None:
                found.add(path.rpartition("/")[0])
    return found
