"""Concerns raised and resolved by comments, with the rights that the page asks for."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from enhancements.actions import concerns, slash_concerns
from enhancements.actions.concerns import Raising
from enhancements.actions.slash_texts import Text
from enhancements.commands.concern_desk import Concerned, OpenConcern
from enhancements.commands.grammar import parse
from enhancements.commands.plans import Actor, Subject, decide
from enhancements.commands.replies import answer
from enhancements.models import Asked, Concern, Enhancement, Event, Outgoing, Person
from enhancements.models.record import Record
from enhancements.profiles import load
from enhancements.queries import outgoing
from tests.slash.test_acting import comment, said

RULES = load("sample").command_rules
HOUR = dt.timedelta(hours=1)
LOCKED = "Only the release team raises a concern."
OPEN = (
    OpenConcern(7, "Upgrade path"),
    OpenConcern(8, "API: naming"),
    OpenConcern(9, "Upgrade", "Only a lead of SIG compute resolves it."),
)

NO_NAME = "Name the concern behind the word, and say {}: `/{} upgrade path:` and so on."
NO_TEXT = (
    "Say what the concern is, behind a colon (`/concern slow:`) or in the lines below:"
    " whoever answers it has nothing else."
)
NO_HOW = (
    "Say how it was resolved, behind a colon (`/resolve-concern Upgrade path:`) or in"
    " the lines below."
)
IS_OPEN = (
    "A concern `upgrade path` is open already. Take another name, or answer that one."
)
NONE_SUCH = (
    "There is no open concern `upgrad path`. Did you mean `/resolve-concern Upgrade"
    " path`? Open are `API: naming`, `Upgrade` and `Upgrade path`."
)
NOTHING_HERE = (
    "This tracks no enhancement, so no concern is kept here. Type `/concern` in the"
    " enhancement's tracking issue."
)
NOT_CAROL = (
    "@carol, this did nothing:\n\n- Line 1, `/concern Rollback: it loses data`: only"
    " the release team or the docs team or the comms team or a lead of SIG compute or"
    " an owner of the enhancement raises a concern."
)


def plan(text, concerned: Concerned | None = Concerned(OPEN)):  # noqa: B008 - frozen
    return decide(
        parse(text, RULES),
        subject=Subject(concerned=concerned),
        actor=Actor("alice"),
        rules=RULES,
    )


def raised(text, **more):
    found = plan(text, **more)
    assert found.refusals == ()
    return [(one.name, one.text) for one in found.raised]


def resolved(text):
    found = plan(text)
    assert found.refusals == ()
    return [(one.concern, one.how) for one in found.resolved]


def refused(text, **more):
    found = plan(text, **more)
    assert not found.changes
    (one,) = found.refusals
    return one.reason, one.sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/concern rollback: it loses data", [("rollback", "it loses data")]),
        ("/Concern  roll  back :it loses: data", [("roll back", "it loses: data")]),
        (
            "/concern rollback\nIt loses data.\n\nAlways.",
            [("rollback", "It loses data.\n\nAlways.")],
        ),
        ("/concern a: b\nmore", [("a", "b\n\nmore")]),
        ("/concern a: b\n/concern c: d", [("a", "b"), ("c", "d")]),
        ("/concern a\nb <!-- /concern c\nd -->", [("a", "b")]),
        ("See /concern a: b", []),
    ],
)
def test_concern_is_raised_with_its_text(text, expected):
    assert raised(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/resolve-concern upgrade PATH: tested", [(7, "tested")]),
        ("/resolve-concern upgrade path tested", [(7, "tested")]),
        ("/resolve-concern upgrade path\nTested in CI.", [(7, "Tested in CI.")]),
        ("/resolve-concern API: naming - renamed", [(8, "renamed")]),
    ],
)
def test_concern_is_resolved_by_its_name_with_how(text, expected):
    assert resolved(text) == expected


@pytest.mark.parametrize(
    ("text", "reason", "sentence"),
    [
        ("/concern", "unknown-value", NO_NAME.format("what it is", "concern")),
        ("/concern slow", "unknown-value", NO_TEXT),
        ("/concern upgrade path: x", "is-set", IS_OPEN),
        (
            "/resolve-concern",
            "unknown-value",
            NO_NAME.format("how it was resolved", "resolve-concern"),
        ),
        ("/resolve-concern Upgrade path", "unknown-value", NO_HOW),
        ("/resolve-concern upgrade: done", "not-allowed", OPEN[2].locked),
        ("/resolve-concern upgrad path: x", "not-set", NONE_SUCH),
    ],
)
def test_what_cannot_be_done_says_what_would_work(text, reason, sentence):
    assert refused(text) == (reason, sentence)


def test_nothing_is_raised_without_the_right_to():
    assert refused("/concern a: b", concerned=Concerned(locked=LOCKED)) == (
        "not-allowed",
        LOCKED,
    )


def test_issue_that_tracks_nothing_has_no_concerns():
    assert refused("/concern a: b", concerned=None) == ("not-here", NOTHING_HERE)


def test_concern_resolved_by_a_text_is_not_raised_by_the_same():
    found = plan("/resolve-concern upgrade path: x\n/concern Upgrade Path: y")
    assert [one.name for one in found.resolved] == ["Upgrade path"]
    assert [one.reason for one in found.refusals] == ["is-set"]


def test_answer_tells_what_github_does_not_show():
    text = "/concern a: b\n/resolve-concern upgrade path: x\n/resolve-concern c: d"
    assert answer(plan(text), "alice") == (
        "@alice, this did nothing, the rest is done:\n\n"
        "- Line 3, `/resolve-concern c: d`: there is no open concern `c`. Open are "
        "`API: naming` and `Upgrade`.\n\n"
        "This is done:\n\n"
        "- the concern `a` is raised; `/resolve-concern a: …` resolves it.\n"
        "- the concern `Upgrade path` is resolved.\n"
    )
    assert answer(plan("/concern a: b"), "alice") == (
        "@alice, this is done:\n\n"
        "- the concern `a` is raised; `/resolve-concern a: …` resolves it.\n"
    )


TYPED = st.lists(
    st.tuples(
        st.sampled_from(["/concern ", "/resolve-concern ", "/concern @team", ""]),
        st.text(max_size=30),
        st.sampled_from(["", ": @team", "`: `", "<!-- x -->", ": [x](y)", "\u202e"]),
    ).map("".join),
    min_size=1,
    max_size=6,
).map("\n".join)


@given(TYPED, st.sampled_from([None, Concerned(), Concerned(locked="Ask @team `x`.")]))
def test_answer_about_concerns_mentions_nobody_and_commands_nothing(text, concerned):
    reply = answer(plan(text, concerned), "alice")
    assert parse(reply, RULES) == ()
    assert "<!--" not in reply
    outside = re.sub(r"`[^`\n]*`", "", reply.split("\n\n", 1)[-1])
    assert "@" not in outside
    assert reply.count("`") % 2 == 0


# --- End to end -----------------------------------------------------------------------


def tracking(acting, owner="bob", **more):
    """A mirror whose issue #1 tracks an enhancement that somebody owns."""
    mirror = acting(**more)
    own = Enhancement.objects.create(project=mirror.project)
    Record.objects.create(
        project=mirror.project,
        enhancement=own,
        key="1",
        sig="compute",
        title="Warm standby",
        targets={},
        tracks=[],
        problems=[],
        drift=[],
        owners=[owner],
        since=timezone.now(),
    )
    attach(mirror, own)
    return mirror, own


