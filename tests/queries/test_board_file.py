"""What a snapshot keeps is read in a fixed number of statements, in one order."""

from __future__ import annotations

import pytest

from enhancements.languages import speaking
from enhancements.models import Dependency, Enhancement, Release
from enhancements.policy.boards import LABELS
from enhancements.queries import board_file
from tests.support import kept
from tests.support.tracked import day

AT = day(6, 12)


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_entries_takes_six_statements(
    demo, django_assert_num_queries, count
):
    kept.tell(demo, count)
    setting = demo.at(AT)
    with django_assert_num_queries(6):
        content = board_file.content(
            setting, setting.release("v1.9"), "enhancements-freeze"
        )
    assert len(content["entries"]) == count
    assert all(one["cells"][0]["checks"] for one in content["entries"])


def test_entries_are_sorted_by_sig_and_number(demo):
    kept.tell(demo, 4)
    setting = demo.at(AT)
    content = board_file.content(setting, setting.release("v1.9"), "code-freeze")
    assert [(one["sig"], one["number"]) for one in content["entries"]] == [
        ("compute", 1),
        ("compute", 3),
        ("network", 2),
        ("network", 4),
    ]


def test_deadline_that_there_is_not_is_refused(demo):
    kept.tell(demo)
    setting = demo.at(AT)
    with pytest.raises(board_file.DeadlineUnknown, match="no deadline “docs-freeze”"):
        board_file.content(setting, setting.release("v1.9"), "docs-freeze")


def test_what_is_kept_is_english_whoever_has_it_kept(demo):
    kept.tell(demo, 2)
    setting = demo.at(AT)
    release = setting.release("v1.9")
    english = board_file.content(setting, release, "code-freeze")
    with speaking("de"):
        assert board_file.content(setting, release, "code-freeze") == english
    words = {one["cells"][0]["text"] for one in english["entries"]}
    assert words <= set(LABELS.values())


def named(key, needs, **more):
    own, other = (
        Enhancement.objects.get(records__key=one, records__until=None)
        for one in (key, needs)
    )
    return Dependency.objects.create(
        enhancement=own, needs=other, by="bea", since=day(3), **more
    )


@pytest.mark.django_db
def test_what_an_entry_depends_on_is_kept_as_the_board_shows_it(demo):
    kept.tell(demo, 3)
    named("1", "2", stage="stable")
    named("1", "3")
    release = Release.objects.get(name="v1.9")
    setting = demo.at(AT)
    found = board_file.content(setting, setting.release("v1.9"), "code-freeze")
    [one] = [entry for entry in found["entries"] if entry["key"] == "1"]
    said = "No release is named for GA of #2, and Alpha in v1.9 needs it."
    assert one["depends_on"] == [
        {"key": "2", "late": "unplanned", "warning": said},
        {"key": "3", "late": None, "warning": ""},
    ]
    own = Enhancement.objects.get(records__key="1", records__until=None)
    kept.decision(
        release, own, "standing", "removed", day(4), freeze="enhancements-freeze"
    )
    found = board_file.content(demo.at(AT), setting.release("v1.9"), "code-freeze")
    [one] = [entry for entry in found["entries"] if entry["key"] == "1"]
    assert [need["late"] for need in one["depends_on"]] == [None, None]
