"""Reading the schedule of a release: a list of dated entries.

What an entry is, and the reader of schedules in YAML; those of other formats are
beside it, and `documents.schedules` chooses among them. The forms here are those of
kubevirt/sig-release (`releases/v1.X/schedule.yaml`): two spellings of dates, keys left
out or null, Markdown in a milestone, and a VEP freeze that only its `what` tells. What
an entry means is the profile's to say.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from enhancements.documents import fields
from enhancements.documents.markdown import plain
from enhancements.documents.text import Unreadable, decode
from enhancements.documents.when import FIRST_YEAR, LAST_YEAR
from enhancements.documents.yaml_text import Pair, Yaml
from enhancements.profiles import Profile

REVISION = 3
"""Raised whenever the same text may give other entries than before."""

OTHER = "other"
KEYS = ("when", "milestone", "who", "what", "notes")

_DATE = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_PATH = re.compile(r"[\w./-]+\.(?:ya?ml|md)")
_NOT_A_WORD = re.compile(r"[^0-9a-z]+")


@dataclasses.dataclass(frozen=True, slots=True)
class ScheduleEntry:
    """One dated entry of a schedule, with its fields as plain text."""

    kind: str
    """Kind of deadline, as the profile's rules know it; `other` when they do not."""
    slug: str
    """Identity within the file that stays when the date moves, made of its words."""
    name: str
    """What to call it in the schedule's own words."""
    date: dt.date | None
    """The day; it ends Anywhere on Earth, twelve hours behind UTC, unless `at` gives
    the hour."""
    raw: str
    """The date as written."""
    line: int
    who: str = ""
    what: str = ""
    milestone: str = ""
    notes: str = ""
    problem: str = ""
    """What is wrong with the entry and what to write instead."""
    at: dt.datetime | None = None
    """The exact moment in UTC, where an hour is given; `date` is its day in UTC."""


@dataclasses.dataclass(frozen=True, slots=True)
class ScheduleReading:
    """All entries of a schedule in the order of the file."""

    entries: tuple[ScheduleEntry, ...] = ()
    unreadable: str = ""
    """A sentence when the file as a whole could not be read."""

    def as_json(self) -> dict[str, Any]:
        """The reading as plain JSON, dates and moments as ISO text."""
        entries = []
        for entry in self.entries:
            data = dataclasses.asdict(entry)
            data["date"] = entry.date.isoformat() if entry.date else None
            data["at"] = entry.at.isoformat() if entry.at else None
            entries.append(data)
        return {"entries": entries, "unreadable": self.unreadable}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ScheduleReading:
        """The reading that `as_json` wrote."""
        entries = []
        for item in data["entries"]:
            day = item["date"]
            date = dt.date.fromisoformat(day) if day else None
            at = dt.datetime.fromisoformat(item["at"]) if item["at"] else None
            entries.append(ScheduleEntry(**{**item, "date": date, "at": at}))
        return cls(entries=tuple(entries), unreadable=data["unreadable"])


def read(data: bytes, *, profile: Profile, path: str) -> ScheduleReading:
    """Everything that one version of a schedule says; it never raises."""
    del path  # The release is told by ScheduleRules.release_of.
    try:
        text = decode(data)
        entries = _entries(text, profile)
    except Unreadable as error:
        return ScheduleReading(unreadable=f"The schedule cannot be read: {error}")
    return ScheduleReading(entries=tuple(with_own_slugs(entries)))


