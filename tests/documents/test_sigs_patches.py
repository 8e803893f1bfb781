"""What has to change in sigs.yaml, by what is read of it then."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from enhancements import profiles
from enhancements.documents import roster_patches, sigs, sigs_patches
from enhancements.documents.patch_lists import PatchRefused

PROFILE = profiles.load("kubernetes")
TEXT = """# Written by hand.
sigs:
  - dir: sig-node
    name: Node
    label: node
    leadership:
      chairs:
        - github: ann
          name: Ann Arbor # since 2019
          company: Acme
        # Bob is on leave.
        - github: Bob
          name: Bob
      tech_leads:
        - github: cid
          name: Cid
    subprojects:
      - name: kubelet
        leads:
          - github: eve
  - dir: sig-storage
    name: Storage
    leadership:
      chairs: [] # nobody yet
"""


def change(people, field="chairs", sig="node", text=TEXT):
    return sigs_patches.change(
        text.encode(),
        path="sigs.yaml",
        sig=sig,
        field=field,
        people=people,
        profile=PROFILE,
    )


def changed(*asked, **more):
    """Lines that go, and lines that come."""
    lines = change(*asked, **more).diff.splitlines()[2:]
    return [line for line in lines if line[:1] in "+-"]


def named(text, field="chairs", sig="node"):
    found = sigs.read(text.encode(), profile=PROFILE).sigs
    group = next(one for one in found if one.name == sig)
    return [one.handle for one in getattr(group, field)]


def test_people_come_and_go_with_all_lines_of_theirs():
    assert changed(["bob", "zoe"]) == [
        "-        - github: ann",
        "-          name: Ann Arbor # since 2019",
        "-          company: Acme",
        "+        - github: zoe",
        "+          name: zoe",
    ]
    assert named(change(["bob", "zoe"]).text) == ["Bob", "zoe"]


def test_file_that_says_so_already_stays():
    assert change(["BOB", "ann"]).diff == ""
    assert change([], sig="storage").text == TEXT


def test_list_that_loses_all_is_empty_and_one_that_was_gets_its_first():
    assert changed([])[0] == "-      chairs:"
    assert "+      chairs: []" in changed([])
    assert changed(["a1", "null"], sig="storage") == [
        "-      chairs: [] # nobody yet",
        "+      chairs: # nobody yet",
        "+      - github: a1",
        "+        name: a1",
        '+      - github: "null"',
        '+        name: "null"',
    ]


def test_list_that_there_is_not_is_begun():
    assert changed(["dan"], "leads", sig="storage") == [
        "+      tech_leads:",
        "+      - github: dan",
        "+        name: dan",
    ]


def test_who_leads_a_subproject_stays_there_and_is_not_taken_out():
    assert changed(["eve", "dan"], "leads") == [
        "-        - github: cid",
        "-          name: Cid",
        "+        - github: dan",
        "+          name: dan",
    ]
    with pytest.raises(PatchRefused, match="@eve leads a subproject"):
        change(["cid"], "leads")


HEAD = "sigs:\n- name: node\n  leadership:\n    chairs:"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sigs: [", "names no SIG node"),
        ("sigs:\n- name: Other\n", "names no SIG node"),
        ("sigs:\n- name: node\n", "not written as lines"),
        ("sigs:\n- {name: node, leadership: {chairs: []}}\n", "not written as lines"),
        (f"{HEAD} [{{github: ann}}]\n", "unusual way"),
        (f"{HEAD}\n    -\n      github: ann\n", "unusual way"),
        (f"{HEAD} &x\n    - github: ann\n    tech_leads: *x\n", "not understood"),
        (TEXT.replace("\n", "\r\n"), "unusual line ends"),
    ],
)
def test_what_is_written_otherwise_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(PatchRefused, match=sentence):
        change(["zoe"], text=text)


PIECES = st.sampled_from(
    [
        *TEXT.splitlines(keepends=True),
        "      chairs:\n",
        "      - github: ann\n",
        "        bio: |\n          Long.\n          Text.\n",
        '        company: "A\n          B"\n',
        "      chairs: [{github: ann}]\n",
        "      chairs: ~\n",
        "    leadership: &a\n",
        "    leadership: *a\n",
        "  - name: node\n",
        "---\n",
        "...\n",
    ]
)
LOGINS = st.lists(st.sampled_from(["ann", "bob", "zoe", "on", "1e3"]), unique=True)


@given(st.lists(PIECES).map("".join), LOGINS, st.sampled_from(sigs_patches.FIELDS))
@example(TEXT, ["zoe"], "leads")
def test_what_comes_out_says_just_that_or_nothing_does(pieces, people, field):
    for text in (pieces, TEXT.partition("tech_leads")[0] + pieces):
        try:
            patch = change(people, field, text=text)
        except PatchRefused:
            continue
        handles = {one.casefold() for one in named(patch.text, field)}
        assert handles == set(people)
        assert change(people, field, text=patch.text).diff == ""


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise_anything_else(data):
    try:
        sigs_patches.change(
            data, path="a", sig="node", field="chairs", people=["a"], profile=PROFILE
        )
    except PatchRefused:
        return
    raise AssertionError("They named a SIG.")


def test_new_owners_file_is_applied_as_it_is(tmp_path):
    patch = roster_patches.begun(
        "sig-node/OWNERS", field="approvers", people=["ann", "on"]
    )
    assert patch.text == 'approvers:\n- ann\n- "on"\n'
    git = shutil.which("git")
    assert git is not None
    subprocess.run([git, "init", "-q", tmp_path], check=True)
    subprocess.run(
        [git, "apply", "-"], input=patch.diff.encode(), cwd=tmp_path, check=True
    )
    assert (tmp_path / "sig-node/OWNERS").read_text() == patch.text
