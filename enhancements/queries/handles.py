"""Finding records by who is named in them; handles compare without regard to case."""

from __future__ import annotations

NAMED = (
    "tracker_handles(record.authors || record.owners || record.reviewers"
    " || record.approvers)"
)
"""All handles that a record names, in lower case: written so that its index is used."""


def plain(login: str) -> str:
    """A handle as it is compared: without its @, in lower case."""
    return login.strip().removeprefix("@").casefold()


def has(column: str, parameter: str) -> str:
    """Whether a column of handles has one of those of a parameter, in lower case."""
    return (
        f"EXISTS (SELECT FROM unnest({column}) AS handle"
        f" WHERE lower(handle) = ANY(%({parameter})s))"
    )


def named(parameter: str) -> str:
    """Whether a record names one of the handles of a parameter, whatever they do."""
    return f"{NAMED} && %({parameter})s::text[]"
