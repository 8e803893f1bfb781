"""What the page of a person and the list of people show."""

from __future__ import annotations

import dataclasses

from enhancements.queries.shapes.facts import EnhancementRow
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.lists import FacetGroup, Page, SortColumn
from enhancements.queries.shapes.sig_desk import Missing
from enhancements.queries.shapes.waiting import QueueEntry, WaitRow


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """A handle as sources write it: a person's, or a team's such as `org/team`."""

    login: str
    """Without its @, in the spelling that most sources use."""

    @property
    def is_team(self) -> bool:
        """Whether it names a team of an organisation."""
        return "/" in self.login

    @property
    def initials(self) -> str:
        """Two letters to stand where others show a picture."""
        own = self.login.rpartition("/")[2]
        parts = [p for p in own.replace("_", "-").replace(".", "-").split("-") if p]
        found = "".join(part[0] for part in parts[:2]) if len(parts) > 1 else own[:2]
        return found.upper()


@dataclasses.dataclass(frozen=True, slots=True)
class SigRole:
    """What a roster makes somebody in a SIG; an empty name is the whole project."""

    sig: str
    title: str
    roles: tuple[str, ...]
    """`chairs`, `leads`, `approvers`, `reviewers`, in that order."""


@dataclasses.dataclass(frozen=True, slots=True)
class ReleaseShare:
    """What somebody has to do with one release: enhancements planned for it."""

    name: str
    is_now: bool
    owns: int
    reviews: int
    approves: int
    planned: int
    """All of them, each once."""
    committed: int | None
    """Of all that stood at the freeze; None before it, or when none is known."""
    is_out: bool = False
    """It comes before the release in work."""


@dataclasses.dataclass(frozen=True, slots=True)
class PersonRow:
    """An enhancement with what somebody is for it."""

    row: EnhancementRow
    roles: tuple[str, ...]
    """`author`, `reviewer`, `approver`, in that order."""
    planned: tuple[str, ...]
    """Releases for which it is planned at the moment."""


@dataclasses.dataclass(frozen=True, slots=True)
class NextStep:
    """An entry, and what comes next for it in a sentence."""

    entry: QueueEntry
    said: tuple[tuple[str, bool], ...]
    """Pieces of text, each with whether it is bold; empty when nothing is waited
    for."""
    decides: tuple[tuple[str, bool], ...] = ()
    """Who decides about it and when, likewise; empty where `said` says it."""


@dataclasses.dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything the page of a person shows."""

    frame: Frame
    name: Name
    summary: str
    """In one sentence: what they own, review and approve."""
    sigs: tuple[SigRole, ...]
    releases: tuple[ReleaseShare, ...]
    """Newest first."""
    rows: tuple[PersonRow, ...]
    """After the filters, by number."""
    total: int
    facets: tuple[FacetGroup, ...]
    scope: str
    profile_url: str | None = None
    """Their page where the documents are kept."""
    filtered: bool = False
    waits: tuple[WaitRow, ...] = ()
    """What waits for them, most urgent first."""
    steps: tuple[NextStep, ...] = ()
    """What comes next for each entry in work that they own."""
    missed: tuple[Missing, ...] = ()
    """Entries that they own and were not seen on for long, the longest first."""


@dataclasses.dataclass(frozen=True, slots=True)
class PeopleRow:
    """Somebody in the list of people."""

    name: Name
    owns: int
    reviews: int
    approves: int
    sigs: tuple[SigRole, ...]
    """What rosters make them."""
    around: tuple[str, ...] = ()
    """SIGs of rosters and of their enhancements."""


@dataclasses.dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everything the list of people shows."""

    frame: Frame
    rows: tuple[PeopleRow, ...]
    page: Page
    facets: tuple[FacetGroup, ...]
    columns: tuple[SortColumn, ...]
    scope: str
    text: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    """Parameters a form has to carry along: (name, value)."""
    filtered: bool = False
