"""What the palette always offers: the pages of a project, and what can be begun there.

Pure. What is looked up in the database stands beside it: `queries.palette`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from enhancements.languages import gettext, gettext_noop


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A page that is offered by its name."""

    name: str
    """May hold `%(release)s`, `%(word)s` and `%(words)s`; `gettext` says it."""
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
        gettext_noop("Board of %(release)s"),
        "board",
        "freeze checks tracked",
        is_usual=True,
        is_of_release=True,
    ),
    Place(
        gettext_noop("Waiting on me"),
        "waiting",
        "queue mine todo",
        is_usual=True,
        is_own=True,
    ),
    Place(
        gettext_noop("My SIG"), "my-sig", "group mine team", is_usual=True, is_own=True
    ),
    Place(
        "%(release)s",
        "release",
        "release current now",
        is_usual=True,
        is_of_release=True,
    ),
    Place(gettext_noop("Roadmap"), "roadmap", "plan", is_usual=True),
    Place(gettext_noop("Releases"), "releases", "schedules", is_usual=True),
    Place(gettext_noop("SIGs"), "sigs", "groups teams", is_usual=True),
    Place(
        gettext_noop("People"), "people", "owners reviewers approvers", is_usual=True
    ),
    Place("%(words)s", "browse", "enhancements list search", is_usual=True),
    Place(gettext_noop("Home"), "home", "overview start"),
    Place(gettext_noop("What changed"), "changes", "news history"),
    Place(
        gettext_noop("Freeze party of %(release)s"), "party", "call", is_of_release=True
    ),
    Place(
        gettext_noop("Exceptions of %(release)s"),
        "exceptions",
        "requests",
        is_of_release=True,
    ),
    Place(
        gettext_noop("Capacity for %(release)s"),
        "capacity",
        "load reviews",
        is_of_release=True,
    ),
    Place(
        gettext_noop("Drift in %(release)s"),
        "drift",
        "differ disagree",
        is_of_release=True,
    ),
    Place(
        gettext_noop("Untracked work for %(release)s"),
        "untracked",
        "pulls",
        is_of_release=True,
    ),
    Place(
        gettext_noop("Comments for %(release)s"),
        "comments",
        "letters",
        is_of_release=True,
    ),
    Place(
        gettext_noop("Snapshots of %(release)s"),
        "snapshots",
        "boards kept",
        is_of_release=True,
    ),
    Place(
        gettext_noop("Schedule of %(release)s"),
        "schedule",
        "dates deadlines",
        is_of_release=True,
    ),
    Place(
        gettext_noop("Notes of %(release)s"),
        "notes",
        "release notes",
        is_of_release=True,
    ),
    Place(gettext_noop("Feature gates"), "gates", "switches"),
    Place(gettext_noop("Help wanted"), "help", "contribute"),
    Place(gettext_noop("Reports"), "reports", "survival slips figures"),
    Place(gettext_noop("Problems"), "problems", "errors unread"),
    Place(gettext_noop("Sources"), "sources", "reading sync repositories"),
    Place(gettext_noop("Guide"), "guide", "how process"),
    Place(
        gettext_noop("My page"),
        "me",
        "account tokens profile",
        is_of_project=False,
        is_own=True,
    ),
    Place(
        gettext_noop("My mail"),
        "mail",
        "mailbox messages",
        is_of_project=False,
        is_own=True,
    ),
)
BEGIN = (
    Place(
        gettext_noop("Propose a %(word)s"),
        "propose",
        "new write enhancement start",
        is_usual=True,
    ),
    Place(
        gettext_noop("Ask for an exception in %(release)s"),
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
        (place, dataclasses.replace(place, name=gettext(place.name, **_values(around))))
        for place in places
        if (around.release or not place.is_of_release)
        and (around.is_signed_in or not place.is_own)
    ]
    wanted = text.casefold().strip()
    if not wanted:
        return [place for _, place in found if place.is_usual]
    number = around.release.removeprefix("v")
    # In English as well, whose words are those of addresses.
    fitting = [
        place
        for source, place in found
        if fits(
            wanted,
            place.name,
            source.name % _values(around),
            place.words,
            number if place.is_of_release else "",
        )
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


def _values(around: Around) -> dict[str, str]:
    return {"release": around.release, "word": around.word, "words": around.words}
