"""What became of each entry of a release, for whoever closes it by hand."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence

from enhancements.languages import gettext, gettext_noop
from enhancements.policy.decisions import OUTCOME, Place, Standing
from enhancements.policy.lives import Life
from enhancements.policy.outcomes import LABELS, By, Word
from enhancements.policy.permissions import Answer
from enhancements.queries import decided, entries, outcomes, weeks
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.outcomes import Became
from enhancements.queries.shapes import EntryRow, Frame, Week
from enhancements.queries.shapes.deciding import StepShown

ORDER = (
    Word.OPEN,
    Word.NOT_PROVEN,
    Word.SLIPPED,
    Word.SHIPPED,
    Word.DEFERRED,
    Word.REMOVED,
    Word.DROPPED,
)
"""What somebody has to look at first, first."""
MEANINGS = {
    Word.OPEN: gettext_noop(
        "The release is not out yet, and nothing says what became of these."
    ),
    Word.NOT_PROVEN: gettext_noop(
        "The release is out, and neither a tag nor a person says that these are in it."
        " They stay so until somebody closes them."
    ),
    Word.SLIPPED: gettext_noop(
        "Proven absent at the tag, or moved to a later release in time."
    ),
    Word.SHIPPED: gettext_noop(
        "The tag proves them, or a person closed them with a reason."
    ),
    Word.DEFERRED: gettext_noop("Their SIG took them to a later release."),
    Word.REMOVED: gettext_noop("The release team took them out."),
    Word.DROPPED: gettext_noop(
        "Their documents took the promise back, for no later release."
    ),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Closed:
    """An entry with what became of it."""

    number: int
    """Its place on the page, by which forms name it."""
    entry: EntryRow
    became: Became
    said: Standing | None
    """What somebody said by hand, as it stands now."""

    @property
    def word(self) -> Word:
        """What became of it."""
        return self.became.outcome.word

    @property
    def label(self) -> str:
        """That word as people read it."""
        return gettext(LABELS[self.word])

    @property
    def by(self) -> By:
        """Who says so."""
        return self.became.outcome.by


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Entries of which the same became."""

    word: Word
    rows: tuple[Closed, ...]

    @property
    def label(self) -> str:
        """The word as people read it."""
        return gettext(LABELS[self.word])

    @property
    def meaning(self) -> str:
        """What it means, in a sentence or two."""
        return gettext(MEANINGS[self.word])


@dataclasses.dataclass(frozen=True, slots=True)
class ClosingPage:
    """Everything the page shows."""

    frame: Frame
    week: Week
    life: Life
    groups: tuple[Group, ...]
    total: int
    answer: Answer
    """Whether who asks may say what became of an entry."""
    closer: Answer
    """Whether who asks may close the release."""
    following: str
    """The next release; empty when sources name none."""
    step: StepShown | None = None
    error: str = ""
    reason: str = ""

    @property
    def unproven(self) -> int:
        """Entries that nothing proves."""
        return next(
            (len(one.rows) for one in self.groups if one.word == Word.NOT_PROVEN), 0
        )


def rows(setting: Setting, release: Dates) -> list[Closed]:
    """Every entry with what became of it, in three SQL statements.

    Those planned, committed, or decided about; by SIG and number.
    """
    found = entries.of_releases(setting, [release], decided=True)[release.id]
    became = outcomes.of_entries(setting, release, found)
    ids = [row.enhancement for row in found]
    stands = decided.standing(releases=[release.id], ids=ids)
    return [
        Closed(n, row, became[row.place], _said(stands, release, row))
        for n, row in enumerate(found)
    ]


def _said(
    stands: dict[Place, list[Standing]], release: Dates, row: EntryRow
) -> Standing | None:
    place = Place(release.id, row.enhancement, row.track, OUTCOME)
    return next(iter(stands.get(place, ())), None)


def groups(found: Sequence[Closed]) -> tuple[Group, ...]:
    """The entries by what became of them, in ORDER."""
    return tuple(
        Group(word, mine)
        for word in ORDER
        if (mine := tuple(one for one in found if one.word == word))
    )


def counts(found: Sequence[Closed]) -> dict[str, int]:
    """How many became what, for the history of the release."""
    return dict(Counter(str(one.word) for one in found))


def page(
    setting: Setting,
    release: Dates,
    *,
    answer: Answer,
    closer: Answer,
    step: StepShown | None = None,
) -> ClosingPage:
    """The page; three SQL statements."""
    found = rows(setting, release)
    names = [one.name for one in setting.releases]
    place = names.index(release.name) + 1
    return ClosingPage(
        frame=setting.frame,
        week=weeks.of_release(setting, release),
        life=setting.life(release),
        groups=groups(found),
        total=len(found),
        answer=answer,
        closer=closer,
        following=names[place] if place < len(names) else "",
        step=step,
    )
