"""What the palette always offers: the pages of a project, and what can be begun there.

Pure. What is looked up in the database stands beside it: `queries.palette`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A page that is offered by its name."""

    name: str
    """May hold `{release}`, `{word}` and `{words}`."""
    route: str
    words: str = ""
    """Other words by which people look for it."""
    is_usual: bool = False
    """It is offered before anything is typed."""
    is_of_release: bool = False
    """It belongs to the release in work, and is offered where there is one."""
    is_of_project: bool = True
    is_own: bool = False
    """It is of use only to whoever is signed in."""


@dataclasses.dataclass(frozen=True, slots=True)
class Around:
    """Who asks, and where; the project's words are empty outside of one."""

    project: str = ""
    release: str = ""
    """The release in work; empty where there is none."""
    word: str = ""
    """What the project calls an enhancement: "VEP"."""
    words: str = ""
    is_signed_in: bool = False


PAGES = (
    Place(
        "Board of {release}",
        "board",
        "freeze checks tracked",
        is_usual=True,
        is_of_release=True,
    ),
    Place("Waiting on me", "waiting", "queue mine todo", is_usual=True, is_own=True),
    Place("My SIG", "my-sig", "group mine team", is_usual=True, is_own=True),
    Place(
        "{release}",
        "release",
        "release current now",
        is_usual=True,
        is_of_release=True,
    ),
    Place("Roadmap", "roadmap", "plan", is_usual=True),
    Place("Releases", "releases", "schedules", is_usual=True),
    Place("SIGs", "sigs", "groups teams", is_usual=True),
    Place("People", "people", "owners reviewers approvers", is_usual=True),
    Place("{words}", "browse", "enhancements list search", is_usual=True),
    Place("Home", "home", "overview start"),
    Place("What changed", "changes", "news history"),
    Place("Freeze party of {release}", "party", "call", is_of_release=True),
    Place("Exceptions of {release}", "exceptions", "requests", is_of_release=True),
    Place("Capacity for {release}", "capacity", "load reviews", is_of_release=True),
    Place("Drift in {release}", "drift", "differ disagree", is_of_release=True),
    Place("Untracked work for {release}", "untracked", "pulls", is_of_release=True),
    Place("Comments for {release}", "comments", "letters", is_of_release=True),
    Place("Snapshots of {release}", "snapshots", "boards kept", is_of_release=True),
    Place("Schedule of {release}", "schedule", "dates deadlines", is_of_release=True),
    Place("Notes of {release}", "notes", "release notes", is_of_release=True),
    Place("Feature gates", "gates", "switches"),
    Place("Help wanted", "help", "contribute"),
    Place("Reports", "reports", "survival slips figures"),
    Place("Problems", "problems", "errors unread"),
    Place("Sources", "sources", "reading sync repositories"),
    Place("Guide", "guide", "how process"),
    Place("My page", "me", "account tokens profile", is_of_project=False, is_own=True),
    Place("My mail", "mail", "mailbox messages", is_of_project=False, is_own=True),
)
BEGIN = (
    Place("Propose a {word}", "propose", "new write enhancement start", is_usual=True),
    Place(
        "Ask for an exception in {release}",
        "exception-new",
        "new request freeze past",
        is_of_release=True,
        is_own=True,
    ),
)
"""What leads to a form. Nothing is written from the palette itself."""


def offered(places: Sequence[Place], text: str, around: Around) -> list[Place]:
    """The places that fit the text, named for who asks; the usual ones where nothing
    was typed. Those that begin with the text come first.
    """
    found = [
        dataclasses.replace(place, name=_named(place, around))
        for place in places
        if (around.release or not place.is_of_release)
        and (around.is_signed_in or not place.is_own)
    ]
    wanted = text.casefold().strip()
    if not wanted:
        return [place for place in found if place.is_usual]
    number = around.release.removeprefix("v")
    fitting = [
        place
        for place in found
        if fits(wanted, place.name, place.words, number if place.is_of_release else "")
    ]
    return sorted(fitting, key=lambda one: not one.name.casefold().startswith(wanted))


def fits(text: str, *said: str) -> bool:
    """Whether every word of the text begins a word that is said, in any order and case.

    >>> fits("exc v1.1", "Exceptions of v1.10")
    True
    >>> fits("ceptions", "Exceptions of v1.10")
    False
    """
    known = _words(said)
    return all(any(one.startswith(word) for one in known) for word in _words([text]))


def _words(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in text.casefold().split()]


def _named(place: Place, around: Around) -> str:
    return place.name.format(
        release=around.release, word=around.word, words=around.words
    )
