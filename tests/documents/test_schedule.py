from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.schedule import (
    ScheduleEntry,
    ScheduleReading,
    read,
    read_date,
)
from enhancements.profiles import load

KUBEVIRT = load("kubevirt")
PATH = "releases/v1.9/schedule.yaml"

OLD = """\
- when: 2025-02-01
  who: Kubernetes
  what: Tag 1.40.0-beta.0
- when: 2025-03-01
  milestone: Alpha 0 (1.5)
  who: KubeVirt
  what: Tag v1.5.0-alpha.0
- when: 2025-04-02
  milestone: Feature Freeze
  who: KubeVirt
  what: Branch release-1.5
- when: 2025-05-07
  milestone: GA
  who: KubeVirt
  what: Tag v1.5.0 on release-1.5
"""

NEW = """\
- when: 2026/03/11
  milestone: null
  who: Kubernetes
  what: Tag 1.36.0-beta.0
  notes: null
- when: 2026/04/22
  milestone: Kubernetes Release
  who: Kubernetes
  what: 1.36.0 release
- when: 2026/04/30
  milestone: KubeVirt Alpha 0
  who: KubeVirt
  what: Tag v1.9.0-alpha.0
- when: 2026/04/30
  milestone: KubeVirt Alpha 0
  who: KubeVirt
  what: Virtualization Enhancement Proposal (VEP) Freeze
- when: 2026/05/21
  milestone: KubeVirt Beta 0
  who: KubeVirt CI
  what: Mandatory pre-submit
- when: 2026/06/24
  milestone: KubeVirt Code Freeze
  who: KubeVirt
  what: Branch release-1.9
  notes: Review [the list](https://example.org/list)
- when: 2026/07/22
  milestone: "**KubeVirt GA**"
  who: KubeVirt
  what: Tag v1.9.0 on release-1.9
- when: 2026/07/29
  milestone: "**CDI GA**"
  who: CDI
  what: v1.66.0 release
"""


def entries(text):
    reading = read(text.encode(), profile=KUBEVIRT, path=PATH)
    assert reading.unreadable == ""
    return reading.entries


def only(text):
    (entry,) = entries(text)
    return entry


def test_new_schedule_is_read_with_the_freeze_that_only_its_text_tells():
    assert [(e.kind, e.date.isoformat(), e.name, e.slug) for e in entries(NEW)] == [
        (
            "other",
            "2026-03-11",
            "Tag 1.36.0-beta.0",
            "kubernetes-tag-1-36-0-beta-0",
        ),
        (
            "other",
            "2026-04-22",
            "Kubernetes Release",
            "kubernetes-kubernetes-release",
        ),
        (
            "other",
            "2026-04-30",
            "KubeVirt Alpha 0",
            "kubevirt-kubevirt-alpha-0-tag-v1-9-0-alpha-0",
        ),
        (
            "enhancements-freeze",
            "2026-04-30",
            "Virtualization Enhancement Proposal (VEP) Freeze",
            "kubevirt-kubevirt-alpha-0-virtualization-enhancement-proposal-vep-freeze",
        ),
        ("other", "2026-05-21", "KubeVirt Beta 0", "kubevirt-ci-kubevirt-beta-0"),
        (
            "code-freeze",
            "2026-06-24",
            "KubeVirt Code Freeze",
            "kubevirt-kubevirt-code-freeze",
        ),
        ("release", "2026-07-22", "KubeVirt GA", "kubevirt-kubevirt-ga"),
        ("other", "2026-07-29", "CDI GA", "cdi-cdi-ga"),
    ]


def test_old_schedule_is_read_with_its_feature_freeze():
    assert [(e.kind, e.date.isoformat(), e.name) for e in entries(OLD)] == [
        ("other", "2025-02-01", "Tag 1.40.0-beta.0"),
        ("other", "2025-03-01", "Alpha 0 (1.5)"),
        ("code-freeze", "2025-04-02", "Feature Freeze"),
        ("release", "2025-05-07", "GA"),
    ]


def test_entry_keeps_its_words_and_its_line():
    assert entries(NEW)[5] == ScheduleEntry(
        kind="code-freeze",
        slug="kubevirt-kubevirt-code-freeze",
        name="KubeVirt Code Freeze",
        date=dt.date(2026, 6, 24),
        raw="2026/06/24",
        line=22,
        who="KubeVirt",
        what="Branch release-1.9",
        milestone="KubeVirt Code Freeze",
        notes="Review [the list](https://example.org/list)",
    )


def test_slugs_stay_when_dates_move():
    moved = NEW.replace("2026/07", "2026/08")
    assert [e.slug for e in entries(moved)] == [e.slug for e in entries(NEW)]
    assert entries(moved) != entries(NEW)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ("what: VEP freeze", "enhancements-freeze"),
        ("what: Enhancements Freeze", "enhancements-freeze"),
        ("milestone: VEP Freeze", "enhancements-freeze"),
        ("milestone: Code freeze", "code-freeze"),
        ("{milestone: Code Freeze, who: Kubernetes}", "other"),
        ("milestone: Docs Freeze", "docs-freeze"),
        ("milestone: General Availability", "release"),
        ("{milestone: GA, who: CDI}", "other"),
        ("milestone: CDI GA", "other"),
        ("milestone: Design phase starts", "start"),
        ("what: prevent VEP issues from freezing", "other"),
    ],
)
def test_kind_is_told_by_the_profiles_rules(fields, kind):
    text = f"- {{when: 2026-01-01, {fields.strip('{}')}}}\n"
    assert only(text).kind == kind


