"""The clean-up at the end of a cycle: two searches, five cases, what to paste."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.utils import timezone

from enhancements.actions import release_letters
from enhancements.models import Item, Release
from enhancements.queries import frame, issue_labels, moments
from tests.support.keps import kep
from tests.support.mirror_rows import Mirror
from tests.support.tracked import day, vep

pytestmark = pytest.mark.django_db
PAGE = "/demo/v1.37/clean-up"
CALENDAR = """# Timeline

| **What** | **Who** | **When** | **Week** |
| --- | --- | --- | --- |
| Begin {0} Cycle | Lead | {1} | week 1 |
| **Code Freeze** | Branch Manager | {2} | week 10 |
| **{0} Released** | Branch Manager | {3} | week 15 |
"""
WHEN = {
    "1.37": (
        "Monday 6th January 2025",
        "Wednesday 5th March 2025",
        "Wednesday 2nd April 2025",
    ),
    "1.38": (
        "Monday 12th May 2025",
        "Wednesday 16th July 2025",
        "Wednesday 13th August 2025",
    ),
}


def document(number: int, stage: str, status: str = "implementable", at: str = "v1.37"):
    fields = {"stage": stage, "status": status, "milestone": {stage: at}}
    return kep(number, f"Thing {number}", latest_milestone=at, **fields)


KEPS = {
    1: document(1, "alpha"),
    2: document(2, "beta"),
    3: document(3, "stable", "implemented"),
    4: document(4, "stable"),
    5: document(5, "beta"),
    6: document(6, "alpha", at="v1.38"),
    7: document(7, "alpha"),
}


@pytest.fixture(scope="module")
def told(shared):
    """Issues #1 to #5 are of the cases a to e; #6 is in the next milestone already, and
    of #7 only a label says that it was tracked.
    """
    calendars = {
        f"releases/release-{name}/README.md": CALENDAR.format(
            f"v{name}", *when
        ).encode()
        for name, when in WHEN.items()
    }
    shared.commit(calendars, day(1), kind="schedules")
    files = {
        f"keps/sig-node/{number}-thing-{number}/kep.yaml": text
        for number, text in KEPS.items()
    }
    shared.commit(files, day(2))
    shared.track(profile="kubernetes")
    hub = Mirror(shared.project)
    ann = hub.person("ann")
    for number in KEPS:
        text = (
            f"- Enhancement target (which target equals to which milestone):\n{number}"
        )
        title = f"Thing {number}"
        issue = hub.issue(number, title, text, author=ann)
        if number != 7:
            # The code freeze ends on day 60.
            hub.event(issue, "labeled", day(70 if number == 2 else 10), "lead-opted-in")
        hub.event(issue, "labeled", day(20), "tracked/yes")
        hub.event(issue, "milestoned", day(10), "v1.38" if number == 6 else "v1.37")
        if number == 1:
            hub.event(issue, "closed", day(90))
    shared.sync()
    shared.begin()
    return shared


def cases(answer) -> dict[str, list[str]]:
    """Issues by case."""
    found = {}
    for key, body in re.findall(
        r'<section class="bucket" id="([a-z]+)".*?>(.*?)</section>',
        answer.content.decode(),
        re.DOTALL,
    ):
        found[key] = re.findall(r">enhancements#(\d+)<", body)
    return found


def comments(answer) -> dict[str, str]:
    """What is pasted, by issue."""
    found = re.findall(
        r">enhancements#(\d+)<.*?<pre>(.*?)</pre>", answer.content.decode(), re.DOTALL
    )
    return {number: html.unescape(text) for number, text in found}


@pytest.mark.usefixtures("told")
def test_five_cases_and_what_is_left(client, django_assert_num_queries):
    with django_assert_num_queries(6):
        answer = client.get(PAGE)
    text = html.unescape(answer.content.decode())

    assert cases(answer) == {
        "closed": ["1"],
        "recent": ["2"],
        "done": ["3"],
        "unrecorded": ["4"],
        "others": ["5"],
        "left": ["7"],
    }
    assert "<code>label:lead-opted-in -milestone:v1.38</code>: 5 issues" in text
    assert "1 issue beside these" in text
    assert "closed on 5 Apr 2025" in text


@pytest.mark.usefixtures("told")
def test_what_is_pasted(client):
    said = comments(client.get(PAGE))

    assert said["1"] == "/remove-label lead-opted-in\n/remove-label tracked/yes"
    assert said["2"].endswith("so it goes into v1.38.\n\n/milestone v1.38")
    assert said["3"].endswith(
        "\n\n/remove-label lead-opted-in\n/remove-label tracked/yes\n/close"
    )
    assert said["4"].startswith("@ann Thing 4 was promised at Stable for v1.37.")
    assert "/close" not in said["4"]
    assert said["5"].endswith("/remove-label tracked/yes\n/milestone clear")
    assert said["7"] == "/remove-label tracked/yes"


@pytest.mark.usefixtures("told")
def test_past_moment_takes_issues_as_they_were(client, django_assert_num_queries):
    """On day 65 #2 has no opt-in yet, and #1 is open; on day 15 nothing is tracked."""
    with django_assert_num_queries(6):
        answer = client.get(PAGE, {"as_of": day(65).isoformat()})
    assert "as they were at the moment shown" in html.unescape(answer.content.decode())
    assert cases(answer) == {
        "closed": [],
        "recent": [],
        "done": ["3"],
        "unrecorded": ["4"],
        "others": ["1", "5"],
        "left": ["2", "7"],
    }
    early = client.get(PAGE, {"as_of": day(15).isoformat()})
    assert cases(early)["others"] == ["1", "5"]
    assert "left" not in cases(early)
    assert comments(early)["5"].endswith(
        "/remove-label lead-opted-in\n/milestone clear"
    )
    rows = client.get(PAGE, {"format": "json", "as_of": day(15).isoformat()}).json()
    assert rows["rows"][0]["labels"] == ["lead-opted-in"]


