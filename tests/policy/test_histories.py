"""Random histories against a naive oracle that asks the versions themselves."""

from __future__ import annotations

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enhancements.documents.facts import Fact, Reading
from enhancements.policy.records import records
from enhancements.policy.spans import document_spans, without_overlap
from tests.support.told import PROFILE, beside, moment, version

# A busy machine is no failure.
unhurried = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

FIELDS = ("title", "status", "target.alpha", "target.beta")
VALUES = ("v1.8", "v1.9", None)


@st.composite
def readings(draw):
    """A reading, an unreadable text, or None for a deleted file."""
    kind = draw(st.sampled_from(["read"] * 6 + ["unreadable", "deleted"]))
    if kind == "unreadable":
        return Reading(unreadable="It cannot be read.")
    if kind == "deleted":
        return None
    said = draw(
        st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(VALUES), max_size=4)
    )
    forms = st.sampled_from(["", ".0"])
    return Reading(
        tuple(
            Fact(field, value, f"{value}{draw(forms)}" if value else "")
            for field, value in said.items()
        )
    )


@st.composite
def lines(draw, make=version):
    """Versions of one document; the committer's clock may stand or go back."""
    steps = draw(st.lists(st.integers(-3, 6), max_size=8))
    times = itertools.accumulate(steps, initial=draw(st.integers(0, 5)))
    return [
        make(ordinal, moment(minutes), draw(readings()))
        for ordinal, minutes in enumerate(times, start=1)
    ]


PROBES = st.floats(-2, 60, allow_nan=False).map(moment)


def standing(versions, at):
    """The readings up to the moment by the rules, told as simply as possible."""
    clock, said = None, []
    for one in versions:
        clock = one.at if clock is None else max(clock, one.at)
        said.append((clock, one.reading))
    # Of those at one moment only the last was ever there.
    last = [
        (when, read)
        for (when, read), after in itertools.zip_longest(said, said[1:])
        if after is None or after[0] != when
    ]
    return [read for when, read in last if when <= at]


def expected(versions, at):
    """Field to value as the last readable version said it; None: not there."""
    values = None
    for read in standing(versions, at):
        if read is None:
            values = None
        elif read.unreadable:
            values = values or {}
        else:
            values = {fact.field: fact.value for fact in read.facts}
    return values


def said(spans, at):
    return {
        span.field: span.value
        for span in spans
        if span.holds(at) and span.field in FIELDS
    }


@unhurried
@given(lines())
def test_claims_of_one_series_never_overlap_and_always_last(versions):
    series = {}
    for span in document_spans(versions):
        series.setdefault(span.series, []).append(span)

    for found in series.values():
        found.sort(key=lambda span: span.since)
        assert all(s.until is None or s.since < s.until for s in found)
        assert all(
            one.until is not None and one.until <= other.since
            for one, other in itertools.pairwise(found)
        )


@unhurried
@given(lines(), PROBES)
def test_claims_say_at_any_moment_what_the_versions_said(versions, at):
    assert said(document_spans(versions), at) == (expected(versions, at) or {})


@unhurried
@given(lines(), PROBES)
def test_document_is_there_exactly_while_a_version_is(versions, at):
    held = [
        s for s in document_spans(versions) if s.field == "document" and s.holds(at)
    ]

    assert len(held) == (0 if expected(versions, at) is None else 1)


@unhurried
@given(lines(), lines(beside), PROBES)
def test_record_at_any_moment_equals_a_naive_resolution(main, other, at):
    spans = without_overlap([*document_spans(main), *document_spans(other)])
    found = [
        stretch
        for stretch in records(spans, PROFILE)
        if stretch.since <= at and (stretch.until is None or at < stretch.until)
    ]
    mine, theirs = expected(main, at), expected(other, at)

    assert len(found) == (0 if mine is None and theirs is None else 1)
    for stretch in found:
        first, second = mine or {}, theirs or {}
        for stage in ("alpha", "beta"):
            field = f"target.{stage}"
            naive = first.get(field) or second.get(field)
            assert stretch.state.targets[stage] == naive
        assert stretch.state.status == (first.get("status") or second.get("status"))
        drifting = {
            field
            for field in set(first) & set(second) - {"title"}
            if first[field] and second[field] and first[field] != second[field]
        }
        assert {d["field"] for d in stretch.state.drift} == drifting


@unhurried
@given(lines())
def test_records_never_overlap_and_differ_from_their_neighbours(versions):
    stretches = records(document_spans(versions), PROFILE)

    for one, other in itertools.pairwise(stretches):
        assert one.until is not None
        assert one.until <= other.since
        assert one.until < other.since or one.state != other.state