def attach(mirror, own):
    """Let issue #1 track it: by its title alone the rules would not."""
    item = mirror.item(1)
    item.enhancement = own
    item.save(update_fields=["enhancement"])


def text_of_bob(mirror):
    """A text on issue #1, as it is read to be heard."""
    return Text(
        kind="comment",
        pk=1,
        id=1,
        cause="command:1",
        item=mirror.item(1),
        comment=None,
        author=Person.objects.get(login="bob"),
        body="",
        association="",
        said_at=timezone.now(),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "raised_by", "statements"),
    [
        ("/lgtm", "bob", 1),
        ("/resolve-concern slow: x", "carol", 7),
        ("/resolve-concern slow: x", "bob", 8),
    ],
)
def test_what_concerns_need_is_read_only_where_a_command_asks(
    acting, django_assert_num_queries, text, raised_by, statements
):
    mirror, own = tracking(acting)
    now = timezone.now()
    for number in range(3):
        raising = Raising(own.pk, f"slow {number}", "It matters.")
        concerns.raise_(project=mirror.project, raising=raising, by=raised_by, now=now)
    given = {"text": text_of_bob(mirror), "operations": parse(text, RULES), "now": now}
    with django_assert_num_queries(statements):
        slash_concerns.concerned(**given)


@pytest.mark.django_db
def test_owner_raises_and_resolves_by_comments(acting):
    mirror, own = tracking(acting)
    comment(mirror, "/concern Rollback: it loses data")

    (row,) = Concern.objects.all()
    assert (row.enhancement, row.name, row.text, row.by) == (
        *(own, "Rollback", "it loses data"),
        "bob",
    )
    assert said(mirror) == [
        (
            "@bob, this is done:\n\n- the concern `Rollback` is raised;"
            " `/resolve-concern Rollback: …` resolves it."
        )
    ]
    attach(mirror, own)
    comment(mirror, "/resolve-concern rollback\nWe keep the old copy.")
    row.refresh_from_db()
    assert (row.resolved_by, row.resolution) == ("bob", "We keep the old copy.")
    kinds = ["concern-raised", "command-answered"]
    kinds += ["concern-resolved", "command-answered"]
    events = Event.objects.exclude(kind="written-to-github").order_by("pk")
    assert [(one.kind, one.by) for one in events] == [(kind, "bob") for kind in kinds]
    assert [one.plan for one in Asked.objects.order_by("pk")] == [
        {"raise": ["Rollback"]},
        {"resolve": ["Rollback"]},
    ]
    (latest, _) = outgoing.latest(project=mirror.project.pk, own_mode="act").heard
    assert latest.meaning == "resolves the concern Rollback"


