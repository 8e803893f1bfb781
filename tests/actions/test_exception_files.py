"""Files of exceptions: taken in once, by hand or with the schedules."""

from __future__ import annotations

import dataclasses
import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from enhancements import profiles
from enhancements.actions import exception_files, exceptions
from enhancements.models import (
    Event,
    ExceptionFile,
    ExceptionProblem,
    ExceptionRequest,
    ExceptionState,
    Release,
)
from enhancements.queries import board
from enhancements.queries import exceptions as queries
from tests.support.tracked import NOW, day, schedule, vep

pytestmark = pytest.mark.django_db
LIST = """\
enhancementFreeze:
- name: Warm standby
  issue: 10
  date_requested: 2025-01-12
  date_reviewed: 2025-01-13
  thread: https://lists.example/1
  pull_requests:
  - https://github.com/demo/enhancements/pull/7
  status: {status}
- name: Of nobody
  issue: 99
  status: denied
"""


@pytest.fixture
def known(demo):
    dates = {"freeze": "2025-01-10", "code": "2025-01-20", "out": "2025-02-01"}
    path = "releases/v1.9/schedule.yaml"
    demo.commit({path: schedule(**dates)}, day(1), kind="schedules")
    demo.commit({"veps/sig-compute/10-warm/vep.md": vep(10, alpha="v1.9")}, day(1))
    demo.track()
    demo.sync()
    return demo


def take_in(demo, status: str = "approved", now: dt.datetime = NOW):
    return exception_files.take_in(
        project=demo.project,
        release=Release.objects.get(name="v1.9"),
        path="exceptions.yaml",
        content=LIST.format(status=status).encode(),
        by="ann",
        now=now,
    )


def test_what_is_known_is_taken_in_with_its_days(known):
    taken = take_in(known)
    assert (taken.new, taken.changed, taken.same) == (1, 0, 0)
    assert taken.is_waiting
    request = ExceptionRequest.objects.get()
    assert request.at == dt.datetime(2025, 1, 12, tzinfo=dt.UTC)
    pending, approved = ExceptionState.objects.filter(request=request).order_by("pk")
    assert (pending.state, pending.until) == ("pending", approved.since)
    assert approved.since == dt.datetime(2025, 1, 13, tzinfo=dt.UTC)
    assert approved.granted_until is None
    said = request.texts.get()
    assert said.links == ["https://github.com/demo/enhancements/pull/7"]
    assert said.thread == "https://lists.example/1"
    (problem,) = ExceptionProblem.objects.all()
    assert problem.sentence == "Nothing known here is #99."
    assert "Of nobody" in problem.raw
    (event,) = Event.objects.filter(kind="exception-imported")
    assert event.by == "ann"


@pytest.fixture
def ruled(monkeypatch):
    """What files approve ends with a deadline."""
    kubevirt = profiles.load("kubevirt")
    ends = {"enhancements-freeze": "code-freeze", "code-freeze": "enhancements-freeze"}
    rules = dataclasses.replace(kubevirt.exceptions, ends=ends)
    with_ends = dataclasses.replace(kubevirt, exceptions=rules)
    monkeypatch.setattr(profiles, "load", lambda _: with_ends)


def stands() -> ExceptionState:
    return ExceptionState.objects.get(until=None)


# The code freeze ends with 20 January 2025 Anywhere on Earth.
CODE = dt.datetime(2025, 1, 21, 12, tzinfo=dt.UTC)


@pytest.mark.usefixtures("ruled")
def test_end_of_the_profile_where_the_file_says_none(known):
    take_in(known)

    assert (stands().state, stands().granted_until) == ("approved", CODE)
    assert stands().reason == (
        "The file says no end; by the project's rules it ends with the code freeze."
    )
    assert take_in(known).same == 1


@pytest.mark.usefixtures("ruled")
def test_end_of_the_file_comes_first_and_follows_it(known):
    take_in(known)
    for until, day_ in (("2025-01-17", 18), ("2025-01-19", 20)):
        taken = take_in(known, f"approved\n  granted_until: {until}")
        assert (taken.new, taken.changed) == (0, 1)
        assert stands().granted_until == dt.datetime(2025, 1, day_, 12, tzinfo=dt.UTC)
    assert stands().reason == ""
    assert stands().since == dt.datetime(2025, 1, 13, tzinfo=dt.UTC)
    assert take_in(known, "approved\n  granted_until: 2025-01-19").same == 1
    request = ExceptionRequest.objects.get()
    assert "granted_until" not in request.texts.get(until=None).answers


@pytest.mark.usefixtures("ruled")
def test_rejected_has_no_end_and_a_deadline_before_the_approval_is_none(known):
    take_in(known, "denied\n  granted_until: 2025-01-17")
    assert (stands().state, stands().granted_until) == ("rejected", None)
    text = LIST.format(status="approved").replace("enhancementFreeze", "codeFreeze")
    exception_files.take_in(
        project=known.project,
        release=Release.objects.get(name="v1.9"),
        path="late.yaml",
        content=text.encode(),
        by="ann",
        now=NOW,
    )
    late = ExceptionState.objects.get(until=None, state="approved")
    assert (late.granted_until, late.reason) == (None, "")


