"""Issue, pull requests and proposals as the checks see them at a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

from enhancements.documents.facts import ISSUE, READINESS
from enhancements.policy import addresses, mirrored, resolve
from enhancements.policy.checks.pull_requests import Listing, PullRequest
from enhancements.policy.checks.seen import Approval, Issue, LabelOn, Proposal, Text
from enhancements.policy.gathering.record import Held, Reader
from enhancements.policy.gathering.told import Prose, Pull, Told
from enhancements.policy.item_spans import (
    ISSUE_FIELD,
    LABEL,
    LABEL_FIELD,
    MILESTONE,
    PULL,
    RELEASE,
)
from enhancements.policy.mirrored import CLOSED
from enhancements.policy.pull_spans import PROPOSAL
from enhancements.policy.records import TARGET
from enhancements.policy.spans import DOCUMENT_FIELD, Span
from enhancements.profiles.schema import Profile

LGTM: Final = "lgtm"
APPROVED: Final = "approved"
HOLD: Final = "do-not-merge/hold"
_KINDS: dict[str, Literal["code", "docs", "documents"]] = {
    "code": "code",
    "docs": "docs",
    "document": "documents",
}
_LINK: Final = "document_link"


def issue(reader: Reader) -> Issue | None:
    """The tracking issue as it was at the moment."""
    choice = reader.held.get(("", ISSUE_FIELD))
    winner = choice.winner if choice is not None else None
    if winner is None:
        return None
    value = winner.value
    milestone = _milestone(reader.held)
    links, links_since = _links(reader)
    return Issue(
        number=value["number"],
        url=value["url"],
        state="closed" if value["state"] == CLOSED else "open",
        state_since=winner.since,
        created_at=_created(reader),
        milestone=str(milestone.value) if milestone is not None else "",
        milestone_since=milestone.since if milestone is not None else None,
        labels=_labels(reader),
        links_document=links,
        links_since=links_since,
    )


def _created(reader: Reader) -> dt.datetime | None:
    """An issue claims its own number from the day it was opened."""
    choice = reader.held.get(("", "number"))
    claims = choice.claims if choice is not None else ()
    return next((one.since for one in claims if one.source == ISSUE), None)


def _milestone(held: Held) -> Span | None:
    for field in (RELEASE, MILESTONE):
        choice = held.get(("", field))
        for claim in choice.claims if choice is not None else ():
            if claim.source == MILESTONE:
                return claim
    return None


def _labels(reader: Reader) -> tuple[LabelOn, ...]:
    found = []
    for (track, field), choice in sorted(reader.held.items()):
        if track or not field.startswith(LABEL_FIELD):
            continue
        for claim in choice.claims:
            if claim.source == LABEL and claim.value:
                name = field.removeprefix(LABEL_FIELD)
                found.append(LabelOn(name, claim.since, reader.link(claim)))
    return tuple(found)


def _links(reader: Reader) -> tuple[bool | None, dt.datetime | None]:
    """Whether the issue's text links the document where it lies now, and since when."""
    span = resolve.main_document(reader.held)
    if span is None:
        return None, None
    choice = reader.held.get(("", _LINK))
    said = (
        next((c for c in choice.claims if c.source == ISSUE), None) if choice else None
    )
    if said is None:
        return False, None
    if said.value is None:
        return None, said.since
    path = str(span.value["path"])
    folder = path.rpartition("/")[0]
    is_linked = any(one in (path, folder) for one in said.value)
    return is_linked, max(said.since, span.since)


def pulls(reader: Reader, told: Told, number: int | None) -> tuple[PullRequest, ...]:
    """The pull requests that belong to it, or that its issue lists, at the moment."""
    listings = told.listings(reader.at)
    found = []
    for (track, field), choice in sorted(reader.held.items()):
        if track or not field.startswith(PULL):
            continue
        place = field.removeprefix(PULL)
        pull = told.pulls.get(place)
        if pull is None or pull.item.created_at > reader.at:
            continue
        if pull.item.gone_at is not None and pull.item.gone_at <= reader.at:
            continue
        is_listed = any(one.source == ISSUE for one in choice.claims)
        listing = listings.get(place, ("", "")) if is_listed else None
        # Its own word goes before the issue's: `policy/attribution`.
        is_contested = choice.drift or choice.value not in (None, number)
        found.append(_pull(pull, reader.at, listing, is_contested=is_contested))
    return tuple(found)


