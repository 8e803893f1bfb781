from __future__ import annotations

from enhancements.documents.facts import Fact, Reading
from enhancements.policy.entries import entries
from enhancements.policy.records import records
from enhancements.policy.spans import document_spans
from tests.support.told import PROFILE, moment, reading, version


def promised(*versions):
    return entries(records(document_spans(versions), PROFILE), PROFILE)


def brief(*versions):
    return [(e.stage, e.release, e.since, e.until) for e in promised(*versions)]


def test_document_that_speaks_of_no_target_has_no_entry():
    assert promised(version(1, moment(0), reading(title="x"))) == []


def test_target_is_an_entry_while_it_holds():
    assert brief(
        version(1, moment(0), reading(title="x", target__alpha="v1.8")),
        version(2, moment(5), reading(title="x", target__alpha=None)),
    ) == [("alpha", "v1.8", moment(0), moment(5))]


def test_entry_goes_on_while_other_facts_change():
    assert brief(
        version(1, moment(0), reading(title="x", target__alpha="v1.8")),
        version(2, moment(5), reading(title="y", target__alpha="v1.8")),
    ) == [("alpha", "v1.8", moment(0), None)]


def test_target_that_moves_ends_one_entry_and_begins_another():
    old, new = promised(
        version(1, moment(0), reading(title="x", target__alpha="v1.8")),
        version(2, moment(5), reading(title="x", target__alpha="v1.9")),
    )

    assert (old.release, old.until, old.moved_from, old.moved_to) == (
        "v1.8",
        moment(5),
        "",
        "v1.9",
    )
    assert (new.release, new.since, new.moved_from, new.moved_to) == (
        "v1.9",
        moment(5),
        "v1.8",
        "",
    )


def test_target_that_comes_back_to_its_release_did_not_move():
    first, second = promised(
        version(1, moment(0), reading(title="x", target__alpha="v1.8")),
        version(2, moment(5), reading(title="x", target__alpha=None)),
        version(3, moment(9), reading(title="x", target__alpha="v1.8")),
    )

    assert (first.moved_to, second.moved_from, second.since) == ("", "", moment(9))


def test_entry_ends_with_the_document_and_begins_anew_with_it():
    assert brief(
        version(1, moment(0), reading(title="x", target__alpha="v1.8")),
        version(2, moment(5), None),
        version(3, moment(9), reading(title="x", target__alpha="v1.8")),
    ) == [
        ("alpha", "v1.8", moment(0), moment(5)),
        ("alpha", "v1.8", moment(9), None),
    ]


def test_spoken_since_is_when_targets_were_first_spoken_of_even_blank():
    (entry,) = promised(
        version(1, moment(0), reading(title="x")),
        version(2, moment(3), reading(title="x", target__alpha=None)),
        version(3, moment(5), reading(title="x", target__alpha="v1.8")),
    )

    assert (entry.spoken_since, entry.since) == (moment(3), moment(5))


def test_entries_name_track_source_version_and_line():
    fact = Fact("target.beta", "v1.9", "v1.9", 7, track="Gate")
    (entry,) = promised(version(1, moment(0), Reading((fact,))))

    assert (entry.track, entry.source, entry.version, entry.line) == (
        "Gate",
        "document",
        101,
        7,
    )


def test_two_stages_for_one_release_are_two_entries():
    assert brief(
        version(1, moment(0), reading(target__alpha="v1.8", target__beta="v1.8"))
    ) == [
        ("alpha", "v1.8", moment(0), None),
        ("beta", "v1.8", moment(0), None),
    ]
