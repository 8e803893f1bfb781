"""Whose history a document goes on with: git's rename pairs decide, no number."""

from __future__ import annotations

import pytest

from enhancements.models import Document, Enhancement, Version
from enhancements.queries.enhancement import EnhancementMoved, EnhancementUnknown
from tests.support.tracked import columns, day, side, vep

SIG = "veps/sig-compute"
FLAT = f"{SIG}/warm-standby.md"
WARM = f"{SIG}/10-warm-standby"
CLOCK = f"{SIG}/12-clock-skew"
MAIN = f"{WARM}/vep.md"
OTHER = vep(12, "Clock skew", body="Clocks of guests drift apart. " * 20, beta="v1.9")


@pytest.fixture(autouse=True)
def _tracked(demo):
    demo.track("documents")


def living():
    """(path, role, enhancement) of the documents that are there."""
    rows = Document.objects.filter(removed=False).order_by("path")
    numbers = {}
    return [
        (d.path, d.role, numbers.setdefault(d.enhancement_id, len(numbers) + 1))
        for d in rows
    ]


def changes(path):
    """What happened to the document that is, or last was, at a path."""
    document = Document.objects.filter(path=path).order_by("removed", "-pk")[0]
    versions = Version.objects.filter(document=document).order_by("ordinal")
    return [(v.ordinal, v.change, v.role) for v in versions]


def test_rename_keeps_the_enhancement_and_its_old_key_redirects(demo):
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.commit(renames={MAIN: f"{SIG}/11-warm-standby/vep.md"}, at=day(2))
    demo.sync()

    assert demo.keys() == ["11"]
    assert demo.keys(day(1, 12)) == ["10"]
    with pytest.raises(EnhancementMoved) as moved:
        demo.page("10")
    assert str(moved.value) == "11"
    assert demo.page("10", day(1, 12)).key == "10"


@pytest.mark.parametrize("name", ["10-warm-standby", MAIN, "warm-standby", FLAT])
def test_every_old_name_redirects(demo, name):
    demo.commit({FLAT: vep(10)}, day(1))
    demo.commit(renames={FLAT: MAIN}, at=day(2))
    demo.commit(renames={MAIN: f"{SIG}/11-hot-standby/vep.md"}, at=day(3))
    demo.sync()

    with pytest.raises(EnhancementMoved) as moved:
        demo.page(name)
    assert str(moved.value) == "11"


def test_name_that_nobody_had_is_unknown(demo):
    demo.commit({MAIN: vep(10)}, day(1))
    demo.sync()

    with pytest.raises(EnhancementUnknown):
        demo.page("99")


def test_enhancement_is_unknown_before_it_was_there(demo):
    demo.commit({MAIN: vep(10)}, day(3))
    demo.sync()

    with pytest.raises(EnhancementUnknown):
        demo.page("10", day(2))


def test_number_passes_from_one_enhancement_to_another_in_one_commit(demo):
    demo.commit({MAIN: vep(10), f"{CLOCK}/vep.md": OTHER}, day(1))
    demo.commit(
        renames={
            MAIN: f"{SIG}/11-warm-standby/vep.md",
            f"{CLOCK}/vep.md": f"{SIG}/10-clock-skew/vep.md",
        },
        at=day(2),
    )
    demo.sync()

    assert columns(demo.rows(day(1, 12)), "key", "title") == [
        ("10", "Warm standby"),
        ("12", "Clock skew"),
    ]
    assert columns(demo.rows(), "key", "title") == [
        ("10", "Clock skew"),
        ("11", "Warm standby"),
    ]
    assert Enhancement.objects.count() == 2
    assert [p["field"] for row in demo.rows() for p in row["problems"]] == []


def test_two_enhancements_with_one_number_go_by_their_directories(demo):
    twin = f"{SIG}/10-clock-skew/vep.md"
    demo.commit({MAIN: vep(10)}, day(1))
    demo.commit({twin: vep(10, "Clock skew", body="Clocks drift. " * 20)}, day(3))
    demo.sync()
    message = (
        "Another enhancement has the number 10 too. Give each its own: the number of"
        " its tracking issue."
    )

    assert demo.keys(day(2)) == ["10"]
    assert [
        (row["key"], row["number"], [p["message"] for p in row["problems"]])
        for row in demo.rows()
    ] == [("10-clock-skew", 10, [message]), ("10-warm-standby", 10, [message])]


def test_number_is_the_key_again_once_the_other_gave_it_up(demo):
    twin = f"{SIG}/10-clock-skew/vep.md"
    demo.commit({MAIN: vep(10), twin: OTHER}, day(1))
    demo.sync()
    demo.commit(renames={twin: f"{CLOCK}/vep.md"}, at=day(3))
    demo.sync()

    assert demo.keys(day(2)) == ["10-clock-skew", "10-warm-standby"]
    assert demo.keys() == ["10", "12"]
    assert [row["problems"] for row in demo.rows()] == [[], []]


