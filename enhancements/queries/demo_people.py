"""Numeric ids of the sample's people, as their pretended GitHub tells them."""

from __future__ import annotations

from collections.abc import Iterable

from enhancements.models import Person


def ids(logins: Iterable[str], *, host: str) -> dict[str, int]:
    """Login to GitHub's number, for those that were read from that host already."""
    found = Person.objects.filter(host=host, login__in=list(logins))
    return dict(found.values_list("login", "github_id"))
