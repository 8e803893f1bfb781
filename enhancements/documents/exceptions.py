"""Reading the file in which a release team wrote down its exceptions.

The forms are those of kubernetes/sig-release, `releases/release-1.N/exceptions.yaml`
from v1.10 to v1.35: a flat list whose freeze only a comment above it tells, or a list
per freeze under a key; issues as numbers or as addresses; dates in two spellings, or
none; "approved", "Denied", "rejected", "reverted"; blank forms left in; and files that
are no YAML at all, because of an indent or a missing blank. So a file is taken apart
by its lines: each request is read by itself, and what cannot be read is kept as it is
written, with what is wrong.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import textwrap
from collections.abc import Iterator, Mapping

from enhancements.documents.text import Unreadable, decode
from enhancements.documents.when import Years, read_when
from enhancements.documents.yaml_text import Yaml
from enhancements.policy.exceptions import APPROVED, PENDING, REJECTED, WITHDRAWN

KEYS = (
    *("name", "issue", "date_requested", "date_reviewed"),
    *("thread", "pull_requests", "status"),
    *("granted_until", "approved_until", "until"),
)
_UNTIL = KEYS[-3:]
"""Of these the first that says something is meant."""
_BEGINS = re.compile(r"\s*-\s+[A-Za-z_]+\s*:(?:\s|$)")
# A line of a form that nobody filled in: a key without a value, or nothing at all.
_UNFILLED = re.compile(r"\s*-?\s*(?:[A-Za-z_][\w -]*:)?\s*")
_ITEM = re.compile(r"\s*-(?:\s|$)")
_SECTION = re.compile(r"([A-Za-z][\w -]*?)\s*:\s*(?:\[\s*\]|\{\s*\})?\s*(?:#.*)?")
_LINE = re.compile(r"\s*(?:-\s+)?(?P<key>[A-Za-z_]+)\s*:\s*(?P<value>.*)")
_ADDRESS = re.compile(r"https?://[^\s\"'<>,]+")
_ISSUE = re.compile(r"#?(?P<number>\d{1,9})")
_ISSUE_ADDRESS = re.compile(
    r"https?://[^/]+/[^/]+/(?P<repository>[^/]+)/(?:issues|pull)/(?P<number>\d{1,9})"
)
# What enhancements are tracked in; k/features became k/enhancements.
_TRACKERS = frozenset({"features", "enhancements"})
_LETTERS = re.compile(r"[^a-z]+")
# The first that a heading holds is meant.
_FREEZES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("prr", "productionreadiness", "kepreadiness"), "prr-freeze"),
    (("docs", "documentation"), "docs-freeze"),
    (("codefreeze", "testfreeze", "codeandtest"), "code-freeze"),
    (("enhancement", "vepfreeze"), "enhancements-freeze"),
)
_STATES: Mapping[str, str] = {
    "approved": APPROVED,
    "accepted": APPROVED,
    "granted": APPROVED,
    "completed": APPROVED,
    "reverted": APPROVED,
    "denied": REJECTED,
    "rejected": REJECTED,
    "declined": REJECTED,
    "withdrawn": WITHDRAWN,
    "": PENDING,
    "pending": PENDING,
    "in review": PENDING,
    "tbd": PENDING,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Trouble:
    """A piece of the file that is not, or not wholly, understood."""

    line: int
    sentence: str
    raw: str


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """One request as the file has it."""

    line: int
    raw: str
    freeze: str
    """Kind of deadline, as in profiles."""
    name: str
    number: int | None
    """Of the enhancement's tracking issue; None where the file names another one."""
    issue: str
    """As written."""
    requested: dt.date | None
    reviewed: dt.date | None
    until: dt.date | None
    """The day with which the extra time ends; None where the file says none."""
    thread: str
    links: tuple[str, ...]
    state: str
    """A state of `policy.exceptions`."""
    status: str
    """As written."""
    others: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Keys beside the known ones, and texts that stand where addresses should."""


@dataclasses.dataclass(frozen=True, slots=True)
class ExceptionsReading:
    """All of a file: every line that says something is in one of the two."""

    requests: tuple[Written, ...] = ()
    troubles: tuple[Trouble, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class _Block:
    line: int
    lines: tuple[str, ...]
    freeze: str

    @property
    def raw(self) -> str:
        """As written, without blank lines behind it."""
        return "\n".join(self.lines).rstrip()


def read(data: bytes) -> ExceptionsReading:
    """Everything that a file says; it never raises."""
    try:
        text = decode(data)
    except Unreadable as error:
        return ExceptionsReading(troubles=(Trouble(1, str(error), ""),))
    requests: list[Written] = []
    troubles: list[Trouble] = []
    for block in _blocks(text.split("\n")):
        found = _request(block)
        if isinstance(found, Trouble):
            troubles.append(found)
        elif found is not None:
            request, more = found
            requests.append(request)
            troubles += more
    return ExceptionsReading(tuple(requests), tuple(troubles))


def _blocks(lines: list[str]) -> Iterator[_Block]:
    """The requests, and what stands between them as blocks without a freeze."""
    freeze, start = "", 0
    held: list[str] = []
    for place, line in enumerate(lines, 1):
        is_begin = _BEGINS.match(line) is not None
        section = _section(line)
        if (is_begin or section is not None) and held:
            yield _Block(start, tuple(held), freeze)
            held = []
        if section is not None:
            freeze = section or freeze
            # A heading that says nothing of a freeze is a comment like any other.
            continue
        if line.strip().startswith("#") or (not held and not line.strip()):
            continue
        start = start if held else place
        held.append(line)
    if held:
        yield _Block(start, tuple(held), freeze)


def _section(line: str) -> str | None:
    """The freeze that a heading names, empty when it names none; None for what is no
    heading.
    """
    stripped = line.strip()
    if stripped.startswith("#"):
        text = stripped.lstrip("# ")
        return freeze_of(text) if "freeze" in text.casefold() else None
    if line[:1].isalpha() and (found := _SECTION.fullmatch(line.rstrip())):
        return freeze_of(found[1]) or None
    return None


def freeze_of(text: str) -> str:
    """Kind of the freeze that a text names: "codeFreeze", "Code Freeze Exceptions"."""
    word = _LETTERS.sub("", text.casefold())
    for names, freeze in _FREEZES:
        if any(name in word for name in names):
            return freeze
    return ""


def _request(block: _Block) -> tuple[Written, list[Trouble]] | Trouble | None:
    """The request of a block, with what is odd in it; None for a blank form."""
    values, is_yaml = _values(block)
    said = {key: text for key, text in values.items() if text}
    if not said:
        if all(_UNFILLED.fullmatch(line) for line in block.lines):
            return None
        sentence = "This belongs to no request; begin one with “- name:”."
        return Trouble(block.line, sentence, block.raw)
    troubles = []
    if not is_yaml:
        sentence = "This is no YAML, so it was read line by line; look whether it fits."
        troubles.append(Trouble(block.line, sentence, block.raw))
    if not block.freeze:
        sentence = (
            "Nothing says for which freeze it is; put it under a key such as"
            " codeFreeze."
        )
        return Trouble(block.line, sentence, block.raw)
    status = " ".join(said.get("status", "").casefold().split())
    if status not in _STATES:
        sentence = f"“{said['status']}” is no known status; write approved or rejected."
        return Trouble(block.line, sentence, block.raw)
    if status == "reverted":
        sentence = "It was approved, and what was merged was taken out again."
        troubles.append(Trouble(block.line, sentence, block.raw))
    requested, reviewed = (
        _date(block, said.get(key, ""), troubles)
        for key in ("date_requested", "date_reviewed")
    )
    ends = next((said[key] for key in _UNTIL if key in said), "")
    issue = said.get("issue", "")
    links, rest = _links(said.get("pull_requests", ""))
    others = {key: text for key, text in said.items() if key not in KEYS}
    if rest:
        others["pull-requests"] = rest
    threads = _ADDRESS.findall(said.get("thread", ""))
    if said.get("thread") and not threads:
        others["thread"] = said["thread"]
    if status == "reverted":
        others["status"] = said["status"]
    request = Written(
        line=block.line,
        raw=textwrap.dedent(block.raw),
        freeze=block.freeze,
        name=said.get("name", ""),
        number=_number(issue),
        issue=issue,
        requested=requested,
        reviewed=reviewed,
        until=_date(block, ends, troubles),
        thread=threads[0] if threads else "",
        links=links,
        state=_STATES[status],
        status=said.get("status", ""),
        others=others,
    )
    return request, troubles


def _values(block: _Block) -> tuple[dict[str, str], bool]:
    """Key to text, and whether it was YAML."""
    try:
        return _by_yaml(block), True
    except Unreadable:
        return _by_lines(block), False


def _by_yaml(block: _Block) -> dict[str, str]:
    """Raises Unreadable."""
    read_ = Yaml(textwrap.dedent(block.raw))
    items = read_.items()
    if items is None or len(items) != 1:
        raise Unreadable("no request")
    pairs = read_.pairs(items[0])
    if pairs is None:
        raise Unreadable("no request")
    return {one.key: _plain(one.value) for one in pairs}


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(text for one in value if (text := _plain(one)))
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_plain(one)}" for key, one in value.items())
    return "" if value is None else str(value).strip()


def _by_lines(block: _Block) -> dict[str, str]:
    """The values of lines such as `key: value`, also without the blank; lines below
    belong to the key before.
    """
    found: dict[str, list[str]] = {}
    last = ""
    for line in block.lines:
        pair = _LINE.fullmatch(line)
        key = pair["key"].casefold() if pair else ""
        if pair and key in KEYS:
            last = key
            found.setdefault(last, []).append(pair["value"])
        elif last:
            text = _ITEM.sub("", line, count=1) if _ITEM.match(line) else line
            found[last].append(text)
    return {
        key: "\n".join(
            text for one in texts if (text := one.strip().strip("\"'").strip())
        )
        for key, texts in found.items()
    }


def _date(block: _Block, text: str, troubles: list[Trouble]) -> dt.date | None:
    if not text:
        return None
    when = read_when(text, years=Years())
    if when.date is None:
        troubles.append(Trouble(block.line, f"“{text}”: {when.problem}", block.raw))
    return when.date


def _number(text: str) -> int | None:
    if found := _ISSUE.fullmatch(text):
        return int(found["number"])
    at = _ISSUE_ADDRESS.match(text)
    return int(at["number"]) if at and at["repository"] in _TRACKERS else None


def _links(text: str) -> tuple[tuple[str, ...], str]:
    """Addresses, each once, and what else stands there."""
    found = tuple(dict.fromkeys(_ADDRESS.findall(text)))
    rest = " ".join(_ADDRESS.sub(" ", text).split()).strip("-\"' ")
    return found, rest
