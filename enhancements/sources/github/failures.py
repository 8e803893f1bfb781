"""What can go wrong when GitHub is asked: each a sentence, none with a secret.

Whoever catches one knows what may be concluded. Only `Missing`, `Gone` and `Moved` say
anything about what was asked for, and each is only a first proof; after all others
nothing is known.
"""

from __future__ import annotations

import datetime as dt
from typing import Any


class GitHubFailed(Exception):
    """GitHub was not asked, or did not answer what was asked. The text is a sentence
    for people.
    """

    is_passing = False
    """Whether asking again later may help without anybody doing anything."""


class Unconfigured(GitHubFailed):
    """There is no credential, or none for this server; says what to set."""


class RateLimited(GitHubFailed):
    """Nobody may ask before ``until`` (UTC)."""

    is_passing = True

    def __init__(self, sentence: str, until: dt.datetime) -> None:
        super().__init__(sentence)
        self.until = until


class Refused(GitHubFailed):
    """The credential is not accepted (401), or may not do this (403, 451)."""


class Missing(GitHubFailed):
    """404: it is not there, or the credential may not know that it is."""


class Gone(GitHubFailed):
    """410: it was deleted, or issues are switched off."""


class Moved(GitHubFailed):
    """301: it has another address for good. ``url`` is on the same server, or empty."""

    def __init__(self, sentence: str, url: str) -> None:
        super().__init__(sentence)
        self.url = url


class Rejected(GitHubFailed):
    """Another 4xx, as 422: what was asked makes no sense to GitHub."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class Unavailable(GitHubFailed):
    """5xx, no connection, or no answer in time."""

    is_passing = True


class BadAnswer(GitHubFailed):
    """An answer that cannot be what GitHub meant: cut, empty, no JSON, in a circle."""

    is_passing = True


class TooMuch(Unavailable):
    """GitHub could not do so much at once, or answered more than we take: ask for a
    smaller page.
    """


class NoGraphQL(GitHubFailed):
    """The server has no GraphQL where it should be."""


class Partial(GitHubFailed):
    """GraphQL answered with errors, and what was asked for cannot be told from them.

    ``errors`` are GitHub's: objects with ``type``, ``message`` and ``path``.
    """

    is_passing = True

    def __init__(self, sentence: str, errors: tuple[dict[str, Any], ...] = ()) -> None:
        super().__init__(sentence)
        self.errors = errors


class CursorRefused(GitHubFailed):
    """GitHub does not know the place in a list that we were at: begin anew."""
