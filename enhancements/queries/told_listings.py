"""Under which stage and release a tracking issue lists its pull requests."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence

from enhancements.actions import github_rows
from enhancements.documents import issue as issue_text
from enhancements.models import Item
from enhancements.policy import mirrored
from enhancements.policy.item_spans import PULL
from enhancements.policy.mirrored import Mirrored
from enhancements.policy.records import TARGET
from enhancements.profiles.schema import Profile
from enhancements.queries.remembered import Remembered

Listings = Mapping[str, tuple[str, str]]
"""Pull request to (stage, release)."""


def issues(ids: Sequence[int]) -> dict[int, Mirrored]:
    """The tracking issue of each enhancement; of several the one with the lowest
    number.
    """
    rows = Item.objects.filter(enhancement_id__any=ids, kind=Item.Kind.ISSUE)
    owners = dict(rows.order_by("-number").values_list("pk", "enhancement_id"))
    found = github_rows.load(rows) if owners else {}
    return {owner: found[pk] for pk, owner in owners.items() if owner and pk in found}


def listings(
    item: Mirrored | None, profile: Profile
) -> Callable[[dt.datetime], Listings]:
    """What the issue's text of a moment lists; each text is read once."""
    if item is None:
        return lambda _: {}
    versions = mirrored.versions(item)

    @functools.cache
    def read(number: int) -> Listings:
        _, title, body = versions[number]
        text = hashlib.sha256(f"{title}\n{body}".encode()).digest()
        key = (profile, item.repository, text)
        return _READ.of(key, lambda: _read(title, body, item.repository, profile))

    def at(moment: dt.datetime) -> Listings:
        past = [n for n, version in enumerate(versions) if version[0] <= moment]
        return read(past[-1]) if past else {}

    return at


_READ: Remembered[Listings] = Remembered(5_000)


def _read(title: str, body: str, repository: str, profile: Profile) -> Listings:
    facts = issue_text.read(
        body, title=title, profile=profile, repository=repository
    ).facts
    targets = {
        fact.field.removeprefix(TARGET): fact.value
        for fact in facts
        if fact.field.startswith(TARGET)
    }
    return {
        fact.field.removeprefix(PULL): (
            fact.value["stage"],
            targets.get(fact.value["stage"]) or "",
        )
        for fact in facts
        if fact.field.startswith(PULL)
    }
