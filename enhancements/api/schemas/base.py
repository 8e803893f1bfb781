"""What all answers are built from."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from ninja import Field, Schema

Kind = Literal["new", "graduation", "same-stage", "deprecation"]
Where = Literal["documents", "issues", "pulls", "schedules", "rosters"]


class Fact(Schema, extra="forbid", use_attribute_docstrings=True):
    """An object with these fields and no others."""


class Problem(Fact):
    """Why a request was refused: problem details of RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    """What happened and what to do, in a sentence or two."""
    parameter: str | None = Field(default=None, exclude_if=lambda one: one is None)
    """The part of the address that is meant."""


class Evidence(Fact):
    """Where something is said."""

    path: str | None
    line: int | None
    commit: str | None
    url: str | None
    """Address of that line at that commit, where the repository has pages; of the
    issue or pull request, for what is said on GitHub."""


class Answer(Fact):
    """What every answer about a project begins with."""

    project: str
    as_of: dt.datetime
    """The moment that the answer is about."""


class Paged(Answer):
    """A page of a list."""

    next: str | None
    """Address of the page after this one, of the same moment."""


class Index(Fact):
    """Where to begin."""

    projects: Annotated[str, Field(json_schema_extra={"format": "uri-reference"})]
    openapi: Annotated[str, Field(json_schema_extra={"format": "uri-reference"})]
