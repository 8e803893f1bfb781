"""What the story of the enhancement repository holds, whatever the calendar."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enhancements.sample.changes import Change


def change(told: list[Change], subject: str) -> Change:
    (found,) = [change for change in told if change.subject == subject]
    return found


def test_changes_are_in_order_of_time(told: list[Change]) -> None:
    moments = [change.at for change in told]

    assert moments == sorted(moments)


def test_two_enhancements_change_in_one_second(told: list[Change]) -> None:
    first = change(told, "Target beta for v1.9")
    second = change(told, "VEP 12: target beta for v1.9")

    assert first.at == second.at
    assert set(first.files).isdisjoint(second.files)


def test_one_document_changes_twice_in_one_second(told: list[Change]) -> None:
    wrong = change(told, "VEP 22: target beta for v1.8")
    right = change(told, "VEP 22: beta is v1.9, not v1.8")

    assert wrong.at == right.at
    assert told.index(wrong) < told.index(right)
    assert set(wrong.files) == set(right.files)


def test_normalisation_renames_dozens_of_documents(told: list[Change]) -> None:
    bulk = change(told, "Normalise directory names across all SIGs")

    kinds = Counter(data is None for data in bulk.files.values())
    assert kinds == {True: 36, False: 36}


def test_number_passes_from_one_enhancement_to_another(told: list[Change]) -> None:
    bulk = change(told, "Normalise directory names across all SIGs")

    gone = {path for path, data in bulk.files.items() if data is None}
    here = set(bulk.files) - gone
    assert "veps/sig-network/64-dns-names/vep.md" in gone
    assert "veps/sig-network/64-multiqueue-tuning/vep.md" in here
    assert "veps/sig-network/61-dns-from-appliance-names/vep.md" in here


def test_new_sig_takes_over_a_document(told: list[Change]) -> None:
    move = change(
        told, "Move the proposals of SIG Observability to their own directory"
    )

    old = "veps/sig-compute/guest-metrics/guest-metrics.md"
    new = "veps/sig-observability/guest-metrics/guest-metrics.md"
    assert set(move.files) == {old, new}
    assert move.files[old] is None


def test_removed_enhancement_has_no_file_left(told: list[Change]) -> None:
    removal = change(told, "Remove VEP 36, scheduler hints per appliance")

    path = "veps/sig-compute/36-per-appliance-scheduler-hints/vep.md"
    assert removal.files == {path: None}
    assert [path in later.files for later in told[told.index(removal) + 1 :]].count(
        True
    ) == 0


def test_document_is_not_utf8_for_a_while(told: list[Change]) -> None:
    broken, fixed = [
        change(told, "VEP 101: wording"),
        change(told, "VEP 101: store the document as UTF-8"),
    ]

    (bad,) = broken.files.values()
    (good,) = fixed.files.values()
    assert b"na\xefve" in (bad or b"")
    assert "naïve".encode() in (good or b"")


def test_every_other_document_is_utf8(told: list[Change]) -> None:
    unreadable = {
        change.subject
        for change in told
        for data in change.files.values()
        if data is not None
        and data.decode(errors="replace").count("\N{REPLACEMENT CHARACTER}")
    }

    # The rename of its directory falls into the weeks in which it is broken.
    assert unreadable == {
        "VEP 101: wording",
        "Normalise directory names across all SIGs",
    }


def test_something_happens_in_every_fortnight(told: list[Change]) -> None:
    gaps = [(later.at - earlier.at).days for earlier, later in pairwise(told)]

    assert max(gaps) <= 15
