"""What GitHub says of enhancements over all time, from the mirrored rows.

Tracking issues, the pull requests that they list or that name them, and the documents
that open pull requests propose. A fixed number of statements, whatever the number of
enhancements; two for a project without mirrored repositories.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from enhancements.actions import github_rows, proposals
from enhancements.models import Item, Project, Repository
from enhancements.policy import identity, item_spans, pull_spans
from enhancements.policy.mirrored import OPEN, Mirrored
from enhancements.policy.pull_spans import Naming
from enhancements.policy.spans import Span, without_overlap
from enhancements.profiles.schema import Profile

Said = list[tuple[int, Span]]
"""(enhancement, claim)."""


@dataclasses.dataclass(slots=True)
class Tracked:
    """The issues of one enhancement, and what was found by them."""

    numbers: set[int] = dataclasses.field(default_factory=set)
    listed: set[str] = dataclasses.field(default_factory=set)
    """Pull requests that its issue lists, `owner/name#number`."""


def spans(
    *,
    project: Project,
    profile: Profile,
    ids: Sequence[int],
    documents: Sequence[tuple[int, Span]],
) -> Said:
    """The claims of these enhancements from GitHub.

    `documents` is what their documents claim.
    """
    known = github_rows.repositories(project)
    main = github_rows.main_of(known)
    if main is None:
        return []
    said, tracked = _issues(ids, profile)
    found = _pulls(known, main, tracked, documents)
    heads = github_rows.heads(found)
    namings = {
        item: pull_spans.namings(
            pull,
            profile,
            documents=main.name,
            heads=github_rows.paths_of(heads, item),
        )
        for item, pull in found.items()
    }
    said.extend(_of_pulls(found, namings, tracked))
    said.extend(
        proposals.spans(
            project=project,
            profile=profile,
            found={item: found[item] for item in heads},
            heads=heads,
            namings=namings,
            documents=documents,
            numbers={id_: one.numbers for id_, one in tracked.items()},
        )
    )
    return _one_at_a_time(said)


def _one_at_a_time(said: Said) -> Said:
    """Whatever GitHub tells, no two claims of one series hold at once."""
    groups: dict[int, list[Span]] = {}
    for enhancement, span in said:
        groups.setdefault(enhancement, []).append(span)
    return [
        (enhancement, span)
        for enhancement, told in groups.items()
        for span in without_overlap(told)
    ]


def _issues(ids: Sequence[int], profile: Profile) -> tuple[Said, dict[int, Tracked]]:
    """The claims of tracking issues; of several of an enhancement one decides."""
    items = Item.objects.filter(enhancement_id__in=ids, kind=Item.Kind.ISSUE)
    owners = dict(items.values_list("pk", "enhancement_id"))
    said: Said = []
    tracked: dict[int, Tracked] = {id_: Tracked() for id_ in ids}
    groups: dict[int, list[Mirrored]] = {}
    for item, issue in github_rows.load(items).items():
        owner = owners[item]
        if owner is not None:
            groups.setdefault(owner, []).append(issue)
    for owner, issues in groups.items():
        one = tracked[owner]
        one.numbers = {issue.number for issue in issues}
        number = identity.deciding(
            [(i.number, i.state == OPEN, i.gone_at is not None) for i in issues]
        )
        for issue in issues:
            if issue.number != number:
                said.append((owner, item_spans.rival_span(issue, number or 0)))
                continue
            claims = item_spans.issue_spans(issue, profile)
            said.extend((owner, span) for span in claims)
            one.listed = {
                span.field.removeprefix(item_spans.PULL)
                for span in claims
                if span.field.startswith(item_spans.PULL)
            }
    return said, tracked


def _pulls(
    known: Sequence[Repository],
    main: Repository,
    tracked: Mapping[int, Tracked],
    documents: Sequence[tuple[int, Span]],
) -> dict[int, Mirrored]:
    """Pull requests that name one of the issues, are listed or change a document."""
    numbers = {number for one in tracked.values() for number in one.numbers}
    numbers |= proposals.numbers_of(documents)
    wanted = Q(named__overlap=sorted(numbers)) if numbers else Q(pk__in=())
    ids = {one.name.casefold(): one.pk for one in reversed(known)}
    listed: dict[int, set[int]] = {}
    for name in {name for one in tracked.values() for name in one.listed}:
        repository, _, number = name.partition("#")
        if repository in ids and number.isdigit():
            listed.setdefault(ids[repository], set()).add(int(number))
    for repository_id, some in listed.items():
        wanted |= Q(repository_id=repository_id, number__in=sorted(some))
    of_project = Q(repository__in=[one.pk for one in known], kind=Item.Kind.PULL)
    found = set(Item.objects.filter(of_project & wanted).values_list("pk", flat=True))
    found |= proposals.pulls_on(main, documents)
    return github_rows.load(Item.objects.filter(pk__in=found))


def _of_pulls(
    found: Mapping[int, Mirrored],
    namings: Mapping[int, Sequence[Naming]],
    tracked: Mapping[int, Tracked],
) -> Iterable[tuple[int, Span]]:
    """What pull requests say of themselves, where that is of interest.

    Where an issue lists one everything, so that both can be compared; else only while
    it names the issue.
    """
    by_number: dict[int, set[int]] = {}
    by_name: dict[str, set[int]] = {}
    for enhancement, one in tracked.items():
        for number in one.numbers:
            by_number.setdefault(number, set()).add(enhancement)
        for name in one.listed:
            by_name.setdefault(name, set()).add(enhancement)
    for item, pull in found.items():
        listing = by_name.get(pull_spans.name_of(pull), set())
        told = pull_spans.naming_spans(pull, namings[item])
        for span in told:
            naming = by_number.get(span.value, set())
            yield from ((owner, span) for owner in sorted(listing | naming))