@pytest.mark.django_db
def test_stranger_raises_nothing_and_is_told_who_may(acting):
    mirror, _ = tracking(acting)
    comment(mirror, "/concern Rollback: it loses data", by="carol")

    assert Concern.objects.count() == 0
    assert said(mirror) == [NOT_CAROL]


@pytest.mark.django_db
def test_only_who_raised_it_resolves_it_where_they_hold_no_other_role(acting):
    mirror, own = tracking(acting)
    project, now = mirror.project, timezone.now()
    for name, by in (("Mine", "bob"), ("Theirs", "carol")):
        raising = Raising(own.pk, name, "It matters.")
        concerns.raise_(project=project, raising=raising, by=by, now=now)
    comment(mirror, "/resolve-concern mine: done\n/resolve-concern theirs: done")

    open_ones = Concern.objects.filter(until=None).values_list("name", flat=True)
    assert list(open_ones) == ["Theirs"]
    (reply,) = said(mirror)
    assert "resolves somebody else's concern." in reply
    assert "the concern `Mine` is resolved." in reply


@pytest.mark.django_db
def test_who_took_a_login_over_resolves_nothing_that_was_raised_under_it(acting):
    mirror, own = tracking(acting, owner="olga")
    project, passed = mirror.project, timezone.now() - 2 * HOUR
    for name, at in (("Theirs", passed - HOUR), ("Mine", passed + HOUR)):
        raising = Raising(own.pk, name, "It matters.")
        concerns.raise_(project=project, raising=raising, by="Bob", now=at)
    Person.objects.create(
        host=Person.objects.get(login="bob").host,
        github_id=666,
        login="bobby",
        told_at=passed,
        former=[{"login": "bob", "until": passed.isoformat()}],
    )
    comment(mirror, "/resolve-concern mine: done\n/resolve-concern theirs: done")

    open_ones = Concern.objects.filter(until=None).values_list("name", flat=True)
    assert list(open_ones) == ["Theirs"]
    (reply,) = said(mirror)
    assert "resolves somebody else's concern." in reply
    assert "the concern `Mine` is resolved." in reply


@pytest.mark.django_db
def test_issue_that_tracks_nothing_is_told_so(acting):
    mirror = acting()
    comment(mirror, "/concern Rollback: it loses data")
    assert Concern.objects.count() == 0
    assert "tracks no enhancement" in said(mirror)[0]


@pytest.mark.django_db
@pytest.mark.parametrize(("mode", "written"), [("dry-run", 1), ("read", 0)])
def test_where_the_tracker_does_not_act_nothing_is_raised(acting, mode, written):
    mirror, _ = tracking(acting, commands=mode)
    comment(mirror, "/concern Rollback: it loses data")

    assert Asked.objects.get().plan == {"raise": ["Rollback"]}
    assert Concern.objects.count() == 0
    assert list(Outgoing.objects.values_list("is_dry", flat=True)) == [True] * written


@pytest.mark.django_db
def test_what_somebody_did_meanwhile_is_a_refusal_and_not_a_second_concern(acting):
    mirror, own = tracking(acting)
    now = timezone.now()
    found = plan("/concern Rollback: it loses data", Concerned())
    raising = Raising(own.pk, "rollback", "The same.")
    concerns.raise_(project=mirror.project, raising=raising, by="carol", now=now)
    done = slash_concerns.write(text=text_of_bob(mirror), plan=found, now=now)

    assert done.raised == ()
    assert [(one.reason, one.sentence) for one in done.refusals] == [
        (
            "not-done",
            (
                "“rollback” is open already, raised by carol. Take another name, or"
                " answer that one."
            ),
        )
    ]
    assert Concern.objects.count() == 1
