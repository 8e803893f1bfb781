"""When owners were seen last, and who of them is gone or silent."""

from __future__ import annotations

import html
import json
import re

import pytest

from enhancements.models import Comment, Event, Person
from enhancements.queries import enhancement, person, sigs, waiting
from tests.support import boards
from tests.support.boards import decide
from tests.support.mirror_rows import CODE, HOST, Mirror, body
from tests.support.tracked import day, schedule, vep

pytestmark = pytest.mark.django_db
SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  leadership: {chairs: [{github: olga, name: Olga, company: x}]}
"""
NO_CHAIR = b"sigs:\n- name: compute\n  dir: sig-compute\n"
MAIN = "veps/sig-compute/10-warm-standby/vep.md"
# 45 days of silence by KubeVirt's profile; it is planned since day 2.
LATE = day(60)


@pytest.fixture
def hub(demo):
    """One entry of v1.9, which is long in work; olga owns it and chairs its SIG."""
    dates = {"freeze": "2025-04-10", "code": "2025-05-20", "out": "2025-12-01"}
    schedules = {"releases/v1.9/schedule.yaml": schedule(**dates)}
    demo.commit(schedules, day(1), kind="schedules")
    demo.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    demo.commit({MAIN: vep(10, owners="@Olga", alpha="v1.9")}, day(2))
    demo.track()
    demo.sync()
    made = Mirror(demo.project)
    made.demo = demo
    return made


def somebody(login="olga", github_id=5, **more) -> Person:
    given = {"host": HOST, "github_id": github_id, "told_at": day(1), **more}
    return Person.objects.create(login=login, **given)


def comment(item, author, at, kind="comment", github_id=77) -> None:
    Comment.objects.create(
        item=item,
        kind=kind,
        github_id=github_id,
        author=author,
        created_at=at,
        updated_at=at,
        raw={},
    )


def missed(hub, at=LATE):
    setting = hub.demo.at(at)
    found = waiting.queue(setting, sigs=["compute"], with_seen=True)
    return [one for entry in found.entries for one in entry.absent]


def words(answer) -> str:
    return " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split()
    )


def test_where_nothing_could_show_anybody_nobody_is_silent(hub):
    assert missed(hub) == []


def test_who_was_never_seen_is_silent_after_the_days_of_the_profile(hub):
    hub.issue(10, at=day(3))
    hub.derive()
    assert missed(hub, day(46)) == []
    (one,) = missed(hub, day(48))
    assert (one.login, one.word, one.last) == ("Olga", "silent", None)
    assert one.why == "Never seen on it, and waited for 46 days."


def test_comment_review_event_and_opening_are_signs(hub):
    olga = somebody()
    issue = hub.issue(10, text=body(pulls=[f"{CODE}#40"]), at=day(3), author=olga)
    code = hub.repository(CODE)
    pull = hub.pull(40, "Work", at=day(4), repository=code)
    hub.derive()

    def last(at=LATE):
        (one,) = missed(hub, at)
        return one.last.at, one.last.what, one.last.url

    page = "https://github.com/demo"
    there = f"{page}/enhancements/issues/10"
    assert last() == (day(3), "opening enhancements#10", there)
    hub.event(issue, "labeled", day(5), "sig/compute", actor=olga)
    assert last() == (day(5), "on enhancements#10", there)
    comment(issue, olga, day(6))
    assert last() == (
        *(day(6), "with a comment on enhancements#10"),
        f"{there}#issuecomment-77",
    )
    comment(pull, olga, day(7), kind="review", github_id=78)
    assert last() == (
        *(day(7), "with a review of code#40"),
        f"{page}/code/pull/40#pullrequestreview-78",
    )
    # As of a moment before, they were seen before; and of others nothing counts.
    assert last(day(53))[0] == day(7)
    comment(pull, somebody("rui", 6), day(50), github_id=79)
    assert last()[0] == day(7)
    comment(pull, olga, day(40), github_id=80)
    assert missed(hub) == []


def test_what_is_done_here_is_a_sign(hub):
    hub.issue(10, at=day(3))
    hub.derive()
    Event.objects.create(
        project=hub.demo.project,
        enhancement=boards.enhancement(hub.demo, 10),
        kind="decided",
        subject="10",
        by="OLGA",
        happened_at=day(30),
    )
    assert missed(hub) == []
    (one,) = missed(hub, day(80))
    assert (one.last.what, one.last.url) == ("here", "")


def test_who_was_renamed_is_the_same_person(hub):
    issue = hub.issue(10, at=day(3))
    olga = somebody("olga-new", former=[{"login": "Olga", "until": "2025-02-01"}])
    comment(issue, olga, day(58))
    hub.derive()
    assert missed(hub) == []
    (one,) = missed(hub, day(110))
    assert (one.login, one.called) == ("Olga", "olga-new")


def test_who_was_named_lately_is_not_silent_yet(hub):
    hub.issue(10, at=day(3))
    hub.derive()
    decide(hub.demo, 10, "owners", "pia", day(50))
    assert missed(hub) == []
    (one,) = missed(hub, day(96))
    assert one.login == "pia"
    # So with the enhancement's own: the document names somebody else.
    hub.demo.commit({MAIN: vep(10, owners="@rui", alpha="v1.9")}, day(55))
    hub.demo.sync()
    assert [one.login for one in missed(hub, day(99))] == ["pia"]


def test_document_that_names_somebody_else_begins_anew(hub):
    hub.issue(10, at=day(3))
    hub.demo.commit({MAIN: vep(10, owners="@rui", alpha="v1.9")}, day(40))
    hub.demo.sync()
    hub.derive()
    assert missed(hub, day(60)) == []
    (one,) = missed(hub, day(90))
    assert one.login == "rui"


def test_who_left_every_list_is_gone_until_seen(hub):
    olga = somebody()
    issue = hub.issue(10, at=day(3))
    comment(issue, olga, day(18))
    hub.demo.commit({"sigs.yaml": NO_CHAIR}, day(20), kind="rosters")
    hub.demo.sync()
    hub.derive()
    assert missed(hub, day(19)) == []
    (one,) = missed(hub, day(25))
    assert (one.word, one.since) == ("gone", day(20))
    assert one.why == "No longer in sigs.yaml, and not seen since."
    comment(issue, olga, day(26), github_id=78)
    assert missed(hub, day(27)) == []


def test_pages_say_it_with_evidence(hub, client, django_assert_num_queries):
    olga = somebody()
    issue = hub.issue(10, at=day(3))
    comment(issue, olga, day(6))
    hub.derive()
    setting = hub.demo.at(LATE)
    with django_assert_num_queries(4):
        page = sigs.page(setting, "compute", with_desk=True)
    (one,) = page.desk.absent
    assert (one.entry.key, one.absent.login) == ("10", "Olga")
    with django_assert_num_queries(2):
        found = person.page(setting, "olga", {}, with_queue=True)
    assert [one.entry.key for one in found.missed] == ["10"]
    with django_assert_num_queries(2):
        shown = enhancement.page(setting, "10", reader="")
    assert [one.login for one in shown.absent] == ["Olga"]

    then = f"as_of={LATE:%Y-%m-%dT%H:%M:%SZ}"
    said = "Not seen on it for 54 days. Last seen"
    for place in ("sigs/compute/", "people/olga/", "10/", "10/take-over/"):
        answer = client.get(f"/demo/{place}?{then}")
        assert said in words(answer)
        assert "issues/10#issuecomment-77" in answer.content.decode()
    listed = client.get(f"/demo/sigs/compute/?{then}&list=absent&format=json")
    (row,) = json.loads(listed.content)["rows"]
    assert (row["key"], row["login"], row["state"]) == ("10", "Olga", "silent")
    assert row["evidence"].endswith("#issuecomment-77")
