"""Small readings of the world that fields of several GraphQL types share."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from enhancements.fakehub.ids import iso, sha_of
from enhancements.fakehub.nouns import Comment, Event, Issue, Label, Review, shown

Reader = Callable[[Any], Any]


@dataclasses.dataclass(slots=True, frozen=True)
class GitThing:
    """A commit, folder or file of a repository."""

    kind: str
    """``Commit``, ``Tree`` or ``Blob``."""
    oid: str
    data: bytes = b""

    @property
    def node_id(self) -> str:
        """GitHub's name for it."""
        return f"{self.kind[0]}_{self.oid}"


def word(text: str | None) -> str | None:
    """A word of REST as an enum of GraphQL spells it."""
    return None if text is None else text.upper().replace("-", "_").replace(" ", "_")


@lru_cache(maxsize=65_536)
def moment(seconds: int | None) -> str | None:
    """A moment as GitHub spells it."""
    return None if seconds is None else iso(seconds)


def at(name: str) -> Reader:
    """Reads an attribute that is a moment."""
    read = attrgetter(name)
    return lambda noun: moment(read(noun))


def who(name: str) -> Reader:
    """Reads an attribute that is an account; null once it is deleted."""
    read = attrgetter(name)
    return lambda noun: shown(read(noun))


def commit(sha: str | None) -> GitThing | None:
    """A commit by its id."""
    return None if sha is None else GitThing("Commit", sha)


def last_edited(noun: Issue | Comment) -> str | None:
    """When a body was rewritten last."""
    return moment(noun.edits[-1].edited_at) if noun.edits else None


def association(noun: Issue | Comment | Review) -> str:
    """How the author stands to the repository; only what membership tells."""
    issue = noun if isinstance(noun, Issue) else noun.issue
    repo, author = issue.repo, shown(noun.author)
    if author is None:
        return "NONE"
    if repo.owner is author:
        return "OWNER"
    if author.id in repo.owner.members:
        return "MEMBER"
    return "COLLABORATOR" if author.id in repo.collaborators else "NONE"


def past_label(event: Event) -> Label:
    """The label of an event with its name of then, which may have no label today."""
    told = event.data["label"]
    repo = event.issue.repo
    named = [one for one in repo.labels.values() if one.name == told["name"]]
    number = told.get("id") or (named[0].id if named else 0)
    # One that is gone has an id all the same, and nobody else has it.
    number = number or int(sha_of("label", repo.id, told["name"])[:8], 16)
    return Label(number, repo, told["name"], told["color"])