def test_date_that_cannot_be_read_is_a_problem(known):
    taken = take_in(known, "approved\n  granted_until: soon")
    assert stands().granted_until is None
    assert any("“soon”" in one.sentence for one in taken.troubles)


def phases(demo, at):
    setting = demo.at(at)
    release = setting.release("v1.9")
    freezes = queries.freezes(setting, release)
    return [
        (one.phase, one.has_no_end)
        for one in queries.of_release(setting, release, freezes)
    ]


@pytest.mark.usefixtures("ruled")
def test_it_runs_runs_out_and_is_settled_when_the_release_is_out(known):
    take_in(known)

    assert phases(known, CODE - dt.timedelta(hours=1)) == [("running", False)]
    assert phases(known, CODE) == [("over", False)]
    out = dt.datetime(2025, 2, 2, 12, tzinfo=dt.UTC)
    assert phases(known, out) == [("done", False)]
    words = [
        [row.cell("enhancements-freeze").status for row in rows]
        for rows in (
            board.rows(known.at(at), known.at(at).release("v1.9"))
            for at in (CODE - dt.timedelta(hours=1), CODE, out)
        )
    ]
    assert words == [["excepted"], ["exception-over"], words[2]]
    assert words[2] != ["exception-over"]


def test_no_end_given_is_said_on_the_desk(known, client):
    take_in(known)

    assert phases(known, NOW) == [("done", True)]
    page = client.get("/demo/v1.9/exceptions/").content.decode()
    assert "No end given" in page
    assert "no end given" in page.partition('class="card excard"')[2]
    take_in(known, "denied")
    assert "No end given" not in client.get("/demo/v1.9/exceptions/").content.decode()


def test_again_it_changes_nothing(known):
    take_in(known)
    taken = take_in(known)
    assert (taken.new, taken.changed, taken.same) == (0, 0, 1)
    assert ExceptionRequest.objects.count() == 1
    assert ExceptionProblem.objects.count() == 1
    assert Event.objects.filter(kind="exception-imported").count() == 1


def test_news_of_the_file_are_taken_over(known):
    take_in(known, "pending")
    taken = take_in(known)
    assert (taken.new, taken.changed) == (0, 1)
    assert ExceptionState.objects.get(until=None).state == "approved"


def test_what_was_decided_here_stays(known):
    take_in(known, "pending")
    row = ExceptionRequest.objects.get()
    exceptions.decide(
        project=known.project,
        request=row.pk,
        seen=ExceptionState.objects.get(until=None).pk,
        state="rejected",
        reason="Too late.",
        until=None,
        by="bob",
        now=NOW,
    )
    taken = take_in(known)
    assert taken.same == 1
    assert ExceptionState.objects.get(until=None).state == "rejected"
    assert any("here it is rejected, by @bob" in one.sentence for one in taken.troubles)


def test_command_takes_a_file_and_says_what_it_brought(known, tmp_path):
    file = tmp_path / "exceptions.yaml"
    file.write_text(LIST.format(status="denied"))
    out = StringIO()
    call_command("import_exceptions", "demo", "1.9", str(file), stdout=out)
    assert out.getvalue().splitlines() == [
        "1 new, 0 changed, 0 as they were.",
        "line 10: Nothing known here is #99.",
    ]
    for wrong in (("nobody", "v1.9"), ("demo", "v9.9")):
        with pytest.raises(CommandError):
            call_command("import_exceptions", *wrong, str(file))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_exceptions", "demo", "v1.9", str(tmp_path / "none"))
    assert known.project.name == "demo"


def test_list_beside_the_schedule_is_read_and_waits_for_what_is_unknown(demo):
    calendar = (
        b"# Kubernetes 1.30\n\n| **What** | **Who** | **When** | **Week** |\n"
        b"| -- | -- | -- | -- |\n"
        b"| **Enhancements Freeze** | Lead | **02:00 UTC Friday 9th February 2024** |"
        b" week 4 |\n"
    )
    listed = LIST.format(status="approved").encode()
    folder = "releases/release-1.30"
    files = {f"{folder}/README.md": calendar, f"{folder}/exceptions.yaml": listed}
    demo.commit(files, day(1), kind="schedules")
    demo.commit({"README.md": b"x"}, day(1))
    demo.track("documents", "schedules", profile="kubernetes")
    demo.sync()
    file = ExceptionFile.objects.get()
    assert (file.release, file.is_owed) == ("v1.30", True)
    assert not ExceptionRequest.objects.exists()
    assert ExceptionProblem.objects.count() == 2
    kep = (
        b"title: Warm standby\nkep-number: 10\nowning-sig: sig-node\n"
        b"status: implementable\nstage: alpha\nlatest-milestone: v1.30\n"
        b'milestone:\n  alpha: "v1.30"\n'
    )
    demo.commit({"keps/sig-node/10-warm/kep.yaml": kep}, day(2))
    demo.sync()
    (request,) = ExceptionRequest.objects.all()
    assert request.release.name == "v1.30"
    assert ExceptionProblem.objects.count() == 1
    demo.commit({f"{folder}/exceptions.yaml": None}, day(3), kind="schedules")
    demo.sync()
    assert not ExceptionFile.objects.exists()
    assert ExceptionRequest.objects.count() == 1
