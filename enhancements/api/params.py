"""Parameters of the API, by the names that `manage.py query` has.

What a value may be besides its length is said by `queries.filters`, so that pages,
command and API refuse the same.
"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Header, Path, Schema

from enhancements.actions.replies import LONGEST_KEY
from enhancements.policy.decisions import KINDS as KINDS_OF_DECISIONS
from enhancements.queries import orders
from enhancements.queries.api_releases import KINDS, STATES

LONGEST = 500
"""Characters of a value; nobody types more."""
LONGEST_CURSOR = 6000
MOST = 500
"""Rows of a page at most."""
USUAL = 100

NO_NUL = r"^[^\x00]*$"
# Not only dots: clients take such a part of an address away.
_NAME = r"^[^\x00/]*[^\x00/.][^\x00/]*$"
Text = Annotated[str, Field(max_length=LONGEST, pattern=NO_NUL)]
Texts = Annotated[list[Text], Field(max_length=50)]

_REPEAT = "Repeated or with commas: any of them."


class AsOf(Schema, populate_by_name=True):
    """The moment."""

    as_of: Text = Field(
        "",
        description="A date, which is the end of that day Anywhere on Earth, or a time"
        " with its zone. Now, when left out.",
        examples=["2026-04-30", "2026-05-01T12:00:00Z"],
    )


class Pages(AsOf):
    """A page of a list."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="Rows of a page at most.")
    cursor: Annotated[str, Field(max_length=LONGEST_CURSOR, pattern=NO_NUL)] = Field(
        "", description="Where the page begins; taken from `next`."
    )


class OfSig(AsOf):
    """Only these SIGs."""

    sig: Texts = Field(
        [], description=f"Owning SIG; `none` for those without. {_REPEAT}"
    )


class Changes(OfSig):
    """Days, and what is told of them."""

    since: Text = Field(
        "",
        description="The first day, in UTC. Seven days in all, when left out; at most"
        " 366.",
        examples=["2026-04-30"],
    )
    until: Text = Field("", description="The last day. That of `as_of`, when left out.")
    kind: Texts = Field(
        [],
        description=f"One of `kind` in the answer, such as `exception`. {_REPEAT}",
    )
    release: Text = Field(
        "", description="Only what is about this release, by its name."
    )


class Enhancements(Pages):
    """Filters and order of enhancements."""

    sig: Texts = Field(
        [], description=f"Owning SIG; `none` for those without. {_REPEAT}"
    )
    participating_sig: Texts = Field(
        [], alias="participating-sig", description=f"Participating SIG. {_REPEAT}"
    )
    stage: Texts = Field(
        [], description=f"Stage in the project's words; `none` without. {_REPEAT}"
    )
    status: Texts = Field(
        [], description=f"Status in the project's words; `none` without. {_REPEAT}"
    )
    release: Texts = Field(
        [],
        description=f"A release that a target names. {_REPEAT}",
        examples=[["v1.9"]],
    )
    author: Texts = Field([], description=f"Author's login. {_REPEAT}")
    approver: Texts = Field([], description=f"Approver's login. {_REPEAT}")
    number: Texts = Field([], description=f"Number. {_REPEAT}", examples=[["214"]])
    text: Texts = Field(
        [],
        description="A search, as pages take it: words of names, documents, tracking"
        " issues, comments and pull requests, and fields such as `sig:network`; all of"
        " them. With words each answer has `match`.",
    )
    has: Texts = Field([], description=f"`problem` or `drift`. {_REPEAT}")
    view: Text = Field(
        "",
        description="Number of a saved view: only what it finds. Its columns and order"
        " are the page's.",
        examples=["7"],
    )
    sort: Literal[tuple(s + name for name in orders.NAMES for s in ("", "-"))] = Field(  # type: ignore[valid-type]  # built from the orders there are
        orders.DEFAULT,
        description="By what; with a minus the other way round. What has no value"
        " comes last. `best` is how well the words of `text` match.",
    )


class Board(OfSig):
    """Filters of a board."""

    stage: Texts = Field([], description=f"Target stage. {_REPEAT}")
    kind: Texts = Field([], description=f"Kind of work: {', '.join(KINDS)}. {_REPEAT}")
    state: Texts = Field(
        [], description=f"State of an entry: {', '.join(STATES)}. {_REPEAT}"
    )
    has: Texts = Field([], description=f"`problem` or `drift`. {_REPEAT}")


class MergeGate(AsOf):
    """A pull request."""

    pr: Text = Field(
        description="The pull request, as OWNER/REPO/NUMBER or by its address.",
        examples=["lodestead/lodestead/1201"],
    )


class Troubles(Pages):
    """Filters of problems and drift."""

    sig: Texts = Field(
        [], description=f"Owning SIG; `none` for those without. {_REPEAT}"
    )
    where: Texts = Field(
        [], description=f"`documents`, `schedules` or `rosters`. {_REPEAT}"
    )
    field: Texts = Field([], description=f"The field, such as `target.beta`. {_REPEAT}")


class Decisions(Pages):
    """Filters of decisions."""

    item: Texts = Field([], description=f"Key of an enhancement. {_REPEAT}")
    kind: list[Literal[KINDS_OF_DECISIONS]] = Field(  # type: ignore[valid-type]  # the kinds there are
        [], description="Kind of decision. Repeated: any of them."
    )


class Changing(Schema):
    """How something is changed."""

    dry_run: bool = Field(
        default=False,
        description="Only say what would be done, and what is in the way.",
    )


IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=LONGEST_KEY,
        pattern=r"^[!-~]*$",
        description="A text that only this change has. Sent again with the same, it"
        " is answered as the first time and not done again.",
    ),
]
ProjectName = Annotated[
    str,
    Path(
        max_length=60,
        pattern=r"^[-a-zA-Z0-9_]+$",
        description="Name of the project in its addresses.",
    ),
]
Key = Annotated[
    str,
    Path(
        min_length=1,
        max_length=LONGEST,
        pattern=_NAME,
        description="Number or name of the enhancement; an old one redirects.",
    ),
]
ReleaseName = Annotated[
    str,
    Path(
        min_length=1,
        max_length=LONGEST,
        pattern=_NAME,
        description="Release, such as v1.9.",
    ),
]
SigName = Annotated[
    str,
    Path(min_length=1, max_length=LONGEST, pattern=_NAME, description="Name of a SIG."),
]
Login = Annotated[
    str,
    Path(
        min_length=1,
        max_length=LONGEST,
        pattern=_NAME,
        description="Login, with or without @.",
    ),
]
Batch = Annotated[UUID, Path(description="A step, as `batch` names it.")]
SnapshotId = Annotated[
    int,
    Path(ge=1, lt=2**63, description="Id of a snapshot, as in the list of them."),
]
