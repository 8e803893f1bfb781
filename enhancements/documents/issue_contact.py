"""Whom a tracking issue's body names as the one to ask: `Primary contact: @ann`."""

from __future__ import annotations

import dataclasses

from enhancements.documents import issue_values
from enhancements.documents.issue_body import Body
from enhancements.documents.issue_lines import clean
from enhancements.documents.markdown import read_page
from enhancements.profiles import Profile

_FIELD = "owners"


@dataclasses.dataclass(frozen=True, slots=True)
class Contact:
    """Those who are named."""

    logins: tuple[str, ...]
    """Handles without their @; a team has a slash in it."""
    line: int
    """Of the body, from 1."""
    raw: str
    """The lines as they stand."""


def contact(body: str, profile: Profile, *, repository: str) -> Contact | None:
    """Who is named; None where nobody is, or no handle can be read.

    `repository` is the issue's, `owner/name`.
    """
    page = read_page(clean(body))
    found = Body(page, repository=repository, profile=profile)
    fact = issue_values.fact(_FIELD, found.said(_FIELD), profile)
    if fact is None or not fact.value:
        return None
    return Contact(tuple(fact.value), fact.line, fact.raw)
