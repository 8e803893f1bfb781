"""What people did with releases and exceptions, among what changed."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements.actions import release_life, releases
from enhancements.actions.release_life import Given
from enhancements.api.schemas import Changes
from enhancements.models import ExceptionRequest, ExceptionState, Project
from enhancements.queries import api_changes, changes_page, window
from enhancements.queries.api_releases import ReleaseUnknown
from enhancements.queries.contract import iso
from enhancements.queries.filters import FilterRefused
from tests.support.excepted import excepted
from tests.support.life import LATER, OUT, WORK, release, tell
from tests.support.tracked import day

pytestmark = pytest.mark.django_db
HERE = ("2025-01-01", "2025-06-01")


@pytest.fixture(scope="module")
def told(shared):
    tell(shared)
    shared.begin()
    return shared


def found(demo, *, kind="", at=None, **about):
    setting = demo.at(at)
    days = window.read(HERE[0], "" if at else HERE[1], at=setting.at)
    chosen = {"kind": [kind] if kind else []}
    page = changes_page.page(setting, days, chosen, number=1, **about)
    return page.changes


def lines(demo, **more):
    return [
        (one.at, one.title, one.text, one.new, one.source, one.subject)
        for one in found(demo, **more)
    ]


def live() -> None:
    """v1.10 is opened by mistake and then again, v1.8 closed and opened again."""
    project = Project.objects.get()
    told = {"given": {}, "last": "", "reason": "", "by": "ann"}
    opening = {"project": project, "name": LATER, **told}
    release_life.open_release(now=day(20), **opening)
    release_life.unopen_release(
        release=release(LATER), by="ann", reason="By mistake.", now=day(21)
    )
    date = dt.date(2027, 5, 5)
    given = {"code-freeze": Given("code-freeze", date)}
    release_life.open_release(now=day(22), **{**opening, "given": given})
    release_life.close_release(
        release=release(OUT),
        counts={"shipped": 2, "not-proven": 1},
        by="bob",
        reason="All said.",
        now=day(30),
        out_at=day(29),
    )
    release_life.reopen_release(
        release=release(OUT), by="bob", reason="One was forgotten.", now=day(31)
    )


def test_lives_of_releases(told):
    live()

    assert lines(told, kind="release") == [
        (day(31), "v1.8", "Opened again", "", "@bob", "One was forgotten."),
        (day(30), "v1.8", "Closed", "2 shipped, 1 not proven", "@bob", "All said."),
        (day(22), "v1.10", "Opened", "", "@ann", ""),
        (day(21), "v1.10", "Opening taken back", "", "@ann", "By mistake."),
        (day(20), "v1.10", "Opened", "", "@ann", ""),
    ]
    of_one = found(told, kind="release", about="release", name=LATER)
    assert [one.text for one in of_one] == ["Opened", "Opening taken back", "Opened"]
    assert found(told, kind="release", about="sig", name="compute") == ()
    assert [one.release for one in found(told, at=day(20))][:1] == [LATER]


def test_deadlines_that_people_move_and_leave_alone_again(told):
    where = {"project": Project.objects.get(), "release": WORK, "kind": "code-freeze"}
    date = dt.date(2027, 2, 24)
    releases.correct_deadline(
        **where, date=date, reason="Holidays.", by="ann", now=day(20)
    )
    releases.withdraw_correction(**where, reason="", by="ann", now=day(21))

    dates = [one for one in found(told, kind="deadline") if one.at >= day(20)]
    assert [(one.title, one.at, one.source, one.subject) for one in dates] == [
        (WORK, day(21), "person", ""),
        (WORK, day(20), "ann", "Holidays."),
    ]


def test_exception_that_ran_out(told):
    excepted(told)

    said = "Exception for the VEP freeze of v1.9"
    assert lines(told, kind="exception") == [
        (day(12, 12), "Thing 10", f"{said} ran out", "", "the time granted", ""),
    ]
    assert found(told, kind="exception", at=day(12)) == ()
    for about in ({"about": "sig", "name": "compute"}, {"about": "release"}):
        (one,) = found(told, kind="exception", **{"name": WORK, **about})
        assert (one.key, one.sig, one.release) == ("10", "compute", WORK)
    assert found(told, kind="exception", about="sig", name="network") == ()


def test_exception_that_was_settled_before_did_not_run_out(told):
    excepted(told)
    stands = ExceptionState.objects.get(until=None)
    ExceptionState.objects.filter(pk=stands.pk).update(until=day(11))
    ExceptionState.objects.create(
        request=ExceptionRequest.objects.get(), state="rejected", by="x", since=day(11)
    )

    assert found(told, kind="exception") == ()


def listed(demo, **more):
    setting = demo.at()
    asked = {"since": HERE[0], "until": HERE[1], "release": "", **more}
    kinds, sigs = asked.pop("kind", []), asked.pop("sig", [])
    data = api_changes.listing(setting, {"kind": kinds, "sig": sigs}, **asked)
    Changes.model_validate(data)
    return data["items"]


def test_api_tells_the_same(told):
    live()
    excepted(told)

    both = listed(told, kind=["release,exception"])
    assert [one["kind"] for one in both].count("release") == 5
    assert both[-1] == {
        "at": iso(day(12, 12)),
        "kind": "exception",
        "key": "10",
        "title": "Thing 10",
        "sig": "compute",
        "release": WORK,
        "text": "Exception for the VEP freeze of v1.9 ran out",
        "old": "",
        "new": "",
        "source": "the time granted",
        "subject": "",
        "evidence": None,
    }
    assert len(listed(told)) == len(found(told))
    assert {one["release"] for one in listed(told, kind=["release"], release=OUT)} == {
        OUT
    }


def test_api_refuses_what_there_is_not(told):
    with pytest.raises(FilterRefused, match="“life” is no kind of change"):
        listed(told, kind=["life"])
    for days, name in (
        ({"since": "soon"}, "since"),
        ({"until": "2999-01-01"}, "until"),
    ):
        with pytest.raises(FilterRefused) as refused:
            listed(told, **days)
        assert refused.value.name == name
    with pytest.raises(ReleaseUnknown):
        listed(told, release="v9.9")
