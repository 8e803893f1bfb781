"""F34, F38, F39: a wrong clock, changed settings, two versions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unittest import mock

from django.test import override_settings
from django.utils import timezone

from enhancements.actions import dirt, projects
from enhancements.actions.streams import Place
from enhancements.models import Dirty, Item, Job, Repository, Stream
from enhancements.sources import sync
from tests.faults import rig as rigs
from tests.faults.cases import ACTIONS, GITHUB, case, no, nothing, replaced, yes
from tests.faults.cases_wire import small_pages

if TYPE_CHECKING:
    from enhancements.fakehub.calls import Answer, Request
    from tests.faults.rig import Rig

PLANS = rigs.PLANS
_LAST_SECOND = re.compile(r"(?<=^\d{4}-\d\d-\d\dT\d\d:\d\d):59Z$")


def by_our_clock(stream: Any, page: Any) -> Place:
    """A list was read up to now, as we see it."""
    return Place(stream, since=timezone.now(), is_finished=not page.has_more)


@case(
    "F34 clock",
    "Our clock is ten minutes or a day wrong",
    without=replaced(f"{GITHUB}.poll._place", by_our_clock),
)
def clock(rig: Rig) -> None:
    rig.synced()
    for error in (600, -600, 86_400):
        rig.misset(error)
        rig.touch(*rig.rng.sample(rig.numbers(), 3))
        rig.look()
        rig.touch(*rig.rng.sample(rig.numbers(), 3))
        rig.mark(rig.number())
        rig.look()
        rig.misset(-error)
        rig.touch(rig.number())
        rig.look()
        found = rig.differences()
        assert not found, f"{error} s: {found[:3]}"
    rig.finish()


@case(
    "F34 app",
    "An App's statements of a wrong clock",
    without=replaced(f"{GITHUB}.credentials.App.renew", no),
)
def statements(rig: Rig) -> None:
    with rig.as_app():
        rig.misset(rig.rng.choice([-600, -900, 900, 86_400]))
        rig.synced()
        rig.change(5)
        rig.finish()


def in_leap_second(told: Any) -> Any:
    """An answer in which what happened in a minute's last second was in a 61st."""
    if isinstance(told, dict):
        return {key: in_leap_second(value) for key, value in told.items()}
    if isinstance(told, list):
        return [in_leap_second(one) for one in told]
    return _LAST_SECOND.sub(":60Z", told) if isinstance(told, str) else told


def _leap(_: Request, answer: Answer) -> None:
    answer.body = in_leap_second(answer.body)


@case(
    "F34 leap",
    "Things change in a leap second, and GitHub says so",
    without=replaced(f"{GITHUB}.answers.without_leap_second", str),
)
def leap_second(rig: Rig) -> None:
    rig.synced()
    rig.alter(_leap)
    for _ in range(2):
        numbers = rig.rng.sample(rig.numbers(), 3)
        # Each change there takes a second.
        rig.pass_time((57 - int(rig.clock.now())) % 60)
        rig.touch(*numbers)
        moments = [rig.world.issue(PLANS, one).updated_at for one in numbers]
        assert 59 in [one % 60 for one in moments], moments
        rig.look()
        rig.settle()
        given_up = Dirty.objects.filter(dead_at__isnull=False)
        assert not given_up.exists(), given_up[0].error
        found = rig.differences()
        assert not found, found[:3]
    rig.as_told()
    rig.finish()


_known = projects._repositories


def forgetful(project: Any, host: str) -> dict[str, Repository]:
    """Who was tracked once is unknown."""
    rows = _known(project, host)
    return {name: row for name, row in rows.items() if row.removed_at is None}


@case(
    "F38 again",
    "Repositories removed, added again, in another case, twice",
    without=replaced(f"{ACTIONS}.projects._repositories", forgetful),
)
def again(rig: Rig) -> None:
    rig.world.add_repo("acme/code")
    rig.world.open_issue("acme/code", "Elsewhere", by="bela")
    rig.synced(PLANS, "acme/code")
    rig.track(PLANS)
    rig.hub.log.clear()
    rig.touch(1, place="acme/code")
    rig.change(5)
    rig.settle()
    code = rig.world.repo("acme/code").id
    assert not [e for e in rig.asked() if "code" in e.path or str(code) in e.path]
    assert Item.objects.get(repository__name="acme/code").gone_at is None
    rig.track("Acme/PLANS", "acme/CODE", "acme/code")
    assert Repository.objects.count() == 2, "a row for each spelling"
    rig.settle()
    assert not rig.asked("Issues"), "it began anew"
    rig.finish()