@pytest.mark.parametrize("text", ["TBD", "n/a", "-- not yet"])
def test_date_left_open_is_no_problem(text):
    entry = only(f"- when: {text}\n  milestone: GA\n")
    assert (entry.date, entry.raw, entry.problem) == (None, text, "")


@pytest.mark.parametrize(
    ("text", "raw", "problem"),
    [
        (
            "- when: next week\n  milestone: GA\n",
            "next week",
            'Line 1: "next week" is no day; write one such as 2026-06-24.',
        ),
        (
            "- when: 2026-02-30\n",
            "2026-02-30",
            'Line 1: "2026-02-30" is no day; write one such as 2026-06-24.',
        ),
        (
            "- milestone: GA\n",
            "",
            "Line 1: when is missing; write a day such as 2026-06-24.",
        ),
        (
            "- when: 2026-01-01\n  milstone: GA\n",
            "2026-01-01",
            (
                "Line 1: milstone is no key of an entry; write one of when, milestone, "
                "who, what, notes."
            ),
        ),
        (
            "- when: 2026-01-01\n  what: [a, b]\n",
            "2026-01-01",
            "Line 1: what holds more than one text; write one.",
        ),
        (
            "- when: 2026-01-01\n  when: 2026-01-02\n",
            "",
            (
                "Line 1: when is missing; write a day such as 2026-06-24. when stands "
                "there more than once; keep one."
            ),
        ),
        (
            "- just text\n",
            "",
            "Line 1: this is no entry; write keys such as when and what.",
        ),
    ],
)
def test_entry_that_cannot_be_read_is_kept_with_its_problem(text, raw, problem):
    entry = only(text)
    assert (entry.raw, entry.problem) == (raw, problem)


def test_entries_of_one_kind_are_all_given():
    text = "- {when: 2026-01-01, milestone: GA}\n- {when: 2026-01-08, milestone: GA}\n"
    assert [(e.kind, e.slug) for e in entries(text)] == [
        ("release", "ga"),
        ("release", "ga-2"),
    ]


def test_slugs_are_unique_even_when_one_looks_like_a_counted_one():
    text = "- {what: a}\n- {what: a}\n- {what: a 2}\n- {what: a}\n"
    slugs = [entry.slug for entry in entries(text)]
    assert len(set(slugs)) == 4


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "it is empty; write a list of entries with when, milestone and what."),
        (
            b"../v1.8/schedule.yaml\n",
            (
                "it holds only the path ../v1.8/schedule.yaml, as a symbolic link "
                "does; put "
                "the schedule itself in its place."
            ),
        ),
        (
            b"when: 2026-01-01\n",
            "it is no list; begin each entry with - on a line of its own.",
        ),
        (b"- when: a: b\n", "line 1: mapping values are not allowed in this context"),
        (
            b"- \xff\n",
            (
                "The file is not UTF-8 text: line 1 has a byte that means nothing "
                "there; save it as UTF-8."
            ),
        ),
    ],
)
def test_file_that_is_no_schedule_is_unreadable(data, sentence):
    assert read(data, profile=KUBEVIRT, path=PATH) == ScheduleReading(
        unreadable=f"The schedule cannot be read: {sentence}"
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-24", dt.date(2026, 6, 24)),
        ("2026/06/24", dt.date(2026, 6, 24)),
        ("2026/6/4", dt.date(2026, 6, 4)),
        ("2026.06.24", dt.date(2026, 6, 24)),
        ("2026-06/24", None),
        ("2026-13-01", None),
        ("24.06.2026", None),
        ("2026-06-24T10:00", None),
    ],
)
def test_read_date(text, day):
    assert read_date(text) == day


@given(st.dates(), st.sampled_from(["-", "/", "."]))
def test_read_date_reads_every_day(day, separator):
    assert read_date(day.strftime(f"%Y{separator}%m{separator}%d").zfill(10)) == day


def test_reading_survives_its_own_json():
    for text in (NEW, "- when: soon\n", ""):
        reading = read(text.encode(), profile=KUBEVIRT, path=PATH)
        data = json.loads(json.dumps(reading.as_json()))
        assert ScheduleReading.from_json(data) == reading


lines = st.sampled_from(
    [
        "- when: 2026-01-01",
        "  who: KubeVirt",
        "  what: x",
        "- ",
        "  a: b",
        "[",
        "- a",
        "",
    ]
)


@given(st.lists(lines).map("\n".join).map(str.encode) | st.binary())
def test_read_never_raises_and_slugs_are_unique(data):
    found = read(data, profile=KUBEVIRT, path=PATH).entries
    assert len({entry.slug for entry in found}) == len(found)
