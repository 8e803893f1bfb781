"""The reports that there are, and how their numbers are said.

Pure. Reports count what was committed and what shipped, never what was planned; what
nothing proves is said as unknown. A share is said as its two numbers ("of 95 betas
committed, 71 shipped"), because a percentage of few cases says more than is known.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from enhancements.languages import gettext, gettext_noop, grouped, ngettext
from enhancements.policy.outcomes import Word
from enhancements.policy.sentences import listed

LOSSES = (Word.REMOVED, Word.DEFERRED, Word.SLIPPED, Word.DROPPED)
"""Outcomes by which a release lost what was committed for it."""
MISSES = (Word.SLIPPED, Word.DEFERRED, Word.REMOVED)
"""Outcomes after which the same stage may come with a later release. What was dropped
was given up, and is a loss but no slip."""
FEW = 5
"""Fewer cases than this are listed one by one: they have no middle worth naming."""
TWICE = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """A report: its address, its words, and what it counts."""

    key: str
    title: str
    question: str
    """What it answers, in a sentence."""
    definition: str
    """What counts, from which facts, as of when."""
    is_of_one: bool = False
    """It is about one release; all others about a range of them."""
    recent: int = 0
    """How many releases a range has when none is asked for; 0 for all."""
    has_freeze: bool = False
    """It asks for one of the freezes."""
    by_stage: bool = True
    """Whether it can be narrowed to a stage."""
    by_pulls: bool = False
    """Whether it can count pull requests instead of entries."""
    is_of_past: bool = False
    """When no range is asked for, it is about the releases that are out and had
    entries."""


SURVIVAL = Report(
    "survival",
    gettext_noop("Freeze survival"),
    gettext_noop("Who passed one freeze and fell out before the next, and why?"),
    gettext_noop(
        "Counted are entries whose SIG opted them in and those committed at the"
        " enhancements freeze: named for the release by something merged when it"
        " ended. An entry is lost at the freeze by which it was deferred, removed,"
        " dropped or moved to a later release, and at the release when its tag shows a"
        " lower stage. Shipped is what a tag or a person proves. An exception is named"
        " as the reason of a loss where the last one asked for the entry in that"
        " release was not granted, or was over before it was met. Unless other"
        " releases are asked for, all are shown that are out and had entries."
    ),
    is_of_past=True,
)
SLIPS = Report(
    "slips",
    gettext_noop("Slips"),
    gettext_noop("What was committed and came later, how much later, and how often?"),
    gettext_noop(
        "A slip is an entry committed at the enhancements freeze that did not ship in"
        " that release: its tag shows a lower stage, its document named a later"
        " release before this one was out, or it was deferred or removed at a freeze."
        " Plans that moved before the freeze are no slips. Its length is counted in"
        " releases, up to the one that shipped the same stage, or else to the one it"
        " is promised for now."
    ),
)
TIME = Report(
    "time-in-stage",
    gettext_noop("Time in stage"),
    gettext_noop("How long does it take from one stage to the next?"),
    gettext_noop(
        "Measured between the release that shipped a stage and the release that"
        " shipped the next stage of the same track, in releases and in days between"
        " the two release dates. Both must be proven to have shipped; what only a"
        " document says is not measured."
    ),
)
STUCK = Report(
    "stuck",
    gettext_noop("Stuck"),
    gettext_noop("What has been in its stage for too long, or missed twice?"),
    gettext_noop(
        "Listed are tracks whose last shipped stage has been out for more releases"
        " than the profile's time box of that stage, with no later stage shipped, and"
        " stages that were committed and missed at least twice and have not shipped"
        " since. Proposals that are finished, withdrawn or rejected are left out."
    ),
)
BURN_UP = Report(
    "burn-up",
    gettext_noop("Burn-up to the freeze"),
    gettext_noop(
        "How did the release fill up to its freeze, and how much of it was added late?"
    ),
    gettext_noop(
        "For the end of each day (Anywhere on Earth) up to the freeze: entries that a"
        " source planned for the release, those planned already on the first day apart"
        " from those added since, and how many of them met the freeze's checks as"
        " judged for that moment. Taken out counts entries that were planned the day"
        " before."
    ),
    is_of_one=True,
    has_freeze=True,
    by_pulls=True,
)
BURN_UP_PULLS = dataclasses.replace(
    BURN_UP,
    definition=gettext_noop(
        "For the end of each day (Anywhere on Earth) up to the freeze: pull requests"
        " on code that belong to an enhancement while a source plans it for the"
        " release, because their own text names it, its tracking issue lists them or"
        " somebody said so here. What names it in passing, was closed without a merge,"
        " goes into another branch or was merged by the first day does not count."
        " Those known on the first day are told apart from those that came since."
    ),
)
"""The same by pull requests; it has the same address, with `by=pulls`."""
LANDING = Report(
    "landing",
    gettext_noop("When changes land"),
    gettext_noop("How close to a freeze are documents merged?"),
    gettext_noop(
        "Counted are commits on the documents' default branch that change at least one"
        " enhancement's document, by days from the end of the freeze as it stands, four"
        " weeks before and after. Day -1 is the last 24 hours before it ended; a commit"
        " within four weeks of two releases' freezes counts for both."
    ),
    recent=1,
    has_freeze=True,
    by_stage=False,
)
LOAD = Report(
    "load",
    gettext_noop("Reviewers' load"),
    gettext_noop(
        "Who is asked to review and approve how much, and how much of it was committed?"
    ),
    gettext_noop(
        "Asked counts entries planned for or committed to the release whose record"
        " names the person as reviewer or approver: at the enhancements freeze, or at"
        " the moment shown while it has not passed. Committed counts those of them"
        " that stood at the freeze. A team counts as named, not as its members."
    ),
    recent=1,
)
COMPARED = Report(
    "releases",
    gettext_noop("Release on release"),
    gettext_noop("How do releases compare: committed, shipped, lost, not proven?"),
    gettext_noop(
        "One line per release: entries committed at its enhancements freeze and what"
        " became of them by the moment shown: by a person's word, the release's tag,"
        " the board or a document, in this order. Added late is what was planned only"
        " after the freeze."
    ),
)
REPORTS = (SURVIVAL, SLIPS, COMPARED, TIME, STUCK, BURN_UP, LANDING, LOAD)


def find(key: str) -> Report | None:
    """The report of this key."""
    return next((one for one in REPORTS if one.key == key), None)


def became(outcomes: Mapping[str, int], *, of_what: str) -> str:
    """What became of things as a base rate, by outcome: "Of 95 entries for Beta
    committed since v1.30, 71 shipped, 20 were lost and 4 are not proven."; `of_what`
    as it stands behind "of so many" in the current language.

    Nothing is said to have shipped, or not to have, where nothing proves it.
    """
    number = sum(outcomes.values())
    shipped = outcomes.get(Word.SHIPPED, 0)
    lost = sum(outcomes.get(word, 0) for word in LOSSES)
    unproven = outcomes.get(Word.NOT_PROVEN, 0)
    open_ = outcomes.get(Word.OPEN, 0)
    given = {"number": grouped(number), "what": of_what}
    if unproven == number:
        return gettext(
            "Of %(number)s %(what)s, nothing proves what became of any.", **given
        )
    if open_ == number:
        return gettext("%(number)s %(what)s, and all still open.", **given)
    said = []
    if shipped or not open_ + unproven:
        said.append(gettext("%(number)s shipped", number=grouped(shipped)))
    elif unproven:
        said.append(gettext("none is proven to have shipped"))
    if lost:
        said.append(ngettext("%(num)s was lost", "%(num)s were lost", lost))
    if unproven:
        said.append(
            ngettext("%(num)s is not proven", "%(num)s are not proven", unproven)
        )
    if open_:
        said.append(ngettext("%(num)s is still open", "%(num)s are still open", open_))
    return gettext("Of %(number)s %(what)s, %(became)s.", became=listed(said), **given)


@dataclasses.dataclass(frozen=True, slots=True)
class Spread:
    """How values are spread, honestly for few of them."""

    count: int
    least: int
    most: int
    middle: int | None
    """The lower median; None for fewer than FEW values."""
    every: tuple[int, ...]
    """All of them in order; empty from FEW on."""

    @property
    def said(self) -> str:
        """In words: "2, 2, 5" for few, else "1 to 7, half of them at most 3"."""
        if not self.count:
            return gettext("no case")
        if self.every:
            return ", ".join(grouped(one) for one in self.every)
        if self.least == self.most:
            return gettext("always %(number)s", number=grouped(self.least))
        return gettext(
            "%(least)s to %(most)s, half of them at most %(middle)s",
            least=grouped(self.least),
            most=grouped(self.most),
            middle=grouped(self.middle or 0),
        )


def spread(values: Sequence[int]) -> Spread:
    """How these values are spread."""
    ordered = sorted(values)
    if not ordered:
        return Spread(0, 0, 0, None, ())
    few = len(ordered) < FEW
    return Spread(
        len(ordered),
        ordered[0],
        ordered[-1],
        None if few else ordered[(len(ordered) - 1) // 2],
        tuple(ordered) if few else (),
    )
