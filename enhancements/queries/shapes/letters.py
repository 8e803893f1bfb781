"""Comments and announcements of a release, as pages show them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlencode

from enhancements.languages import gettext
from enhancements.policy.letters import standing
from enhancements.policy.letters.comments import Letter
from enhancements.policy.letters.lights import Light
from enhancements.policy.letters.standing import How, Posted, State
from enhancements.policy.permissions import Answer
from enhancements.queries.shapes.board import BoardRow, id_of
from enhancements.queries.shapes.board_page import Freeze, Option
from enhancements.queries.shapes.frame import Frame
from enhancements.queries.shapes.lists import FacetGroup, Page
from enhancements.queries.shapes.week import Week


@dataclasses.dataclass(frozen=True, slots=True)
class Issue:
    """The tracking issue that a comment goes to."""

    repository: int
    name: str
    """`owner/name`."""
    number: int
    url: str


@dataclasses.dataclass(frozen=True, slots=True)
class CommentRow:
    """An entry with the comment that it gets at a freeze."""

    row: BoardRow
    letter: Letter | None
    """None where it gets none."""
    why_none: str
    """A sentence for that; empty where there is one."""
    issue: Issue | None
    posted: Posted | None
    state: State

    @property
    def id(self) -> str:
        """Its id in HTML, and what forms call it."""
        return id_of(self.row.entry.key, self.row.entry.track)

    @property
    def digest(self) -> str:
        """Of the comment as it would be written now; empty for none."""
        return self.letter.digest if self.letter else ""

    @property
    def label(self) -> str:
        """How the comment stands, as a word."""
        return gettext(standing.LABELS[self.state])

    @property
    def how(self) -> How:
        """What writing it would come to."""
        return standing.how(self.posted, self.digest)

    @property
    def why_not(self) -> str:
        """Why it cannot be put on its way; empty where it can."""
        if self.letter is None:
            return self.why_none
        if self.issue is None:
            return gettext("No tracking issue of it is known on GitHub.")
        return standing.why_not(self.posted, self.digest)


@dataclasses.dataclass(frozen=True, slots=True)
class CommentsPage:
    """The comments of a release's entries at one freeze."""

    frame: Frame
    week: Week
    freezes: tuple[Freeze, ...]
    freeze: Freeze | None
    """None where the release has none."""
    kind: str
    kinds: tuple[Option, ...]
    freeze_options: tuple[Option, ...]
    rows: tuple[CommentRow, ...]
    """Of this part of the list."""
    page: Page
    total: int
    """Entries before any filter."""
    facets: tuple[FacetGroup, ...]
    filtered: bool
    given: Mapping[str, object]
    is_sent: bool
    """Whether comments are sent; else they are only shown."""
    acts: bool
    """Whether the tracker does itself what the commands ask for."""
    source: str
    """The file of the letters."""
    changed: int
    """How many texts the release words in its own way."""
    may: Answer
    offered: tuple[str, ...] = ()
    """Ids of the entries whose comment can be put on its way now, of the whole list."""

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The parameters of the address, for a form."""
        return [
            (name, str(one))
            for name, value in self.given.items()
            for one in (value if isinstance(value, list) else [value])
            if one
        ]

    @property
    def query(self) -> str:
        """The address's query string."""
        return urlencode(self.carried)


@dataclasses.dataclass(frozen=True, slots=True)
class WriteLine:
    """A comment before it is put on its way."""

    item: CommentRow
    how: How
    needs: str = ""
    """What has to be agreed to first, as a sentence; empty where nothing has."""


@dataclasses.dataclass(frozen=True, slots=True)
class WritePage:
    """What putting comments on their way would do."""

    frame: Frame
    release: str
    freeze: Freeze
    kind: str
    lines: tuple[WriteLine, ...]
    left_out: tuple[tuple[CommentRow, str], ...]
    """With why."""
    wanted: str
    """The comments as they were shown, as JSON."""
    back: str
    by: str
    is_sent: bool
    acts: bool
    error: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class WritingStep:
    """A step that was just made, to be told with its way back."""

    batch: str
    number: int
    waiting: int
    """How many of them are not sent yet."""
    is_dry: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Announcement:
    """A text to be copied: as a mail, and as a message in a chat."""

    name: str
    title: str
    sig: str
    """Of an outreach; empty for others."""
    subject: str
    body: str
    chat: str
    total: int = 0
    at_risk: int = 0

    @property
    def id(self) -> str:
        """Its id in HTML."""
        return f"{self.name}-{self.sig}" if self.sig else self.name


@dataclasses.dataclass(frozen=True, slots=True)
class Outreach:
    """Whether a SIG wants the release team's outreach, and who said so."""

    sig: str
    is_wanted: bool
    id: int = 0
    """Of the row that says so; 0 where the profile does."""
    by: str = ""
    """Empty where the profile says it."""
    since: dt.datetime | None = None
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class AnnouncementsPage:
    """The announcements of a release."""

    frame: Frame
    week: Week
    freeze: Freeze | None
    freeze_options: tuple[Option, ...]
    light: Light
    light_label: str
    reasons: tuple[str, ...]
    main: tuple[Announcement, ...]
    outreach: tuple[Announcement, ...]
    left_out: tuple[Outreach, ...]
    """SIGs with entries in the release that want no message, by their names."""
    source: str
    changed: int
    """How many texts the release words in its own way."""