def test_flat_file_moves_into_a_directory_beside_a_new_side_document(demo):
    demo.commit({FLAT: vep(10, alpha="v1.8")}, day(1))
    demo.commit({f"{WARM}/notes.md": side(beta="v1.9")}, day(2), renames={FLAT: MAIN})
    demo.sync()

    assert living() == [(f"{WARM}/notes.md", "side", 1), (MAIN, "main", 1)]
    assert changes(MAIN) == [(1, "added", "main"), (2, "renamed", "main")]
    assert demo.only()["targets"] == {"alpha": "v1.8", "beta": "v1.9", "ga": None}


def test_vep_md_added_beside_an_older_main_document_takes_its_place(demo):
    old = f"{WARM}/warm-standby.md"
    demo.commit({old: vep(10, alpha="v1.8")}, day(1))
    demo.commit({MAIN: vep(10, "Warm standby, told anew", alpha="v1.9")}, day(2))
    demo.sync()

    assert living() == [(MAIN, "main", 1), (old, "side", 1)]
    assert changes(old) == [(1, "added", "main"), (2, "modified", "side")]
    assert columns(demo.rows(day(1, 12)), "key", "title") == [("10", "Warm standby")]
    row = demo.only()
    assert (row["title"], row["document"]["path"]) == ("Warm standby, told anew", MAIN)
    assert [(c["source"], c["value"]) for c in row["drift"][0]["claims"]] == [
        ("document", "v1.9"),
        ("document:warm-standby.md", "v1.8"),
    ]


def test_document_that_is_removed_and_added_again_goes_on(demo):
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.commit({MAIN: None}, day(3))
    demo.commit({MAIN: vep(10, alpha="v1.9")}, day(5))
    demo.sync()

    assert [demo.keys(day(n)) for n in (2, 4, 6)] == [["10"], [], ["10"]]
    assert changes(MAIN) == [
        (1, "added", "main"),
        (2, "deleted", "main"),
        (3, "added", "main"),
    ]
    assert Enhancement.objects.count() == 1


def test_removed_enhancement_keeps_its_page(demo):
    demo.commit({MAIN: vep(10)}, day(1))
    demo.commit({MAIN: None}, day(3))
    demo.sync()
    page = demo.page("10")

    assert (page.title, page.removed_at) == ("Warm standby", day(3))
    assert demo.rows() == []


def test_directory_that_is_removed_and_restored_goes_on_as_one(demo):
    notes = f"{WARM}/a-notes.md"
    demo.commit({MAIN: vep(10), notes: side(beta="v1.9")}, day(1))
    demo.commit({MAIN: None, notes: None}, day(2))
    demo.sync()
    demo.commit({notes: side(beta="v1.9"), MAIN: vep(10)}, day(3))
    demo.sync()

    assert living() == [(notes, "side", 1), (MAIN, "main", 1)]
    assert Enhancement.objects.count() == 1


def test_two_files_that_swap_their_texts_in_one_commit_stay_where_they_are(demo):
    one, two = f"{WARM}/vep.md", f"{CLOCK}/vep.md"
    demo.commit({one: vep(10), two: OTHER}, day(1))
    demo.commit({one: OTHER, two: vep(10)}, day(2))
    demo.sync()

    assert columns(demo.rows(), "key", "title") == [
        ("10", "Clock skew"),
        ("12", "Warm standby"),
    ]
    assert changes(one) == [(1, "added", "main"), (2, "modified", "main")]


def test_side_document_moved_into_anothers_folder_begins_anew_there(demo):
    notes, there = f"{WARM}/notes.md", f"{CLOCK}/notes.md"
    demo.commit(
        {MAIN: vep(10), notes: side(beta="v1.10"), f"{CLOCK}/vep.md": OTHER}, day(1)
    )
    demo.commit(renames={notes: there}, at=day(3))
    demo.sync()

    assert living() == [
        (MAIN, "main", 1),
        (there, "side", 2),
        (f"{CLOCK}/vep.md", "main", 2),
    ]
    assert [row["targets"]["beta"] for row in demo.rows(day(2))] == ["v1.10", "v1.9"]
    assert [row["targets"]["beta"] for row in demo.rows()] == [None, "v1.9"]
    assert [len(row["drift"]) for row in demo.rows()] == [0, 1]


def test_directory_moves_with_all_its_documents(demo):
    notes = f"{WARM}/notes.md"
    demo.commit({MAIN: vep(10), notes: side(beta="v1.10")}, day(1))
    demo.commit(renames={WARM: "veps/sig-storage/10-warm-standby"}, at=day(2))
    demo.sync()

    assert [(path, role) for path, role, _ in living()] == [
        ("veps/sig-storage/10-warm-standby/notes.md", "side"),
        ("veps/sig-storage/10-warm-standby/vep.md", "main"),
    ]
    assert columns(demo.rows(), "key", "sig") == [("10", "storage")]
    assert Enhancement.objects.count() == 1


