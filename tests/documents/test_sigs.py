from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.sigs import Group, Meeting, Member, SigReading, read
from enhancements.profiles import load

KUBEVIRT = load("kubevirt")

FULL = """\
sigs:
  - name: storage
    dir: sig-storage
    label: sig/storage
    mission_statement: |
      Keeps disks
      safe.
    leadership:
      chairs:
        - github: "@ada-l"
          name: Ada L.
          company: Example
        - github: grace
      tech_leads:
        - github: linus
    meetings:
      - description: Weekly
        day: Monday
        time: "13:00"
        tz: UTC
        frequency: weekly
        url: https://example.org/m
        archive_url: https://example.org/a
        recordings_url: https://example.org/r
    contact:
      slack: disks
      mailing_list: https://example.org/list
    subprojects:
      - name: copies
        owners:
          - https://raw.githubusercontent.com/acme/code/main/pkg/copies/OWNERS
          - https://github.com/acme/tools/blob/main/OWNERS
          - https://github.com/acme/tools/blob/main/README.md
        leads:
          - github: Linus
          - github: dennis
workinggroups:
  - name: Big endian working group
    dir: wg-arch-big
    label: wg/arch-big
usergroups:
committees: []
"""


def groups(text):
    reading = read(text.encode(), profile=KUBEVIRT)
    assert reading.unreadable == ""
    return reading.groups


def test_group_is_read_whole():
    assert groups(FULL) == (
        Group(
            kind="sig",
            name="storage",
            title="storage",
            label="sig/storage",
            directory="sig-storage",
            mission="Keeps disks safe.",
            areas=("copies",),
            paths=("acme/code/pkg/copies", "acme/tools"),
            chairs=(Member("ada-l", "Ada L.", "Example"), Member("grace")),
            leads=(Member("Linus"), Member("dennis")),
            mailing_list="https://example.org/list",
            slack="disks",
            meetings=(
                Meeting(
                    description="Weekly",
                    day="Monday",
                    time="13:00",
                    tz="UTC",
                    frequency="weekly",
                    url="https://example.org/m",
                    archive_url="https://example.org/a",
                ),
            ),
        ),
        Group(
            kind="wg",
            name="arch-big",
            title="Big endian working group",
            label="wg/arch-big",
            directory="wg-arch-big",
        ),
    )


def test_sigs_are_those_that_are_no_working_groups():
    reading = read(FULL.encode(), profile=KUBEVIRT)
    assert [group.name for group in reading.sigs] == ["storage"]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ("{name: Speed and Size SIG, dir: sig-speed, label: sig/scale}", "scale"),
        ("{name: Operations Group, dir: sig-ci}", "ci"),
        ("{name: SIG Control Plane}", "control-plane"),
        ("{name: control-plane, dir: sig-control-plane}", "control-plane"),
        ("{name: x, label: scale}", "scale"),
    ],
)
def test_sig_is_named_by_label_then_directory_then_name(fields, name):
    assert [group.name for group in groups(f"sigs:\n- {fields}\n")] == [name]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "sigs:\n- {mission_statement: x}\n",
            "Entry 1 of sigs has no label, dir or name; write one.",
        ),
        ("sigs:\n- text\n", "Entry 1 of sigs has no label, dir or name; write one."),
        (
            "sigs:\n- {name: a}\n- {name: b, label: sig/a}\n",
            "Entry 2 of sigs is named a as one before; keep one.",
        ),
        (
            "sigs:\n- {name: a, leadership: {chairs: [{name: Ada}]}}\n",
            "Entry 1 of sigs has 1 chairs without github; write their handles.",
        ),
    ],
)
def test_odd_group_is_a_problem(text, problem):
    assert read(text.encode(), profile=KUBEVIRT).problems == (problem,)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "it has no key sigs with a list; write each SIG below it, begun with -."),
        (
            b"sigs: x\n",
            "it has no key sigs with a list; write each SIG below it, begun with -.",
        ),
        (b"sigs: a: b\n", "line 1: mapping values are not allowed in this context"),
    ],
)
def test_file_without_sigs_is_unreadable(data, sentence):
    assert read(data, profile=KUBEVIRT) == SigReading(
        unreadable=f"The list of SIGs cannot be read: {sentence}"
    )


odd = st.recursive(
    st.none() | st.sampled_from(["sig/a", "a", "", "@x"]),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["name", "label", "dir", "leadership", "chairs", "github"]),
            inner,
        )
    ),
)


@given(odd)
def test_read_never_raises_on_odd_groups(data):
    text = f"sigs: [{str(data).replace('None', 'null')}]"
    reading = read(text.encode(), profile=KUBEVIRT)
    assert len({(group.kind, group.name) for group in reading.groups}) == len(
        reading.groups
    )


@given(st.binary())
def test_read_never_raises(data):
    reading = read(data, profile=KUBEVIRT)
    assert reading.groups == () or reading.unreadable == ""
