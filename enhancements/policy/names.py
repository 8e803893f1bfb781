"""The names an enhancement had over time, and the key that its address uses.

Pure. Numbers, directories and paths come and go; two enhancements may share one
for a while.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Mapping, Sequence

from enhancements.documents.facts import ISSUE
from enhancements.policy import resolve
from enhancements.policy.resolve import Choice
from enhancements.policy.spans import DOCUMENT_FIELD, Span
from enhancements.profiles.schema import Profile

# Words that stand in a URL where a key stands.
RESERVED = frozenset(
    {
        "asked",
        "changes",
        "channels",
        "enhancements",
        "gates",
        "guide",
        "help",
        "palette",
        "people",
        "problems",
        "propose",
        "releases",
        "reports",
        "roadmap",
        "sigs",
        "sources",
        "views",
        "waiting",
    }
)

OTHER = "other"
"""Kind of a name that only old addresses ask for."""

# Fields that a name comes from; nothing else makes one begin or end.
_NAMING = frozenset({"number", "tracking_issue", ISSUE, DOCUMENT_FIELD})


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """A name an enhancement had: kind is `number`, `directory`, `path` or `other`."""

    kind: str
    value: str
    since: dt.datetime
    until: dt.datetime | None

    def overlaps(self, since: dt.datetime, until: dt.datetime | None) -> bool:
        """Whether the name was held at some moment of the stretch."""
        starts_before_end = until is None or self.since < until
        return starts_before_end and (self.until is None or since < self.until)


def names(spans: Sequence[Span], profile: Profile) -> list[Name]:
    """The names an enhancement had over time, for addresses and conflicts."""
    found: list[Name] = []
    spans = [span for span in spans if span.field in _NAMING]
    ordered = resolve.boundaries(spans)
    for since, until in itertools.zip_longest(ordered, ordered[1:]):
        held = resolve.choices((span for span in spans if span.holds(since)), profile)
        document = resolve.main_document(held)
        if document is None and not _has_issue(held):
            continue
        pairs = []
        if document is not None:
            path = str(document.value["path"])
            pairs = [("directory", directory_name(path, profile)), ("path", path)]
        for kind, value in (*pairs, *_numbers(held)):
            _extend(found, Name(kind, value, since, until))
    return found


def _has_issue(held: Mapping[tuple[str, str], Choice]) -> bool:
    return ("", ISSUE) in held and held["", ISSUE].value is not None


def _numbers(held: Mapping[tuple[str, str], Choice]) -> list[tuple[str, str]]:
    """The number that stands, and those that some source gives it besides."""
    choice = held.get(("", "number"))
    number = choice.value if choice else None
    found = [("number", str(number))] if number is not None else []
    claims = choice.claims if choice else ()
    tracking = held.get(("", "tracking_issue"))
    said = [claim.value for claim in (*claims, *(tracking.claims if tracking else ()))]
    others = {value for value in said if isinstance(value, int) and value != number}
    return [*found, *((OTHER, str(value)) for value in sorted(others))]


def _extend(found: list[Name], new: Name) -> None:
    for position, name in enumerate(found):
        same = (name.kind, name.value) == (new.kind, new.value)
        if same and name.until == new.since:
            found[position] = dataclasses.replace(name, until=new.until)
            return
    found.append(new)


def directory_name(path: str, profile: Profile) -> str:
    """The directory of an enhancement, or the stem of a file that has none."""
    directory = profile.documents.directory_of(path)
    return directory or path.rpartition("/")[2].rpartition(".")[0]


def key_of(
    number: int | None, directory: str, path: str, rivals: Sequence[Name]
) -> str:
    """The number when unique, else the directory's name, else with its folder."""
    taken = {(rival.kind, rival.value) for rival in rivals}
    if number is not None and ("number", str(number)) not in taken:
        return str(number)
    key = directory
    if (
        ("directory", directory) in taken
        or directory in RESERVED
        or directory.isdigit()
    ):
        folders = path.split("/")[:-1]
        above = [folder for folder in folders if folder != directory]
        key = f"{above[-1]}-{directory}" if above else f"{directory}-document"
    return key.replace("/", "-").replace("?", "-").replace("#", "-")