def test_document_left_behind_by_its_main_one_begins_anew(demo):
    notes = f"{WARM}/notes.md"
    demo.commit({MAIN: vep(10, alpha="v1.8"), notes: side(beta="v1.10")}, day(1))
    demo.commit(renames={MAIN: f"{SIG}/11-hot-standby/vep.md"}, at=day(2))
    demo.sync()

    assert columns(demo.rows(), "key", "title", "targets") == [
        ("10", "Part 2", {"alpha": None, "beta": "v1.10", "ga": None}),
        ("11", "Warm standby", {"alpha": "v1.8", "beta": None, "ga": None}),
    ]


def test_flat_file_moved_beside_anothers_main_document_becomes_theirs(demo):
    demo.commit({FLAT: vep(10, alpha="v1.8"), f"{CLOCK}/vep.md": OTHER}, day(1))
    demo.commit(renames={FLAT: f"{CLOCK}/warm-standby.md"}, at=day(2))
    demo.sync()

    assert columns(demo.rows(), "key", "title", "targets") == [
        ("12", "Clock skew", {"alpha": "v1.8", "beta": "v1.9", "ga": None})
    ]
    assert changes(FLAT) == [(1, "added", "main"), (2, "deleted", "main")]


def test_main_document_that_moves_beside_a_stray_one_takes_it_over(demo):
    notes = f"{WARM}/notes.md"
    demo.commit({FLAT: vep(10, alpha="v1.8")}, day(1))
    demo.commit({notes: side(beta="v1.10")}, day(2))
    demo.commit(renames={FLAT: MAIN}, at=day(3))
    demo.sync()

    assert living() == [(notes, "side", 1), (MAIN, "main", 1)]
    assert [row["title"] for row in demo.rows()] == ["Warm standby"]
    assert changes(MAIN) == [(1, "added", "main"), (3, "renamed", "main")]


def test_document_added_again_in_a_folder_that_went_on_joins_it(demo):
    other = f"{WARM}/anew.md"
    demo.commit({MAIN: vep(10)}, day(1))
    demo.commit({MAIN: None}, day(2))
    demo.commit({other: vep(10, "Told anew", body="All of it. " * 30)}, day(3))
    demo.commit({MAIN: vep(10)}, day(4))
    demo.sync()

    assert living() == [(other, "side", 1), (MAIN, "main", 1)]
    assert columns(demo.rows(), "key", "title") == [("10", "Warm standby")]


def test_document_takes_the_place_of_one_that_ended_in_the_same_batch(demo):
    demo.commit({f"{CLOCK}/vep.md": OTHER}, day(1))
    demo.commit({MAIN: vep(10)}, day(2))
    demo.sync()
    demo.commit({MAIN: None}, day(3))
    demo.commit(renames={f"{CLOCK}/vep.md": MAIN}, at=day(4))
    demo.sync()

    assert columns(demo.rows(), "key", "title") == [("10", "Clock skew")]
    assert changes(MAIN) == [(1, "added", "main"), (4, "renamed", "main")]


def test_document_moved_out_of_the_documents_ends(demo):
    demo.commit({MAIN: vep(10)}, day(1))
    demo.commit(renames={MAIN: "attic/vep.md"}, at=day(2))
    demo.commit(renames={"attic/vep.md": MAIN}, at=day(3))
    demo.sync()

    assert [c for _, c, _ in changes(MAIN)] == ["added", "deleted", "added"]
    assert demo.keys() == ["10"]


def test_readme_of_a_folder_is_its_main_document_when_nothing_else_tells(demo):
    readme, notes = f"{WARM}/README.md", f"{WARM}/appendix.md"
    demo.commit({notes: side(beta="v1.9"), readme: vep(10)}, day(1))
    demo.sync()

    assert [(path, role) for path, role, _ in living()] == [
        (readme, "main"),
        (notes, "side"),
    ]


def test_symbolic_link_in_a_documents_place_keeps_what_was_said(demo):
    demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.commit({MAIN: b"../12-clock-skew/vep.md"}, day(2), modes={MAIN: "120000"})
    demo.sync()
    row = demo.only()

    assert (row["title"], row["targets"]["alpha"]) == ("Warm standby", "v1.8")
    assert [p["message"] for p in row["problems"]] == [
        "This is a symbolic link. Put the document itself in its place."
    ]


def test_submodule_in_a_documents_place_ends_the_document(demo):
    oid = demo.commit({MAIN: vep(10, alpha="v1.8")}, day(1))
    demo.commit({MAIN: oid.encode()}, day(2), modes={MAIN: "160000"})
    demo.sync()

    assert demo.rows() == []
