"""Values of searches: what they mean to a project, and where they are refused."""

from __future__ import annotations

import datetime as dt

import pytest

from enhancements import profiles
from enhancements.policy.search import fields, grammar, reading
from enhancements.policy.search.days import Span
from enhancements.policy.search.grammar import SearchRefused
from enhancements.policy.search.reading import Known, Numbers, Want

NOW = dt.datetime(2026, 3, 15, 13, 30, tzinfo=dt.UTC)
KNOWN = Known(
    profile=profiles.load("kubernetes"),
    now=NOW,
    releases=("v1.8", "v1.9", "v1.10", "v1.11"),
    current="v1.10",
    me=("alice", "alice-at-work"),
)


def want(text: str, known: Known = KNOWN) -> Want:
    (found,) = reading.read(grammar.parse(text), known).values()
    return found


def day(year: int, month: int, number: int) -> dt.datetime:
    return dt.datetime(year, month, number, tzinfo=dt.UTC)


NAMES = {
    "sig:Network": ("network",),
    "sig:sig-network,node": ("network", "node"),
    "stage:GA": ("stable",),
    "stage:beta,beta": ("beta",),
    "release:1.9": ("v1.9",),
    "release:current": ("v1.10",),
    "release:next,current-1": ("v1.11", "v1.9"),
    "release:current+1": ("v1.11",),
    "release:>=v1.9": ("v1.9", "v1.10", "v1.11"),
    "release:<current": ("v1.8", "v1.9"),
    "release:v1.9..v1.10": ("v1.9", "v1.10"),
    "release:..1.9": ("v1.8", "v1.9"),
    "owner:@Bob": ("bob",),
    "owner:me": ("alice", "alice-at-work"),
    "is:At-Risk": ("at-risk",),
    "has:docs-pr": ("docs-pr",),
    'title:"Live Migration"': ("Live Migration",),
}


@pytest.mark.parametrize(("text", "names"), NAMES.items())
def test_names(text: str, names: tuple[str, ...]) -> None:
    assert want(text).names == names


def test_none_is_asked_beside_names():
    found = want("sig:none,node")
    assert (found.or_none, found.names) == (True, ("node",))


SPANS = {
    "updated:2026-02-28": Span(day(2026, 2, 28), day(2026, 3, 1)),
    "updated:2026-02": Span(day(2026, 2, 1), day(2026, 3, 1)),
    "updated:2025": Span(day(2025, 1, 1), day(2026, 1, 1)),
    "updated:2025-12": Span(day(2025, 12, 1), day(2026, 1, 1)),
    "updated:<14d": Span(NOW - dt.timedelta(14), None),
    "updated<2w": Span(NOW - dt.timedelta(14), None),
    "updated>3m": Span(None, NOW - dt.timedelta(90)),
    "updated:1d": Span(day(2026, 3, 14), day(2026, 3, 15)),
    "updated:yesterday": Span(day(2026, 3, 14), day(2026, 3, 15)),
    "updated:>=2026-02": Span(day(2026, 2, 1), None),
    "updated:>2026-02": Span(day(2026, 3, 1), None),
    "updated:<2026-02": Span(None, day(2026, 2, 1)),
    "updated:<=2026-02-01": Span(None, day(2026, 2, 2)),
    "updated:2026-01..2026-02": Span(day(2026, 1, 1), day(2026, 3, 1)),
    "updated:30d..7d": Span(day(2026, 2, 13), day(2026, 3, 9)),
}


@pytest.mark.parametrize(("text", "span"), SPANS.items())
def test_dates(text: str, span: Span) -> None:
    assert want(text).spans == (span,)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("number:#214", Numbers(214, 214)),
        ("number:100..200", Numbers(100, 200)),
        ("number:100..", Numbers(100, None)),
        ("number:>100", Numbers(101, None)),
        ("number:<=100", Numbers(None, 100)),
    ],
)
def test_numbers(text: str, numbers: Numbers) -> None:
    assert want(text).numbers == (numbers,)


REFUSED = {
    "sgi:network": ("Did you mean sig: ?", 0, 3),
    "a frob:1": ("There is no field “frob”", 2, 6),
    "stage:gamma": ("“gamma” is no stage. Known are:", 6, 11),
    "stage:beta,aplha": ("Did you mean alpha?", 11, 16),
    "release:soon": ("is no release. Write one such as v1.9", 8, 12),
    "release:current+9": ("No such release is known after v1.10", 8, 17),
    "release:currently": ("Write current, current+1", 8, 17),
    "updated:<soon": ("is no date", 8, 13),
    "updated:2026-02-30": ("is no date", 8, 18),
    "updated:9999": ("is no date", 8, 12),
    "number:many": ("is no number", 7, 11),
    "sig:>network": ("has no order", 4, 12),
    "sig:": ("Say what follows sig:", 0, 4),
    "is:none": ("cannot be none", 3, 7),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.items())
def test_is_refused_at_its_place(text: str, said: tuple[str, int, int]) -> None:
    with pytest.raises(SearchRefused) as caught:
        want(text)
    (trouble,) = caught.value.troubles
    assert said[0] in trouble.message
    assert (trouble.place.start, trouble.place.end) == said[1:]


def test_every_trouble_is_told_at_once():
    with pytest.raises(SearchRefused) as caught:
        reading.read(grammar.parse("(stage:x OR frob:1) number:y"), KNOWN)
    assert [one.place.start for one in caught.value.troubles] == [7, 12, 27]


def test_who_has_not_signed_in_is_nobody():
    stranger = Known(KNOWN.profile, NOW)
    with pytest.raises(SearchRefused, match="Sign in to search for yourself"):
        want("owner:me", stranger)
    with pytest.raises(SearchRefused, match="No release is in work"):
        want("release:current", stranger)


@pytest.mark.parametrize("field", fields.EVERY, ids=lambda field: field.name)
def test_every_example_can_be_meant(field: fields.Field) -> None:
    found = want(f"{field.name}:{field.example}")
    assert found.field is field
    assert found.names or found.spans or found.numbers
    assert field.meaning[0].islower() or field.meaning[0].isupper()
