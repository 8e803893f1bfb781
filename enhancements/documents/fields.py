"""Values of single fields, read from the text that an author wrote for them.

Each reader gives (value, problem). A value of None without a problem means that
the text decides nothing: it is blank, "TBD", "N/A" or the template's example.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from enhancements.documents.versions import parse_release
from enhancements.profiles import Profile

LARGEST_NUMBER = 999_999_999
LONGEST_TITLE = 1000
LONGEST_QUOTE = 60
"""Characters of an author's text that a sentence repeats."""

_UNDECIDED = re.compile(
    r"(?:tbd|tba|tbc|todo|never|n\s?/\s?a|n\.a\.?|none|not applicable"
    r"|to be (?:decided|determined)|undecided|unknown|skipped"
    r"|\?+|-+|\u2013|\u2014|\u2026|\.{2,})(?:[\s,;:.(\u2013\u2014-].*)?",
    re.IGNORECASE | re.DOTALL,
)
_EXAMPLE_RELEASE = re.compile(r"v?(?:x|[0-9]+)\.[xyz](?:\.[xyz0-9]+)?", re.IGNORECASE)
_RELEASE = re.compile(
    r"(?:(?P<project>[a-z]{2,})\s+)?(?P<release>v?\s?[0-9][0-9.]*(?:\.x)?)\s*(?:\(.*\))?\.?",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER = re.compile(r"\\?#?\s*0*([0-9]{1,12})")
_HANDLE = re.compile(r"@([a-z0-9](?:[a-z0-9-]{0,38})(?:/[\w.-]+)?)", re.IGNORECASE)
_BARE_HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38})", re.IGNORECASE)
_PROFILE_URL = re.compile(
    r"(?:https?://)?github\.com/([a-z0-9][a-z0-9-]{0,38})/?(?![\w/-])", re.IGNORECASE
)
_TEMPLATE_TITLES = frozenset(
    {"short descriptive title", "your short, descriptive title"}
)
_MARKS = re.compile(r"[`*]")
_LINKED = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")


def is_undecided(text: str) -> bool:
    """Whether a text leaves its field open: blank, "TBD", "N/A", "-", "?"."""
    return not text or _UNDECIDED.fullmatch(text) is not None


def read_release(text: str, *, profile: Profile) -> tuple[str | None, str]:
    """The release that a target names; a comment in parentheses may follow it."""
    words = _MARKS.sub("", _LINKED.sub(r"\1", text)).strip()
    if is_undecided(words) or _EXAMPLE_RELEASE.fullmatch(words.rstrip(".")):
        return None, ""
    found = _RELEASE.fullmatch(words)
    names = {None, "release", "version", profile.title.casefold()}
    if found is not None and (found["project"] or "").casefold() in {*names, ""}:
        release = parse_release(found["release"].replace(" ", ""))
        if release is not None:
            return release, ""
    return None, (
        f"{quoted(text)} is no single release; write one such as v1.9, with "
        "remarks in parentheses after it, or leave it blank."
    )


def read_number(text: str, *, profile: Profile) -> tuple[int | None, str]:
    """The number of an enhancement: 10 of "10", "#10", "VEP 0010"."""
    words = text.strip()
    if is_undecided(words):
        return None, ""
    bare = words.casefold().removeprefix(profile.word.casefold())
    if len(bare) < len(words):
        bare = bare.lstrip(" \t:-")
    found = _NUMBER.fullmatch(bare)
    if found is not None and 0 < int(found[1]) <= LARGEST_NUMBER:
        return int(found[1]), ""
    return None, (
        f"{quoted(text)} is no number of {_a(profile.word)}; write the whole number "
        "of its tracking issue."
    )


def read_status(text: str, *, profile: Profile) -> tuple[str | None, str]:
    """The key of the status that a text names."""
    if is_undecided(text.strip()):
        return None, ""
    status = profile.status(text)
    if status is not None:
        return status.key, ""
    known = ", ".join(status.key for status in profile.statuses)
    return None, f"{quoted(text)} is no known status; write one of {known}."


def read_stage(text: str, *, profile: Profile) -> tuple[str | None, str]:
    """The key of the stage that a text names."""
    if is_undecided(text.strip()):
        return None, ""
    stage = profile.stage(text)
    if stage is not None:
        return stage.key, ""
    known = ", ".join(stage.key for stage in profile.stages if stage.ladder)
    return None, f"{quoted(text)} is no known stage; write one of {known}."


def read_sig(text: str, *, profile: Profile) -> tuple[str | None, str]:
    """The bare name of the SIG that a text names."""
    if is_undecided(text.strip()):
        return None, ""
    name = profile.sig_name(text)
    if name is not None:
        return name, ""
    if text.strip() in profile.documents.meta_directories:
        return None, ""
    example = f"{profile.documents.sig_prefix}compute"
    return None, f"{quoted(text)} names no SIG; write one such as {example}."


def read_title(text: str, *, profile: Profile) -> tuple[str | None, str]:
    """A title on one line; the template's own is none."""
    words = " ".join(text.split())
    if words.casefold() in _TEMPLATE_TITLES:
        what = f"of {_a(profile.word)}"
        return None, f"{quoted(words)} is the template's; write the title {what}."
    return words[:LONGEST_TITLE] or None, ""


def read_day(text: str, *, profile: Profile) -> tuple[str | None, str]:
    """A day as ISO text, `2026-05-22`; the same for all profiles."""
    del profile
    if is_undecided(text.strip()) or text.strip().casefold() == "yyyy-mm-dd":
        return None, ""
    try:
        return dt.date.fromisoformat(text.strip()).isoformat(), ""
    except ValueError:
        return None, f"{quoted(text)} is no day; write it as 2026-05-22."


def read_people(items: Sequence[str]) -> tuple[list[str] | None, str]:
    """GitHub handles without their @, in order; those still to be named left out.

    None when nobody is named although something is written.
    """
    people: list[str] = []
    strange: list[str] = []
    for item in items:
        names = _handles(item)
        if not names and not is_undecided(item.strip()):
            strange.append(quoted(item))
        people.extend(name for name in names if name not in people)
    if strange:
        return None, (
            f"No GitHub handle in {', '.join(strange)}; write handles such as @name."
        )
    return (people if people or not items else None), ""


def read_names(items: Sequence[str]) -> tuple[list[str] | None, str]:
    """Names such as feature gates, without code marks; open ones left out."""
    words = [_MARKS.sub("", item).strip() for item in items]
    names = [word for word in words if not is_undecided(word)]
    return (names if names or not items else None), ""


def _handles(item: str) -> list[str]:
    found = _HANDLE.findall(item)
    if found:
        return list(found)
    found = _PROFILE_URL.findall(item)
    if found:
        return list(found)
    word = _MARKS.sub("", item).strip()
    if is_undecided(word) or _BARE_HANDLE.fullmatch(word) is None:
        return []
    return [word]


def quoted(text: str) -> str:
    """A text in quotes for a sentence, cut where it is long."""
    words = " ".join(text.split())
    cut = words[:LONGEST_QUOTE]
    return f'"{words}"' if cut == words else f'"{cut}…"'


def _a(word: str) -> str:
    return f"{'an' if word[:1].upper() in 'AEIOU' else 'a'} {word}"
