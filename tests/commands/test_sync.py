from __future__ import annotations

import datetime as dt
import io
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from enhancements.actions.leases import Taken
from enhancements.management.commands import sync as command
from enhancements.models import Budget, Item, Project, Repository
from enhancements.sources import sync as reading
from tests.support.mirrored import fill, mirrored
from tests.support.tracked import day, vep

WARM = "veps/sig-compute/10-warm-standby/vep.md"


def sync(*words):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("sync", *words, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


@pytest.fixture(autouse=True)
def _tracked(demo):
    demo.track("documents", "rosters")
    demo.commit({WARM: vep(10, alpha="v1.8", beta="soon")}, day(1))


def test_sync_says_what_it_brought():
    assert sync("demo") == (
        (
            "demo: 1 documents, 1 enhancements; 1 new versions (of 1); claims: 8 added,"
            " 0 closed, 0 retracted; 1 problems\n"
        ),
        "",
        "",
    )


def test_sync_again_says_that_there_is_nothing_new():
    sync("demo")

    assert sync("demo")[0] == (
        "demo: 1 documents, 1 enhancements; 0 new versions (of 1); claims: 0 added,"
        " 0 closed, 0 retracted; 1 problems\n"
    )


def test_sync_without_a_name_reads_every_project():
    Project.objects.create(name="another", profile="sample")
    out, err, failed = sync()

    assert [line.partition(":")[0] for line in out.splitlines()] == ["another", "demo"]
    assert (err, failed) == ("", "")


def test_unknown_project_is_refused():
    assert sync("other") == ("", "", "“other” is not tracked. Tracked: demo.")


def test_failing_source_is_told_and_fails_the_command(demo):
    shutil.rmtree(demo.folder / "rosters")
    out, err, failed = sync("demo")

    assert out.startswith("demo: 1 documents, 1 enhancements; 1 new versions")
    assert err == f"  rosters: {demo.source('rosters').error}\n"
    assert failed == "Not everything could be read: demo. What was read is kept."


def test_profile_that_is_gone_fails_the_command():
    Project.objects.update(profile="nothing")
    out, err, failed = sync("demo")

    assert (out, failed) == (
        "",
        "Not everything could be read: demo. What was read is kept.",
    )
    assert err.startswith("There is no profile 'nothing'")


def test_rewritten_history_is_told(demo):
    sync("demo")
    demo.commit({WARM: vep(10, alpha="v1.9")}, day(2), parents=[])

    assert sync("demo")[0].splitlines()[1] == (
        "  documents: upstream rewrote its history; what is no longer part of it was"
        " retracted"
    )


def test_sync_reads_github_too_and_compares_on_request(demo, settings):
    with mirrored(settings, project=demo.project) as mirror:
        fill(mirror.world, 2)
        out, err, failed = sync("demo", "--reconcile")
        assert (out.splitlines()[1:], err, failed) == (
            [
                "  acme/plans: 2 new or changed",
                "  acme/plans: compared 2; nothing differed",
            ],
            "",
            "",
        )


def test_sync_says_what_is_wrong_with_github(demo, settings):
    with mirrored(settings, project=demo.project):
        settings.GITHUB_TOKEN = ""
        _, err, failed = sync("demo")
        assert "no credential" in err
        assert failed


def test_sync_leaves_a_repository_that_a_worker_has(demo, settings, monkeypatch):
    def busy(**_):
        raise Taken("acme/plans is being read by another process just now.")

    monkeypatch.setattr(command, "pump", busy)
    with mirrored(settings, project=demo.project):
        _, err, failed = sync("demo")
        assert err == "acme/plans is being read by another process just now.\n"
        assert failed


def test_sync_derives_once_when_all_repositories_are_read(demo, settings, monkeypatch):
    real, calls = reading.finish, []
    monkeypatch.setattr(
        reading, "finish", lambda **given: calls.append(given) or real(**given)
    )
    with mirrored(settings, project=demo.project) as mirror:
        mirror.world.add_repo("acme/code")
        Repository.objects.create(
            project=demo.project, host=mirror.repository.host, name="acme/code"
        )
        fill(mirror.world, 1)
        fill(mirror.world, 1, repo="acme/code")
        assert sync("demo")[1:] == ("", "")
        assert [one["project"] for one in calls] == [demo.project]
        assert list(Item.objects.values_list("owed_since", flat=True)) == [None, None]


def test_sync_leaves_deriving_to_who_is_at_it(demo, settings, monkeypatch):
    def busy(**_):
        raise reading.AlreadyRunning("demo is being read by another process just now.")

    monkeypatch.setattr(reading, "finish", busy)
    with mirrored(settings, project=demo.project):
        _, err, failed = sync("demo")
        assert err == "demo is being read by another process just now.\n"
        assert failed


def test_sync_by_hand_may_use_what_is_kept_for_who_waits(settings):
    with mirrored(settings) as mirror:
        mirror.pump()
        soon = timezone.now() + dt.timedelta(minutes=30)
        Budget.objects.update(limit=5000, remaining=400, reset_at=soon)
        assert "400 of 5000" in mirror.pump().error
        assert sync(mirror.project.name)[1:] == ("", "")