def read_date(text: str) -> dt.date | None:
    """The day of `2026-06-24` or `2026/06/24`; None for anything else."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return dt.date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return None


def _entries(text: str, profile: Profile) -> list[ScheduleEntry]:
    parsed = Yaml(text)
    items = parsed.items()
    if items is None:
        raise Unreadable(_no_list(parsed.root, text))
    return [_entry(parsed, item, profile) for item in items]


def _no_list(root: yaml.Node | None, text: str) -> str:
    words = text.strip()
    if root is None:
        return "it is empty; write a list of entries with when, milestone and what."
    if _PATH.fullmatch(words):
        return (
            f"it holds only the path {words[:200]}, as a symbolic link does; put the "
            "schedule itself in its place."
        )
    return "it is no list; begin each entry with - on a line of its own."


def _entry(parsed: Yaml, node: yaml.Node, profile: Profile) -> ScheduleEntry:
    line = parsed.line(node)
    pairs = parsed.pairs(node)
    if pairs is None:
        raw = str(parsed.plain(node))[:500]
        problem = f"Line {line}: this is no entry; write keys such as when and what."
        return ScheduleEntry(OTHER, slug_of(raw), raw, None, "", line, problem=problem)
    texts, problems = _texts(pairs)
    date, problem = _date(texts["when"])
    problems = [problem, *problems] if problem else problems
    milestone, who, what = (plain(texts[key]) for key in ("milestone", "who", "what"))
    kind = profile.schedules.kind_of(milestone=milestone, what=what, who=who)
    name = what if kind == "enhancements-freeze" and what else milestone or what
    return ScheduleEntry(
        kind=kind,
        slug=slug_of(who, milestone or what),
        name=name or who or texts["when"],
        date=date,
        raw=texts["when"],
        line=line,
        who=who,
        what=what,
        milestone=milestone,
        notes=texts["notes"],
        problem=f"Line {line}: {' '.join(problems)}" if problems else "",
    )


def _texts(pairs: Sequence[Pair]) -> tuple[dict[str, str], list[str]]:
    """The known keys as text, blank where not given, and what is wrong with others."""
    texts = dict.fromkeys(KEYS, "")
    problems = []
    counts = collections.Counter(pair.key for pair in pairs)
    for pair in pairs:
        if pair.key not in texts:
            known = ", ".join(KEYS)
            problems.append(f"{pair.key} is no key of an entry; write one of {known}.")
        elif isinstance(pair.value, list | dict):
            problems.append(f"{pair.key} holds more than one text; write one.")
        elif counts[pair.key] == 1:
            texts[pair.key] = (
                " ".join(pair.raw.split()) if pair.value is not None else ""
            )
    repeated = (key for key, count in counts.items() if count > 1)
    problems += [f"{key} stands there more than once; keep one." for key in repeated]
    return texts, problems


def _date(text: str) -> tuple[dt.date | None, str]:
    date = read_date(text)
    if date is not None and not FIRST_YEAR <= date.year <= LAST_YEAR:
        return None, f"{date.year} is no year of a release; mend it."
    if date is not None or (text and fields.is_undecided(text)):
        return date, ""
    if not text:
        return None, "when is missing; write a day such as 2026-06-24."
    return None, f'"{text[:60]}" is no day; write one such as 2026-06-24.'


def slug_of(*words: str) -> str:
    """Words as a name of small letters, digits and hyphens; `entry` without any."""
    slugs = (_NOT_A_WORD.sub("-", word.casefold()).strip("-") for word in words)
    return "-".join(slug for slug in slugs if slug)[:120] or "entry"


def with_own_slugs(entries: Sequence[ScheduleEntry]) -> Iterable[ScheduleEntry]:
    """The entries, those with one slug told apart by what is done, else by order."""
    counts = collections.Counter(entry.slug for entry in entries)
    slugs = [
        slug_of(entry.slug, entry.what)
        if counts[entry.slug] > 1 and slug_of(entry.what) not in entry.slug
        else entry.slug
        for entry in entries
    ]
    seen: collections.Counter[str] = collections.Counter()
    taken = set(slugs)
    for entry, slug in zip(entries, slugs, strict=True):
        seen[slug] += 1
        own = slug
        while seen[slug] > 1 and own in taken:
            own = f"{slug}-{seen[slug]}"
            seen[slug] += own in taken
        taken.add(own)
        yield dataclasses.replace(entry, slug=own)
