"""A release's own wording of a text: put in force, taken back, never lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from enhancements import profiles
from enhancements.actions import outreach, release_letters
from enhancements.actions.outreach import OutreachClashed
from enhancements.actions.release_letters import LetterClashed, LetterUnknown
from enhancements.models import Event, Release, ReleaseLetter, Sig, SigOutreach
from enhancements.profiles.edited_letters import LetterRefused, parts_of, tidy
from enhancements.profiles.letters_loader import letters_of
from tests.support.boards import fill

pytestmark = pytest.mark.django_db
NAME = "party-tracked"
NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
PARTS = {"text": "Ours: {{title}}", "commands": ""}


def days(number: float) -> dt.datetime:
    """So many days from then."""
    return NOW + dt.timedelta(days=number)


@pytest.fixture
def release(demo) -> Release:
    fill(demo, 1)
    return Release.objects.select_related("project").get(name="v1.9")


def change(release: Release, text: str | None, *, seen: int = 0, at: float = 0):
    return release_letters.change(
        release=release,
        name=NAME,
        parts=None if text is None else {**PARTS, "text": text},
        by="ann",
        reason="Shorter.",
        seen=seen,
        now=days(at),
    )


def test_text_is_in_force_from_its_moment_on(release):
    first = change(release, "One {{title}}  \n\n", at=-2)
    second = change(release, "Two {{title}}", seen=first.pk, at=-1)

    assert first.parts == {"text": "One {{title}}", "commands": ""}
    rows = list(ReleaseLetter.objects.order_by("since"))
    assert [(one.parts["text"], one.until) for one in rows] == [
        ("One {{title}}", days(-1)),
        ("Two {{title}}", None),
    ]
    events = Event.objects.filter(kind="letter-changed").order_by("happened_at")
    assert [(one.old, one.new["text"], one.by) for one in events] == [
        (None, "One {{title}}", "ann"),
        (first.parts, "Two {{title}}", "ann"),
    ]
    assert events[0].subject == "v1.9 party-tracked"
    assert events[0].release == release
    # Nothing is said twice.
    assert change(release, "Two {{title}}", seen=second.pk) == second
    assert Event.objects.filter(kind="letter-changed").count() == 2


def test_profiles_own_words_are_no_change(release):
    profile = profiles.load("kubevirt")
    stands = letters_of(profile).text(NAME)
    assert stands is not None
    own = tidy(parts_of(stands))
    assert change(release, own["text"]) is None
    assert not ReleaseLetter.objects.exists()
    first = change(release, "Ours.", at=-2)
    back = change(release, own["text"], seen=first.pk, at=-1)
    assert back is not None
    assert back.parts is None


def test_who_saw_something_else_changes_nothing(release):
    first = change(release, "One.", at=-2)
    for seen in (0, first.pk + 1000):
        with pytest.raises(LetterClashed) as clashed:
            change(release, "Two.", seen=seen)
        assert clashed.value.by == "ann"
    undone = {"release": release, "name": NAME, "by": "bob", "seen": first.pk}
    release_letters.undo(**undone, now=days(-1))
    with pytest.raises(LetterClashed):
        release_letters.undo(**undone, now=days(0))
    assert ReleaseLetter.objects.get(until=None).parts is None


def test_last_change_is_taken_back_step_by_step(release):
    first = change(release, "One.", at=-3)
    second = change(release, "Two.", seen=first.pk, at=-2)

    third = release_letters.undo(
        release=release, name=NAME, by="bob", seen=second.pk, now=days(-1)
    )
    assert third is not None
    assert third.parts == first.parts
    assert third.reason == "Took back what ann changed."
    # To take that back is to have the second again.
    fourth = release_letters.undo(
        release=release, name=NAME, by="bob", seen=third.pk, now=days(0)
    )
    assert fourth is not None
    assert fourth.parts == second.parts


def test_first_change_taken_back_is_the_profile_again(release):
    first = change(release, "One.", at=-2)
    back = release_letters.undo(
        release=release, name=NAME, by="bob", seen=first.pk, now=days(-1)
    )
    assert back is not None
    assert back.parts is None


def test_what_cannot_be_read_is_refused_whole(release):
    with pytest.raises(LetterRefused, match="there is no name 'tittle'"):
        change(release, "{{tittle}}")
    with pytest.raises(LetterUnknown):
        release_letters.change(
            release=release,
            name="party-tracked.tea",
            parts=PARTS,
            by="ann",
            reason="x",
            seen=0,
            now=days(0),
        )
    with pytest.raises(LetterUnknown):
        release_letters.undo(release=release, name=NAME, by="a", seen=1, now=days(0))
    assert not ReleaseLetter.objects.exists()
    assert not Event.objects.filter(kind="letter-changed").exists()


def test_wordings_are_kept_for_ever(release):
    first = change(release, "One.", at=-2)
    second = change(release, "Two.", seen=first.pk, at=-1)
    for act in (
        first.delete,
        lambda: ReleaseLetter.objects.filter(pk=second.pk).update(by="eve"),
        lambda: ReleaseLetter.objects.filter(pk=first.pk).update(until=days(0)),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def said(sig: Sig, *, wanted: bool, seen: int = 0, at: float = 0) -> SigOutreach:
    return outreach.set_wanted(
        sig=sig, is_wanted=wanted, by="olga", reason=" Busy. ", seen=seen, now=days(at)
    )


def test_sig_is_left_out_and_written_to_again(release):
    del release
    sig = Sig.objects.select_related("project").get(name="compute")
    first = said(sig, wanted=False, at=-2)
    assert said(sig, wanted=False, seen=first.pk) == first
    with pytest.raises(OutreachClashed, match="olga changed it meanwhile"):
        said(sig, wanted=True)
    second = said(sig, wanted=True, seen=first.pk, at=-2)

    first.refresh_from_db()
    assert first.until == second.since == days(-2) + dt.timedelta(microseconds=1)
    events = Event.objects.filter(kind="outreach-set").order_by("happened_at")
    assert [(one.old, one.new, one.sig, one.reason) for one in events] == [
        (None, {"is_wanted": False}, sig, "Busy."),
        ({"is_wanted": False}, {"is_wanted": True}, sig, "Busy."),
    ]
    for act in (
        first.delete,
        lambda: SigOutreach.objects.filter(pk=second.pk).update(is_wanted=False),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
