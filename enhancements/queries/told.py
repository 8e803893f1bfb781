"""Everything that is known of enhancements over all time, for the checks to be run on.

A fixed number of SQL statements, whatever the number of enhancements.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from enhancements.actions import claims, github_rows
from enhancements.actions.claims import Subject
from enhancements.languages.sentences import Sentence, sentence
from enhancements.models import Comment, Item, Project, Repository
from enhancements.policy import resolve
from enhancements.policy.gathering.told import Pull, Told
from enhancements.policy.item_spans import PULL
from enhancements.policy.mirrored import OPEN, Mirrored
from enhancements.policy.spans import Span
from enhancements.profiles.schema import Profile
from enhancements.queries import told_listings, told_prose, told_signoffs
from enhancements.queries.evidence import Evidence

DOCUMENT = "document"
_BY_GITHUB = (
    *("issue", "pulls", "proposals", "signoffs"),
    # Fields that the tracking issue may tell when the document does not.
    *("owners", "feature_gates", "gate_reason"),
)
_PULLED = re.compile(rf"{PULL}(?P<repository>[^#]+)#(?P<number>[0-9]{{1,9}})")


def of_enhancements(
    *,
    project: Project,
    profile: Profile,
    evidence: Evidence,
    ids: Sequence[int],
    is_lasting: bool = False,
) -> dict[int, Told]:
    """All that is known of these enhancements, by id.

    With `is_lasting` a repository that cannot be read for the moment is no gap: what
    was read of it before counts.
    """
    known = github_rows.repositories(project)
    main = github_rows.main_of(known)
    said = _spans(project, ids)
    pulls = _Pulls.read(known, main, said, profile)
    issues = told_listings.issues(ids)
    prose = told_prose.of_versions(profile, evidence, ids)
    proposed = told_prose.of_proposals(profile, pulls.proposing())
    said_yes = told_signoffs.read(project, pulls.documents())
    gaps = _gaps(main, is_lasting=is_lasting)
    found = {}
    for id_ in ids:
        mine = pulls.of(said[id_], main)
        own = [pulls.ids[place] for place in mine]
        found[id_] = Told(
            spans=said[id_],
            pulls=mine,
            prose=(
                *prose.get(id_, ()),
                *(one for pk in own for one in proposed.get(pk, ())),
            ),
            signoffs=[one for pk in own for one in said_yes.get(pk, ())],
            listings=told_listings.listings(issues.get(id_), profile),
            gaps={**pulls.missing(said[id_]), **gaps},
            repository=main.name if main is not None else "",
            link=_link(evidence),
        )
    return found


def _spans(project: Project, ids: Sequence[int]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {id_: [] for id_ in ids}
    subjects = [Subject("enhancement", id_) for id_ in ids]
    for claim in claims.stored(project=project, subjects=subjects):
        found[claim.subject.id].append(claim.span)
    return found


def _link(evidence: Evidence) -> Callable[[Span], str]:
    def link(span: Span) -> str:
        where = {"path": span.path, "commit": span.commit, "line": span.line}
        return evidence.of(where | {"url": span.url}) or ""

    return link


def _gaps(main: Repository | None, *, is_lasting: bool) -> dict[str, Sentence]:
    """What cannot be known while GitHub is not read, or not well."""
    if main is None:
        why = sentence(
            "GitHub is not read for this project; an operator can switch that on."
        )
    elif main.synced_at is None:
        why = sentence(
            "%(name)s on GitHub is being read for the first time.", name=main.name
        )
    elif main.error and not is_lasting:
        why = sentence(
            "%(name)s on GitHub could not be read: %(error)s",
            name=main.name,
            error=main.error,
        )
    else:
        return {}
    return dict.fromkeys(_BY_GITHUB, why)


# --- Pull requests --------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class _Pulls:
    """The pull requests that claims name, and those that propose documents."""

    by_place: Mapping[str, Pull]
    ids: Mapping[str, int]
    """Place to the id of its item."""
    mirrored_names: frozenset[str]
    """Repositories that are read, in lower case."""

    @classmethod
    def read(
        cls,
        known: Sequence[Repository],
        main: Repository | None,
        said: Mapping[int, Sequence[Span]],
        profile: Profile,
    ) -> _Pulls:
        names = {one.name.casefold(): one.pk for one in reversed(known)}
        wanted: dict[int, set[int]] = {}
        for place in {one for spans in said.values() for one in _places(spans, main)}:
            repository, _, number = place.partition("#")
            if repository in names:
                wanted.setdefault(names[repository], set()).add(int(number))
        rows = Item.objects.none()
        for repository_id, numbers in wanted.items():
            rows |= Item.objects.filter(
                repository_id=repository_id, number__any=numbers, kind=Item.Kind.PULL
            )
        found = github_rows.load(rows) if wanted else {}
        about = {row[0]: row[1:] for row in rows.values_list(*_ABOUT)} if found else {}
        approved = _approvals(found)
        documents = main.name if main is not None else ""
        by_place, ids = {}, {}
        for pk, item in found.items():
            place = f"{item.repository.casefold()}#{item.number}"
            base, is_draft, merged_at = about[pk]
            ids[place] = pk
            by_place[place] = Pull(
                item=item,
                kind=profile.pulls.kind_of(item.repository, documents=documents),
                base=base,
                is_draft=is_draft,
                merged_at=merged_at,
                approvals=tuple(approved.get(pk, ())),
            )
        return cls(by_place, ids, frozenset(names))

    def of(self, spans: Sequence[Span], main: Repository | None) -> dict[str, Pull]:
        """Those of one enhancement."""
        places = dict.fromkeys(_places(spans, main))
        return {one: self.by_place[one] for one in places if one in self.by_place}

    def documents(self) -> dict[int, Mirrored]:
        """Pull requests on documents, by the ids of their items."""
        return {
            self.ids[place]: pull.item
            for place, pull in self.by_place.items()
            if pull.kind == DOCUMENT
        }

    def proposing(self) -> dict[int, Mirrored]:
        """The same, of those that are open."""
        return {pk: item for pk, item in self.documents().items() if item.state == OPEN}

    def missing(self, spans: Sequence[Span]) -> dict[str, Sentence]:
        """A sentence where a pull request lies in a repository that is not read."""
        named = [
            one.field.removeprefix(PULL)
            for one in spans
            if one.until is None and _PULLED.fullmatch(one.field)
        ]
        places = {one.partition("#")[0] for one in named}
        unread = sorted(places - self.mirrored_names)
        if not unread:
            return {}
        why = sentence(
            "Pull requests of %(names)s are not read by this tracker.",
            names=", ".join(unread),
        )
        return {"pulls": why}


_ABOUT = ("pk", "base_ref", "is_draft", "merged_at")


def _places(spans: Sequence[Span], main: Repository | None) -> Iterable[str]:
    yield from _named(spans)
    if main is not None:
        yield from (f"{main.name.casefold()}#{one}" for one in _proposing(spans))


def _named(spans: Iterable[Span]) -> Iterable[str]:
    for span in spans:
        if _PULLED.fullmatch(span.field):
            yield span.field.removeprefix(PULL)


def _proposing(spans: Iterable[Span]) -> set[int]:
    return {
        int(span.source.partition(":")[2])
        for span in spans
        if resolve.is_proposal(span.source)
    }


def _approvals(ids: Iterable[int]) -> dict[int, list[dt.datetime]]:
    """When reviews approved each pull request, oldest first."""
    found: dict[int, list[dt.datetime]] = {}
    rows = Comment.objects.filter(
        item_id__any=ids, kind=Comment.Kind.REVIEW, state="approved"
    )
    for item, at in rows.order_by("created_at").values_list("item_id", "created_at"):
        found.setdefault(item, []).append(at)
    return found
