"""Addresses of evidence: the line of a file at a commit that says so."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from typing import Any

from enhancements.sources.git.location import blob_url, issue_url, person_url


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """Where the repositories of a project are, by source kind."""

    locations: Mapping[str, str]

    def url(
        self,
        path: str | None,
        commit: str | None,
        line: int = 0,
        kind: str = "documents",
    ) -> str | None:
        """Address of a line of a file; None when the repository has no pages."""
        return file_url(self.locations.get(kind, ""), commit, path, line)

    @property
    def schedules(self) -> str:
        """Where the schedules are; empty when nothing is read for them."""
        return self.locations.get("schedules", "")

    def of(self, said: Mapping[str, Any], kind: str = "documents") -> str | None:
        """Address of where something is said: a line of a file, else on GitHub.

        `said` has `path`, `commit`, `line`, and `url` where no file speaks.
        """
        line = said.get("line") or 0
        there = self.url(said.get("path"), said.get("commit"), line, kind)
        return there or said.get("url") or None

    def issue(self, number: int) -> str | None:
        """Address of an issue of the documents' repository."""
        location = self.locations.get("documents")
        return issue_url(location, number) if location else None

    def person(self, login: str) -> str | None:
        """Address of a person's or team's page where the documents are kept."""
        location = self.locations.get("documents")
        return person_url(location, login) if location else None


def file_url(
    location: str, commit: str | None, path: str | None, line: int
) -> str | None:
    """Address of a line of a file; None when the repository has no pages."""
    if not location or not path or not commit:
        return None
    return _url(location, commit, path, line)


# A list shows the same lines again and again.
_url = functools.lru_cache(maxsize=20_000)(blob_url)
