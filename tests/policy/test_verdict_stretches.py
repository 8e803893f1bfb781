"""Verdicts over time: at every moment what judging at that moment says."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from enhancements.policy.checks import standing, stored
from enhancements.policy.checks.criteria import Criteria
from enhancements.policy.checks.judge import judge
from enhancements.policy.checks.outcome import Waiver
from enhancements.policy.checks.seen import FreezeAt, SignOff
from enhancements.policy.gathering.look import View
from enhancements.policy.gathering.told import EntryOf, Pull, Told
from enhancements.policy.item_spans import ISSUE_FIELD, PULL
from enhancements.policy.mirrored import Happening, Mirrored
from enhancements.policy.spans import Span, document_spans
from enhancements.policy.verdict_stretches import (
    EVER,
    Dated,
    Promise,
    Rules,
    Term,
    Views,
    Waived,
    freezes,
    stretches,
)
from tests.support.told import PROFILE, moment, reading, version

VEP, CODE = "enhancements-freeze", "code-freeze"
PLACE = "acme/code#7"
TICK = dt.timedelta(microseconds=1)


def rules(criteria=PROFILE.criteria, *, out=None, **ends):
    """Of v1.9, with dates that never moved; ends are minutes by freeze."""
    keys = {"vep": VEP, "code": CODE}
    found = {keys[name]: moment(minutes) for name, minutes in ends.items()}
    out_at = None if out is None else moment(out)
    dated = Dated(found, None, out_at, is_whole=out is not None)
    return Rules("v1.9", [Term(criteria, EVER)], [Term(dated, EVER)])


def always(since=0, until=None, stage="alpha"):
    """Promised at that stage from a minute on."""
    end = None if until is None else moment(until)
    return Term(Promise(stage, "new"), moment(since), end)


def told(*targets, **more):
    """A document whose target for alpha is this at minute 0, 10, 20 and so on."""
    versions = [
        version(1 + n, moment(10 * n), reading(title="x", target__alpha=target))
        for n, target in enumerate(targets)
    ]
    return Told(document_spans(versions), **more)


def judged(what, *promises, by, waivers=()):
    return stretches(
        Views(what, PROFILE),
        rules=by,
        track="",
        promises=promises or [always()],
        waivers=waivers,
    )


def states(found, check, freeze=VEP):
    """(state, minute from, stands since) of a check, oldest first."""
    rows = []
    for one in found[freeze]:
        (outcome,) = [row for row in one.as_json() if row["check"] == check]
        rows.append((outcome["state"], one.since, outcome["stands_since"]))
    return rows


def test_stretch_after_the_freeze_is_given_beforehand():
    found = judged(told(None), always(0), by=rules(vep=30))
    before, after = found[VEP]
    assert (before.since, before.until) == (moment(0), moment(30) + TICK)
    assert (after.since, after.until) == (moment(30) + TICK, None)
    # Nothing can be done any more: the way out is another, the state is not.
    assert before.verdict.word == after.verdict.word == "at-risk"
    rows = states(found, "target-named")
    assert [row[0] for row in rows] == ["failed", "failed"]
    assert {row[2] for row in rows} == {moment(0).isoformat()}


def test_what_is_merged_in_the_last_moment_is_in_time():
    late = [version(1, moment(30) + TICK, reading(title="x", target__alpha="v1.9"))]
    for spans, state in ((document_spans(late), "failed"), (told().spans, "failed")):
        found = judged(Told(spans), by=rules(vep=30))
        assert states(found, "document-merged")[-1][0] == state
    in_time = [version(1, moment(30), reading(title="x", target__alpha="v1.9"))]
    found = judged(Told(document_spans(in_time)), by=rules(vep=30))
    assert states(found, "document-merged")[-1][0] == "passed"


def test_entry_that_left_has_no_verdict_and_begins_anew_when_it_is_back():
    found = judged(
        told("v1.9", "v1.10", "v1.9"), always(0, 10), always(20), by=rules(vep=90)
    )
    spans = [(one.since, one.until) for one in found[VEP]]
    assert spans == [
        (moment(0), moment(10)),
        (moment(20), None),
    ]
    since = [row[2] for row in states(found, "target-named")]
    assert since[0] == moment(0).isoformat()
    assert since[1] == moment(20).isoformat()


def test_last_verdict_stands_once_the_release_is_out():
    found = judged(told("v1.9", None, "v1.9"), by=rules(vep=5, out=15))
    assert [row[:2] for row in states(found, "target-named")] == [
        ("passed", moment(0)),
        ("failed", moment(10)),
    ]
    # One that is told of only afterwards is judged once.
    late = judged(told(None, None, None, "v1.9"), always(25), by=rules(vep=5, out=15))
    (only,) = late[VEP]
    assert (only.since, only.until) == (moment(25), None)


def test_waiver_stands_while_nobody_takes_it_back():
    waiver = Waiver("target-named", "ana", "It is known to come.", moment(3))
    waived = Term(Waived(VEP, waiver), moment(3), moment(6))
    found = judged(told(None), by=rules(), waivers=[waived])
    assert [row[:2] for row in states(found, "target-named")] == [
        ("failed", moment(0)),
        ("waived", moment(3)),
        ("failed", moment(6)),
    ]
    assert len(found[CODE]) == 1


def test_criteria_are_in_force_from_their_edit_on():
    first = PROFILE.criteria
    fewer = Criteria(first.freezes[1:])
    of = dataclasses.replace(
        rules(),
        criteria=[Term(first, EVER, moment(4)), Term(fewer, moment(4))],
    )
    found = judged(told("v1.9"), by=of)
    assert [(one.since, one.until) for one in found[VEP]] == [(moment(0), moment(4))]
    assert [(one.since, one.until) for one in found[CODE]] == [(moment(0), None)]


def test_furthest_of_two_stages_counts():
    found = judged(told("v1.9"), always(), always(5, 8, "ga"), by=rules())
    assert [row[:2] for row in states(found, "target-named")] == [
        ("passed", moment(0)),
        ("failed", moment(5)),
        ("passed", moment(8)),
    ]


# --- Anything -------------------------------------------------------------------------

minutes = st.integers(0, 40)
instants = minutes.map(moment)


@st.composite
def terms(draw, values, *, gaps=True):
    """Values in force one after the other."""
    bounds = sorted(draw(st.sets(minutes, min_size=1, max_size=4)))
    found = []
    for since, until in zip(bounds, [*bounds[1:], None], strict=True):
        if not gaps or draw(st.integers(0, 3)):
            end = None if until is None else moment(until)
            found.append(Term(draw(values), moment(since), end))
    return found


def from_ever(found):
    """The same, the first of them in force since ever."""
    return [dataclasses.replace(found[0], since=EVER), *found[1:]]


@st.composite
def tolds(draw):
    """A document with versions, an issue, a pull request that it lists, sign-offs."""
    read = st.none() | st.builds(
        lambda alpha, owners: reading(title="x", target__alpha=alpha, owners=owners),
        st.sampled_from([None, "v1.9", "v1.10"]),
        st.sampled_from([None, ["ana"]]),
    )
    ats = sorted(draw(st.lists(instants, max_size=4)))
    spans = document_spans([version(n, at, draw(read)) for n, at in enumerate(ats)])
    states_ = st.sampled_from(["open", "closed"])
    for term in draw(terms(states_)):
        value = {"number": 10, "url": "https://x/10", "state": term.value}
        spans.append(
            Span("", "issue", ISSUE_FIELD, value, "", term.since, term.until, url="u")
        )
    opened = moment(draw(minutes))
    spans.append(Span("", "issue", f"{PULL}{PLACE}", 10, "", opened, None, url="u"))
    return Told(
        spans,
        pulls={PLACE: draw(pulls(opened))},
        signoffs=draw(
            st.lists(
                st.builds(SignOff, st.sampled_from(["compute"]), st.just("b"), instants)
            )
        ),
        listings=lambda _: {PLACE: ("alpha", "v1.9")},
        gaps=draw(st.sampled_from([{}, {"owners": "It was not read."}])),
    )


@st.composite
def pulls(draw, opened):
    kinds = ["labeled", "unlabeled", "closed", "reopened"]
    happened = st.builds(
        Happening,
        st.sampled_from(kinds),
        instants.filter(lambda at: at >= opened),
        st.sampled_from(["lgtm", "approved", "do-not-merge/hold"]),
    )
    timeline = sorted(
        draw(st.lists(happened, max_size=5)) if opened < moment(40) else [],
        key=lambda one: one.at,
    )
    item = Mirrored(
        *("https://api.github.com", "acme/code", 7, "x", "", "open"),
        created_at=opened,
        updated_at=moment(40),
        timeline=tuple(timeline),
    )
    merged = draw(st.none() | instants.filter(lambda at: at >= opened))
    approvals = draw(st.lists(instants, max_size=2))
    return Pull(item, "code", merged_at=merged, approvals=tuple(sorted(approvals)))


dates = st.builds(
    lambda ends, starts, whole: Dated(
        ends, starts, moment(35) if whole else None, is_whole=whole
    ),
    st.dictionaries(st.sampled_from([VEP, CODE]), instants),
    st.none() | instants,
    st.booleans(),
)
criteria = st.sampled_from(
    [
        PROFILE.criteria,
        Criteria(PROFILE.criteria.freezes[:1]),
        Criteria(
            tuple(
                dataclasses.replace(one, criteria=one.criteria[1:])
                for one in PROFILE.criteria.freezes
            )
        ),
    ]
)
waived = st.builds(
    Waived,
    st.sampled_from([VEP, CODE]),
    st.builds(
        Waiver,
        st.sampled_from(["target-named", "owner", "code-merged"]),
        st.just("ana"),
        st.just("So it is."),
    ),
)
stages = st.builds(Promise, st.sampled_from(["alpha", "beta"]), st.just("new"))


@st.composite
def cases(draw):
    by = Rules(
        "v1.9",
        from_ever(draw(terms(criteria, gaps=False))),
        from_ever(draw(terms(dates, gaps=False))),
    )
    return draw(tolds()), by, draw(terms(stages)), draw(terms(waived))


def held(rows, at):
    """What was in force at a moment."""
    return next((one.value for one in rows if one.holds(at)), None)


def expected(case, at):
    """Freeze to verdict, as judging at that moment alone gives them."""
    what, by, promises, waivers = case
    promise = held(promises, at)
    if promise is None:
        return {}
    dated = held(by.dates, at)
    entry = EntryOf("v1.9", "", promise.stage, promise.kind, dated.starts_at)
    view = View(what, PROFILE, at)
    return {
        freeze.key: judge(
            view.see(entry, FreezeAt(freeze.key, freeze.label, freeze.ends_at)),
            asked,
            [
                one.value.waiver
                for one in waivers
                if one.value.freeze == freeze.key and one.holds(at)
            ],
        )
        for asked, freeze in freezes(held(by.criteria, at), dated)
    }


@settings(max_examples=150, deadline=None)
@given(cases(), st.lists(minutes, max_size=6))
def test_stored_verdict_is_what_judging_at_any_moment_says(case, minutes_):
    what, by, promises, waivers = case
    found = judged(what, *promises, by=by, waivers=waivers) if promises else {}
    again = judged(what, *promises, by=by, waivers=waivers) if promises else {}
    assert again == found
    bounds = {one.since for rows in found.values() for one in rows}
    probes = {at + n * TICK for at in bounds for n in (-1, 0, 1)}
    probes |= {moment(one) for one in minutes_}
    for at in probes:
        if by.out_at is not None and at > by.out_at:
            continue  # What was said last stands.
        there = {
            key: one.verdict
            for key, rows in found.items()
            for one in rows
            if one.since <= at and (one.until is None or at < one.until)
        }
        wanted = expected(case, at)
        assert there.keys() == wanted.keys()
        for key, verdict in wanted.items():
            assert stored.as_json(there[key]) == stored.as_json(verdict)


@settings(max_examples=100, deadline=None)
@given(cases())
def test_stretches_never_overlap_and_differ_where_they_meet(case):
    what, by, promises, waivers = case
    found = judged(what, *promises, by=by, waivers=waivers) if promises else {}
    for rows in found.values():
        assert all(one.until is None or one.since < one.until for one in rows)
        for one, following in itertools.pairwise(rows):
            assert one.until is not None
            assert one.until <= following.since
            if one.until == following.since:
                assert one.as_json() != following.as_json()


@settings(max_examples=100, deadline=None)
@given(cases())
def test_checks_stand_since_their_state_is_what_it_is(case):
    what, by, promises, waivers = case
    found = judged(what, *promises, by=by, waivers=waivers) if promises else {}
    for rows in found.values():
        run = []
        for one in rows:
            run = [*run, one] if run and run[-1].until == one.since else [one]
            history = standing.stretches((row.since, row.verdict) for row in run)
            since = {key: every[-1].since for key, every in history.checks.items()}
            assert {key: row.since for key, row in one.standing.checks.items()} == {
                key: since[key] for key in one.standing.checks
            }