def _pull(
    pull: Pull,
    at: dt.datetime,
    listing: tuple[str, str] | None,
    *,
    is_contested: bool,
) -> PullRequest:
    item = pull.item
    every = mirrored.held(item, "labeled", item.labels)
    on = {one.name.casefold(): one.since for one in mirrored.there(every, at)}
    reviewed = next((one for one in pull.approvals if one <= at), None)
    lgtm = min(filter(None, (on.get(LGTM), reviewed)), default=None)
    state, since = _state(pull, at)
    return PullRequest(
        place=f"{item.repository}#{item.number}",
        url=addresses.pull(item.host, item.repository, item.number),
        kind=_KINDS[pull.kind],
        state=state,
        since=since,
        opened_at=item.created_at,
        base=pull.base,
        lgtm=lgtm is not None,
        lgtm_since=lgtm,
        approved=APPROVED in on,
        approved_since=on.get(APPROVED),
        is_held=HOLD in on,
        listed=Listing(*listing) if listing is not None else None,
        is_contested=is_contested,
        title=item.title,
    )


def _state(
    pull: Pull, at: dt.datetime
) -> tuple[Literal["draft", "open", "merged", "closed"], dt.datetime]:
    if pull.merged_at is not None and pull.merged_at <= at:
        return "merged", pull.merged_at
    moments = [(since, state) for since, state, _ in mirrored.states(pull.item)]
    since, state = [one for one in moments if one[0] <= at][-1]
    if state == CLOSED:
        return "closed", since
    return ("draft" if pull.is_draft else "open"), since


def proposals(
    spans: Iterable[Span], told: Told, profile: Profile, at: dt.datetime
) -> tuple[Proposal, ...]:
    """Open pull requests on the documents that change this enhancement's."""
    groups: dict[int, list[Span]] = {}
    for span in spans:
        if resolve.is_proposal(span.source) and span.holds(at):
            groups.setdefault(int(span.source.removeprefix(PROPOSAL)), []).append(span)
    found = []
    for number, said in sorted(groups.items()):
        prose = _text(told.prose, at, proposal=number)
        found.append(_proposal(number, said, told, prose, profile))
    return tuple(found)


def _proposal(
    number: int,
    said: Sequence[Span],
    told: Told,
    prose: Text | None,
    profile: Profile,
) -> Proposal:
    values = _values(said)
    pull = told.pulls.get(f"{told.repository.casefold()}#{number}")
    return Proposal(
        place=f"{told.repository}#{number}",
        url=addresses.pull(pull.item.host, pull.item.repository, number)
        if pull is not None
        else said[0].url,
        touches=_touches(said, prose, profile),
        opened_at=pull.item.created_at if pull is not None else None,
        is_draft=pull.is_draft if pull is not None else False,
        said_at=max(one.since for one in said),
        status=values.get("status"),
        stage=values.get("stage"),
        latest_milestone=values.get(RELEASE),
        targets={
            field.removeprefix(TARGET): value
            for field, value in values.items()
            if field.startswith(TARGET)
        },
        text=prose,
        approvals=tuple(
            Approval(
                field.removeprefix("readiness."),
                str(value or ""),
                is_merged=False,
                url=next(one.url for one in said if one.field == field),
                since=next(one.since for one in said if one.field == field),
            )
            for field, value in values.items()
            if field.startswith("readiness.")
        ),
    )


def _values(said: Sequence[Span]) -> dict[str, Any]:
    return {one.field: one.value for one in said if not one.track}


def _touches(
    said: Sequence[Span], text: Text | None, profile: Profile
) -> frozenset[str]:
    """Which of the enhancement's files it changes."""
    found = set()
    for one in said:
        path = str(one.value["path"]) if one.field == DOCUMENT_FIELD else ""
        if not path:
            continue
        if profile.documents.is_readiness(path):
            found.add(READINESS)
        elif path.rpartition("/")[2] == profile.documents.main:
            found.add("metadata" if profile.documents.format == "kep" else "main")
        else:
            found.add("side")
    if text is not None:
        found.add("text")
    return frozenset(found)


def _text(
    prose: Sequence[Prose], at: dt.datetime, *, proposal: int | None = None
) -> Text | None:
    standing = [one for one in prose if one.proposal == proposal and one.since <= at]
    if not standing:
        return None
    last = standing[-1]
    merged_at = None if proposal is not None else last.since
    return Text(last.path, last.url, last.sections, merged_at)


def text(told: Told, at: dt.datetime) -> Text | None:
    """The prose that stands at a moment."""
    return _text(told.prose, at)
