"""Files of exceptions: taken in once, by hand or with the schedules."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from enhancements.actions import exception_files, exceptions
from enhancements.models import (
    Event,
    ExceptionFile,
    ExceptionProblem,
    ExceptionRequest,
    ExceptionState,
    Release,
)
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
