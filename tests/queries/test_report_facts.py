"""The statement behind the reports says the same as the rules for one entry."""

from __future__ import annotations

import pytest

from enhancements.policy.outcomes import Word
from enhancements.queries import entries, frame, moments, outcomes
from enhancements.queries.reports import facts
from enhancements.queries.reports.facts import Asked
from tests.support.generated import LENGTH, History, chance, day, fill

pytestmark = pytest.mark.django_db
_ROWS = """
SELECT name, enhancement_id, track, stage, planned, committed, outcome, by, who, reason,
       fate, proof
  FROM fact
"""


def setting(at):
    given = at.isoformat()
    return frame.load("demo", moments.parse(given, now=at), now=at)


def by_sql(shown):
    _, rows = facts.counted(shown, Asked(shown.releases), _ROWS)
    return {
        (one["name"], one["enhancement_id"], one["track"]): (
            one["stage"],
            one["planned"],
            one["committed"],
            one["outcome"],
            one["by"],
            one["who"],
            one["reason"],
            one["proof"],
        )
        for one in rows
    }


def by_rules(shown):
    """One release at a time, by `queries.entries` and `queries.outcomes`."""
    found = {}
    every = entries.of_releases(shown, shown.releases, decided=True)
    for release in shown.releases:
        became = outcomes.of_entries(shown, release, every[release.id])
        for row in every[release.id]:
            one = became[(row.enhancement, row.track)]
            found[(release.name, row.enhancement, row.track)] = (
                row.stage.key,
                row.planned,
                row.committed,
                str(one.outcome.word),
                str(one.outcome.by),
                one.by if one.outcome.by in ("person", "board") else "",
                one.reason if one.outcome.by in ("person", "board") else "",
                one.shown.word if one.shown else None,
            )
    return found


@pytest.mark.parametrize("profile", ["kubevirt", "kubernetes"])
@pytest.mark.parametrize("seed", range(4))
def test_statement_agrees_with_the_rules(profile, seed):
    history = History(profile=profile)
    fill(history, chance(seed))
    seen = set()
    for number in (20, 45, 72, 101, 155, 230, 4 * LENGTH + 30):
        shown = setting(day(number))
        mine, theirs = by_sql(shown), by_rules(shown)
        assert mine == theirs
        seen |= {one[3] for one in mine.values()}
    assert seen == {str(word) for word in Word}


def test_counts_are_those_of_the_rows():
    fill(History(), chance(7))
    shown = setting(day(250))
    kinds = ("place", "sig", "stage")
    found, rows = facts.counted(shown, Asked(shown.releases), _ROWS, by=kinds)
    for counts in found.values():
        assert facts.total(counts) == len(rows)
        for word in Word:
            mine = [one for one in rows if one["outcome"] == word]
            assert facts.total(counts, outcome=str(word)) == len(mine)
    betas = [one for one in rows if one["stage"] == "beta"]
    assert facts.total(found["stage"], stage="beta") == len(betas)
    second = [one for one in rows if one["name"] == "v1.2"]
    assert facts.total(found["place"], place=1) == len(second)


def test_only_the_releases_sigs_and_stages_asked_for_are_counted():
    fill(History(), chance(3))
    shown = setting(day(250))
    listed = "SELECT name, sig, stage, enhancement_id, track FROM fact"
    _, every = facts.counted(shown, Asked(shown.releases), listed)
    asked = Asked(shown.releases[1:2], sigs=("none",), stages=("beta",))
    found, some = facts.counted(shown, asked, listed)
    wanted = [
        one
        for one in every
        if (one["name"], one["sig"], one["stage"]) == ("v1.2", None, "beta")
    ]
    assert sorted(map(str, some)) == sorted(map(str, wanted))
    assert facts.total(found["sig"]) == len(some) > 0


def test_what_was_decided_about_one_that_was_merged_counts_for_the_other():
    history = History()
    own, other = history.enhancement(1), history.enhancement(2)
    history.entry(own, 0, since=5)
    other.merged_into = own
    other.save()
    history.decide(other, 0, "outcome", "shipped", since=110)
    shown = setting(day(120))
    assert [one[3] for one in by_sql(shown).values()] == ["shipped"]
    assert by_sql(shown) == by_rules(shown)


@pytest.mark.parametrize(
    ("until", "expected"),
    [(55, 2), (69, 2), (80, 3), (95, 3)],
    ids=["before the code freeze", "a day before", "after it", "before the release"],
)
def test_lost_by_the_first_freeze_after_its_document_took_it_back(until, expected):
    history = History()
    own = history.enhancement(1)
    history.entry(own, 0, since=5, until=until, moved_to="v1.2")
    shown = setting(day(120))
    _, (row,) = facts.counted(
        shown, Asked(shown.releases), "SELECT lost_at, outcome FROM fact"
    )
    assert row == {"lost_at": expected, "outcome": "slipped"}


def test_what_a_tag_shows_absent_was_lost_with_the_release():
    history = History()
    own = history.enhancement(1)
    history.entry(own, 0, since=5)
    history.prove(own, 0, word="absent")
    shown = setting(day(120))
    _, (row,) = facts.counted(shown, Asked(shown.releases), "SELECT lost_at FROM fact")
    assert row["lost_at"] == len(facts.freeze_keys(shown)) + 1


def test_past_moment_knows_nothing_of_what_came_later():
    history = History()
    own = history.enhancement(1)
    history.entry(own, 0, since=5, until=60, moved_to="v1.2")
    shown = setting(day(50))
    _, (row,) = facts.counted(
        shown, Asked(shown.releases), "SELECT moved_to, ended_at, outcome FROM fact"
    )
    assert row == {"moved_to": None, "ended_at": None, "outcome": "open"}


def test_promise_that_was_made_again_says_what_became_of_it():
    history = History()
    own = history.enhancement(1)
    history.entry(own, 0, since=5, until=20, merged=False)
    history.entry(own, 0, since=20, until=80, moved_to="v1.2")
    history.decide(own, 0, "opt-in", "yes", since=15)
    shown = setting(day(120))
    ((_, _, committed, outcome, *_),) = by_sql(shown).values()
    assert (committed, outcome) == (True, "slipped")
    assert by_sql(shown) == by_rules(shown)