def test_what_was_taken_back_since_stood_then(demo):
    """Closed and opened again, relabelled, moved and renamed: each as of its moment."""
    demo.commit({"veps/sig-compute/10-warm/vep.md": vep(10, alpha="v1.9")}, day(2))
    demo.track("documents")
    hub = Mirror(demo.project)
    issue = hub.issue(10, "VEP 10: New", at=day(1))
    hub.event(issue, "labeled", day(5), "kind/feature")
    hub.event(issue, "milestoned", day(5), "v1.8")
    hub.event(issue, "closed", day(10))
    hub.event(issue, "unlabeled", day(10), "kind/feature")
    hub.event(issue, "milestoned", day(10), "v1.9")
    hub.event(issue, "reopened", day(20))
    hub.event(issue, "demilestoned", day(20), "v1.9")
    hub.event(issue, "renamed", day(20), "VEP 10: New", old_name="VEP 10: Old")
    demo.sync()

    def at(number):
        now = timezone.now()
        moment = moments.parse(day(number).isoformat(), now=now)
        (found,) = issue_labels.of_project(frame.load("demo", moment, now=now))
        return (
            *(found.title, found.is_closed, found.closed_at, found.milestone),
            found.labels,
        )

    assert at(3) == ("VEP 10: Old", False, None, "", ())
    assert at(7) == ("VEP 10: Old", False, None, "v1.8", ("kind/feature",))
    assert at(12) == ("VEP 10: Old", True, day(10), "v1.9", ())
    assert at(25) == ("VEP 10: New", False, day(10), "", ())


def test_clean_when_both_searches_find_nothing(client, told):
    Item.objects.filter(repository__project=told.project).update(labels=[])
    text = client.get(PAGE).content.decode()

    assert "All is clean" in text
    assert "Both searches find nothing left." in text


@pytest.mark.usefixtures("told")
def test_issues_as_a_file(client):
    rows = client.get(PAGE, {"format": "json"}).json()["rows"]
    assert [(one["issue"], one["case"]) for one in rows] == [
        (1, "closed"),
        (2, "recent"),
        (3, "done"),
        (4, "unrecorded"),
        (5, "others"),
        (7, "left"),
    ]
    assert rows[0]["labels"] == ["lead-opted-in", "tracked/yes"]


def test_kubevirt_says_which_cases_exist(client, demo):
    files = {
        "veps/sig-compute/10-warm/vep.md": vep(10, "Warm", GA="v1.9"),
        "veps/sig-compute/11-cold/vep.md": vep(11, "Cold", alpha="v1.9"),
    }
    demo.commit(files, day(2))
    demo.track("documents")
    hub = Mirror(demo.project)
    for number in (10, 11):
        hub.issue(number, f"VEP {number}: Thing", author=hub.person("ann"))
    demo.sync()

    answer = client.get("/demo/v1.9/clean-up")
    text = html.unescape(answer.content.decode())

    assert cases(answer) == {
        "closed": [],
        "recent": [],
        "done": [],
        "unrecorded": ["10"],
        "others": [],
    }
    assert text.count("KubeVirt has no such case.") == 3
    assert "Second search" not in text
    assert comments(answer)["10"].startswith("@ann Warm was promised at GA for v1.9.")


def test_project_without_issues_says_so(client, demo):
    demo.commit({"veps/sig-compute/10-warm/vep.md": vep(10, alpha="v1.9")}, day(2))
    demo.track("documents")
    demo.sync()
    assert "Issues are not read" in client.get("/demo/v1.9/clean-up").content.decode()


@pytest.mark.usefixtures("told")
def test_release_words_a_case_in_its_own_way(client):
    before = comments(client.get(PAGE))
    release_letters.change(
        release=Release.objects.select_related("project").get(name="v1.37"),
        name="clean-up-done",
        parts={"text": "{{author}}: {{title}} is done in {{release}}."},
        by="ann",
        reason="Kinder.",
        seen=0,
        now=timezone.now(),
    )
    after = comments(client.get(PAGE))
    # The commands stay the case's, and no other case is worded anew.
    said, *_, command = after["3"].splitlines()
    assert said == "@ann: Thing 3 is done in v1.37."
    assert command == before["3"].splitlines()[-1]
    assert command.startswith("/")
    others = [one for one in before if one != "3"]
    assert [after[one] for one in others] == [before[one] for one in others]
    hour = (timezone.now() - dt.timedelta(hours=1)).isoformat()
    assert comments(client.get(PAGE, {"as_of": hour}))["3"] == before["3"]
