"""On what the sources of a release's entry disagree, who is right, and what mends it.

Pure. A difference is a field with what each side says of it. Who is right is told by
the profile's precedence; between the board's decisions and a label the decision is. A
fix is commands to copy, a text to change, or something to be written to GitHub.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from enhancements.documents.issue_ticks import Tick
from enhancements.languages import gettext, gettext_noop, pgettext
from enhancements.profiles.schema import Profile

NOBODY = -1
"""As the place of the side that is right: no rule says which."""


@dataclasses.dataclass(frozen=True, slots=True)
class Side:
    """What one source says."""

    source: str
    """`front-matter`, `issue`, `label`, ...; `decision` for the board's."""
    words: str
    """What it says, as people read it."""
    value: Any = None
    since: dt.datetime | None = None
    url: str = ""
    path: str = ""
    line: int = 0
    raw: str = ""
    by: str = ""
    """Login, for what a person decided."""


@dataclasses.dataclass(frozen=True, slots=True)
class Write:
    """What the outbox would write to an issue or pull request."""

    repository: str
    number: int
    kind: str
    """`labels`, `assignees` or `milestone`."""
    add: tuple[str, ...] = ()
    """Labels, or logins of who is assigned."""
    remove: tuple[str, ...] = ()
    milestone: str = ""
    """Its title; empty to take it off."""

    @property
    def words(self) -> str:
        """What it changes, in the current language."""
        if self.kind == "milestone":
            if not self.milestone:
                return gettext("takes off the milestone")
            return gettext("sets milestone %(milestone)s", milestone=self.milestone)
        texts = _ASSIGNS if self.kind == "assignees" else _LABELS
        parts = [
            gettext(text, names=", ".join(some))
            for text, some in zip(texts, (self.add, self.remove), strict=True)
            if some
        ]
        return "; ".join(parts)


_LABELS = (gettext_noop("adds %(names)s"), gettext_noop("takes off %(names)s"))
_ASSIGNS = (gettext_noop("assigns %(names)s"), gettext_noop("unassigns %(names)s"))


COMMAND, TEXT, WRITE, DECIDE = "command", "text", "write", "decide"
FIXES = {
    WRITE: gettext_noop("Can be written from here"),
    COMMAND: gettext_noop("Command to copy"),
    TEXT: gettext_noop("Text to change"),
    DECIDE: gettext_noop("To be decided by people"),
}
"""Kinds of fixes, as people read them; in English."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fix:
    """One way to end a difference."""

    kind: str
    """A key of FIXES."""
    lines: tuple[str, ...] = ()
    """Commands, each on a line of its own; of a text what to write."""
    where: str = ""
    """Where to type or change it, in words."""
    url: str = ""
    write: Write | None = None


PULL_REQUEST = gettext_noop("Pull request")
"""The stem of what is said of any of them."""


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """A field on which the sides of an entry disagree."""

    field: str
    """`target.beta`, `stage`, `milestone`, `tracked`, `pull:owner/name#12`, ..."""
    stem: str
    """What the field is called wherever it is: "Target" of "Target of beta". English,
    as addresses have it."""
    label: str
    """In words."""
    sides: tuple[Side, ...]
    right: int
    """Place of the side that is right; NOBODY where no rule says."""
    why: str
    """By which rule, in a sentence."""
    fixes: tuple[Fix, ...] = ()
    track: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of its fixes, each once."""
        return tuple(dict.fromkeys(one.kind for one in self.fixes))

    @property
    def write(self) -> Write | None:
        """What could be written from here."""
        return next((one.write for one in self.fixes if one.write), None)

    @property
    def since(self) -> dt.datetime | None:
        """Since when they disagree: since the later of them spoke."""
        said = [one.since for one in self.sides if one.since is not None]
        return max(said, default=None)


@dataclasses.dataclass(frozen=True, slots=True)
class Issue:
    """A tracking issue as GitHub has it at the moment."""

    repository: str
    number: int
    url: str
    state: str
    """`open` or `closed`."""
    state_since: dt.datetime | None
    state_url: str
    labels: Mapping[str, Side]
    """By name."""
    milestone: Side | None = None
    assigned: Side | None = None
    """Who is assigned, by login; None for nobody."""
    contact: Side | None = None
    """Whom its text names as the one to ask, by login; None for nobody."""
    ticks: tuple[Tick, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Decided:
    """What people decided about an entry here."""

    value: str
    by: str
    since: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """An enhancement in a release, with all that is compared."""

    key: str
    number: int | None
    title: str
    sig: str | None
    release: str
    is_out: bool
    """Whether the release is out."""
    stages: tuple[str, ...]
    """Keys of the stages that it is planned for there."""
    is_planned: bool
    plan: Side | None
    """What plans it."""
    issue: Issue | None
    releases: tuple[str, ...] = ()
    """Every release that it is planned for."""
    recorded: Sequence[Mapping[str, Any]] = ()
    """The record's own drift: a field, its track, and what each source says."""
    opted_in: Decided | None = None
    standing: Decided | None = None
    """The latest standing that was decided at a freeze of the release."""
    owners_by_hand: Side | None = None
    """Who owns it by somebody's correction, by login; None without one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Works:
    """Whether the release's people decide here at all: what they have not said is no
    disagreement where they never say anything.
    """

    opt_ins: bool = False
    standings: bool = False


Words = Callable[[str, Any], str]
"""A field and its value, as people read it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Eyes:
    """What the rules need beside the entry."""

    profile: Profile
    works: Works
    say: Words
    """A value in words."""
    called: Callable[[str, str], str]
    """A field and its track in words."""
    link: Callable[[Mapping[str, Any]], str]
    """Evidence of a claim as the record keeps it."""


def recorded_side(said: Mapping[str, Any], words: str, url: str) -> Side:
    """A side from a claim as the record keeps it."""
    return Side(
        source=said["source"],
        words=words,
        value=said["value"],
        since=dt.datetime.fromisoformat(said["since"]),
        url=url,
        path=said.get("path") or "",
        line=said.get("line") or 0,
        raw=said.get("raw") or "",
    )


def names(labels: Iterable[str]) -> str:
    """Labels in words."""
    return ", ".join(sorted(labels)) or pgettext("labels", "none")


_CALLED = {
    "assignees": gettext_noop("Assignees"),
    "decision": gettext_noop("Board"),
    "directory": gettext_noop("Directory"),
    "document": gettext_noop("Document"),
    "front-matter": gettext_noop("Front matter"),
    "issue": gettext_noop("Tracking issue"),
    "label": gettext_noop("Labels"),
    "metadata": gettext_noop("Metadata file"),
    "milestone": gettext_noop("Milestone"),
    "person": gettext_noop("By hand"),
    "pull": gettext_noop("Pull request"),
    "record": gettext_noop("Record"),
}


def source_called(source: str) -> str:
    """A source as the list calls it; a second document by its file."""
    family, _, rest = source.partition(":")
    if family == "document" and rest:
        return rest
    known = _CALLED.get(family)
    return gettext(known) if known else family.capitalize()