@case(
    "F38 typo",
    "Names of repositories that are not there",
    without=replaced(f"{GITHUB}.pump._note", nothing),
)
def typo(rig: Rig) -> None:
    rig.track(PLANS, "acme/plams", "nobody/nothing")
    for _ in range(3):
        rig.look()
    errors = dict(Repository.objects.values_list("name", "error"))
    assert errors[PLANS] == ""
    assert "not find" in errors["acme/plams"], errors
    assert "not find" in errors["nobody/nothing"], errors
    assert not rig.differences()
    rig.track(PLANS)
    rig.change(3)
    rig.finish()


@case(
    "F38 none",
    "No repositories, no credential, a wrong one, and then the right one",
    without=replaced(f"{ACTIONS}.mirror_state.trouble", no),
)
def none(rig: Rig) -> None:
    for token, words in (("", "TRACKER_GITHUB_TOKEN"), ("ghp_no", "not accept")):
        rig.track(PLANS)
        with override_settings(GITHUB_TOKEN=token):
            rig.look()
        rig.repository.refresh_from_db()
        assert words in rig.repository.error, rig.repository.error or "nothing said"
        assert not Item.objects.exists()
    projects.track_repositories(
        project=rig.repository.project, host=rig.repository.host, names=[], by="tester"
    )
    assert rig.look() == []
    rig.synced()
    rig.finish()


@case(
    "F38 namesake",
    "While items are looked for, another repository takes the name",
    without=replaced(f"{GITHUB}.fetch.may_conclude", yes),
)
def namesake(rig: Rig) -> None:
    rig.synced()
    rig.mark(*rig.rng.sample(rig.numbers(), 4), reason=dirt.RECONCILE)
    rig.world.rename_repo(PLANS, "proposals")
    rig.world.add_repo(PLANS)
    with override_settings(POLL_SECONDS=10_000):
        for _ in range(3):
            rig.pass_time(70)
            rig.pump()
            rig.nothing_gone()
    rig.finish()


def insisting(*_: object) -> None:
    """Ask for the same place again another time."""
    raise  # noqa: PLE0704 - in an except clause


@case(
    "F39 places",
    "Places in lists as another version wrote them",
    without=replaced(f"{GITHUB}.full.begin_anew", insisting),
)
def places(rig: Rig) -> None:
    word = rig.rng.choice(["v2:page=3", f"{rig.hub.api}/repositories/1/issues?page=2"])
    with small_pages(5):
        rig.track()
        rig.hub.faults.add("status", "graphql", skip=1, count=1, status=500)
        rig.look()
        read = Stream.objects.filter(name=Stream.Name.ISSUES, finished_at=None)
        assert read.update(cursor=word, data={"read": 5, "of": "later"}) == 1
        Job.objects.update(checkpoint={"version": 9, "began": True})
        rig.synced()
        rig.check()
        rig.pump(compare=True, seconds=0)
        Stream.objects.filter(name=Stream.Name.SWEEP_ISSUES, finished_at=None).update(
            cursor=word
        )
        rig.change(5)
    rig.finish()


@case(
    "F39 derivation",
    "What follows from news fails, and there are no further news",
    without=replaced(f"{GITHUB}.pump._derive", nothing),
)
def derivation(rig: Rig) -> None:
    rig.synced()
    rig.touch(rig.number())
    with mock.patch.object(sync, "finish", side_effect=RuntimeError("killed")):
        rig.look()
    rig.crashes.clear()
    with mock.patch.object(sync, "finish", wraps=sync.finish) as finish:
        rig.look()
    assert finish.call_count == 1, "nothing was derived"
    rig.finish()


@case(
    "F39 rows",
    "Rows as an older version left them",
    without=replaced(f"{ACTIONS}.sweeps.difference", lambda *_: ""),
)
def rows(rig: Rig) -> None:
    rig.synced()
    older = rig.rng.sample(rig.numbers(), 3)
    items = Item.objects.filter(number__in=older)
    items.update(raw={}, comment_count=0, event_count=0, owed_since=None, head_ref="")
    for item in items:
        item.comments.all().delete()
    rig.touch(*set(rig.numbers()) - set(older))
    rig.finish()
    assert not items.filter(raw={}).exists()
