"""The number of a tracking issue, as somebody types it, and the mistakes that are made.

Pure. Real ones: the number of the pull request, the next number that looked free, one
with zeros in front, that of another repository (domain: kubevirt/enhancements #24, #90,
#96, #165, #183, #265, #339).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from enhancements.documents import fields
from enhancements.languages import gettext, gettext_noop
from enhancements.policy.propose.draft import Finding, begins_with_vowel
from enhancements.profiles.schema import Profile

_ADDRESS = re.compile(
    r"(?:https?://)?(?P<repository>[^\s/]+/[\w.-]+/[\w.-]+)"
    r"/(?P<kind>issues?|pull)/(?P<number>[0-9]{1,9})(?:[/?#].*)?"
)
_SUB = re.compile(r"#?[0-9]+\.[0-9.]+")
_SCHEME = re.compile(r"https?://")
_NUMBER = re.compile(r"#?0*(?P<number>[0-9]{1,9})")
FIELD = "issue"
_NO_NUMBER = gettext_noop("Write the issue's number, such as 123, or its address.")
_CLOSED = {"closed": gettext_noop("closed")}


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What the mirror knows of a number of the enhancements' repository."""

    kind: str
    """`issue` or `pull`."""
    title: str
    state: str
    """open, closed or merged."""
    is_tracking: bool = False
    """Whether an enhancement counts it as its tracking issue."""


@dataclasses.dataclass(frozen=True, slots=True)
class Holder:
    """An enhancement that has the number already."""

    key: str
    title: str
    path: str
    """Of its document; empty while there is none."""


def read(
    text: str, profile: Profile, repository: str
) -> tuple[int | None, tuple[Finding, ...]]:
    """The number that is meant, and what is wrong with how it is said.

    `repository` is the address of the page of the enhancements' repository; empty where
    it is unknown, and then any will do.
    """
    found = _ADDRESS.fullmatch(text)
    if found is not None:
        ours = _SCHEME.sub("", repository).casefold()
        if ours and found["repository"].casefold() != ours:
            return _no(
                gettext(
                    "That is an issue of %(repository)s; tracking issues are in"
                    " %(ours)s.",
                    repository=found["repository"],
                    ours=ours,
                )
            )
        if found["kind"] == "pull":
            return _no(_is_pull(profile.word))
        return _number(found["number"], text)
    if _SUB.fullmatch(text):
        return _no(
            gettext(
                "%(text)s is no whole number. A part of another %(word)s gets an issue"
                " of its own, and that issue's number.",
                text=fields.quoted(text),
                word=profile.word,
            )
        )
    digits = _NUMBER.fullmatch(text)
    if digits is None:
        return _no(gettext(_NO_NUMBER))
    return _number(digits["number"], text)


def _is_pull(word: str) -> str:
    if begins_with_vowel(word):
        return gettext(
            "That is a pull request. An %(word)s has the number of its tracking issue,"
            " which is another one.",
            word=word,
        )
    return gettext(
        "That is a pull request. A %(word)s has the number of its tracking issue, which"
        " is another one.",
        word=word,
    )


def _number(digits: str, text: str) -> tuple[int | None, tuple[Finding, ...]]:
    number = int(digits)
    if not 0 < number <= fields.LARGEST_NUMBER:
        return _no(gettext(_NO_NUMBER))
    if text.removeprefix("#").startswith("0"):
        sentence = gettext(
            "Zeros in front are left out: it is %(number)s everywhere.", number=number
        )
        return number, (Finding(FIELD, sentence, stops=False),)
    return number, ()


def _no(sentence: str) -> tuple[None, tuple[Finding, ...]]:
    return None, (Finding(FIELD, sentence),)


def check(
    number: int,
    known: Known | None,
    holders: Sequence[Holder],
    profile: Profile,
    *,
    is_mirrored: bool,
) -> tuple[Finding, ...]:
    """What the tracker knows that speaks against the number, or is to be minded."""
    found: list[Finding] = []
    if known is not None and known.kind == "pull":
        found.append(
            Finding(
                FIELD,
                gettext(
                    "#%(number)s is a pull request, “%(title)s”. Use the number of the"
                    " tracking issue; it is another one.",
                    number=number,
                    title=known.title,
                ),
            )
        )
    elif known is not None:
        found += _about_issue(number, known, profile)
    elif is_mirrored:
        sentence = gettext(
            "No issue #%(number)s was read yet. If you have just opened it, go on. A"
            " number that is only guessed goes to whoever opens the next issue or pull"
            " request.",
            number=number,
        )
        found.append(Finding(FIELD, sentence, stops=False))
    found += [
        Finding(
            FIELD,
            gettext(
                "%(word)s %(number)s, “%(title)s”, has a document already, %(path)s."
                " Change that one, or use your own issue's number.",
                word=profile.word,
                number=number,
                title=one.title,
                path=one.path,
            ),
        )
        for one in holders
        if one.path
    ][:1]
    return tuple(found)


def _about_issue(number: int, known: Known, profile: Profile) -> list[Finding]:
    found = []
    if known.state != "open":
        state = _CLOSED.get(known.state)
        sentence = gettext(
            "Issue #%(number)s is %(state)s; reopen it, or open another one.",
            number=number,
            state=gettext(state) if state else known.state,
        )
        found.append(Finding(FIELD, sentence, stops=False))
    named, _ = profile.issues.split_title(known.title)
    said, _ = fields.read_number(named or "", profile=profile)
    if said is not None and said != number:
        sentence = gettext(
            "The title of issue #%(number)s says %(said)s: “%(title)s”. Correct the"
            " title; the number is %(number)s.",
            number=number,
            said=said,
            title=known.title,
        )
        found.append(Finding(FIELD, sentence, stops=False))
    return found
