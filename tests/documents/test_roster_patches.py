"""What has to change in OWNERS and OWNERS_ALIASES, by what is read of them then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements import profiles
from enhancements.documents import owners, roster_patches
from enhancements.documents.patch_lists import PatchRefused
from enhancements.documents.roster_patches import File

PROFILE = profiles.load("kubernetes")
PATH, ALIASES = "sig-node/OWNERS", "OWNERS_ALIASES"
SHARED = """aliases:
  sig-node-approvers:
  - ann
  - bob # often
  others:
  - eve
"""


def change(text: str, people, aliases: str | None = SHARED, field: str = "approvers"):
    return roster_patches.change(
        File(PATH, text.encode()),
        None if aliases is None else File(ALIASES, aliases.encode()),
        field=field,
        people=people,
        profile=PROFILE,
    )


def texts(found) -> dict[str, str]:
    return {one.patch.path: one.patch.text for one in found}


def test_people_of_the_file_come_and_go():
    old = "# who\napprovers:\n- ann\n- bob # often\nreviewers:\n- eve\n"
    (found,) = change(old, ["bob", "zoe"])
    assert found.patch.text == old.replace("- ann\n", "").replace(
        "often\n", "often\n- zoe\n"
    )
    assert found.patch.diff.startswith(f"--- a/{PATH}\n+++ b/{PATH}\n")
    assert found.aliases == ()


def test_who_stands_in_an_alias_is_taken_out_there():
    found = change("approvers:\n- sig-node-approvers\n", ["bob"])
    assert texts(found) == {ALIASES: SHARED.replace("  - ann\n", "")}
    assert found[0].aliases == ("sig-node-approvers",)


def test_who_comes_is_named_in_the_alias_where_there_is_nothing_else():
    found = change("approvers:\n- sig-node-approvers\n", ["ann", "bob", "zoe"])
    assert texts(found) == {ALIASES: SHARED.replace("# often\n", "# often\n  - zoe\n")}


def test_who_comes_is_named_beside_the_people():
    old = "approvers:\n- sig-node-approvers\n- carl\n"
    found = change(old, ["ann", "bob", "carl", "zoe"])
    assert texts(found) == {PATH: f"{old}- zoe\n"}


def test_both_files_change_where_both_name_somebody_who_goes():
    old = "approvers:\n- sig-node-approvers\n- carl\n"
    found = change(old, ["bob", "zoe"])
    assert texts(found) == {
        PATH: "approvers:\n- sig-node-approvers\n- zoe\n",
        ALIASES: SHARED.replace("  - ann\n", ""),
    }


def test_alias_of_which_nobody_stays_is_left_alone_and_named_no_more():
    found = change("approvers:\n- sig-node-approvers\n- carl\n", ["carl"])
    assert texts(found) == {PATH: "approvers:\n- carl\n"}


def test_field_that_is_not_there_is_put_at_the_end():
    found = change("approvers:\n- ann\n", ["zoe"], field="reviewers")
    assert texts(found) == {PATH: "approvers:\n- ann\nreviewers:\n- zoe\n"}


def test_nothing_changes_where_it_says_so_already():
    assert change("approvers:\n- sig-node-approvers\n", ["Bob", "ann"]) == ()
    assert change("approvers: [ann]\n", ["ann"], aliases=None) == ()


def test_file_that_names_people_by_pattern_is_refused():
    with pytest.raises(PatchRefused, match="by pattern"):
        change("filters:\n  .*:\n    approvers: [ann]\n", ["zoe"])


LOGINS = st.sampled_from(["ann", "bob", "carl", "dora", "eve", "Zoe", "kim"])
PEOPLE = st.lists(LOGINS, max_size=5, unique_by=str.casefold)


@given(direct=PEOPLE, shared=PEOPLE, wanted=PEOPLE, is_flow=st.booleans())
def test_whoever_reads_the_changed_files_finds_just_these_people(
    direct, shared, wanted, is_flow
):
    named = ["team", *direct]
    listed = f" [{', '.join(named)}]\n"
    old = "approvers:" + (
        listed if is_flow else "\n" + "".join(f"- {n}\n" for n in named)
    )
    aliases = "aliases:\n  other:\n  - x\n  team:" + (
        "\n" + "".join(f"  - {one}\n" for one in shared) if shared else " []\n"
    )
    now = {PATH: old, ALIASES: aliases, **texts(change(old, wanted, aliases))}
    known = owners.read_aliases(now[ALIASES].encode())
    found = owners.read_owners(now[PATH].encode()).resolved(known).approvers
    assert known.aliases["other"] == ("x",)
    assert sorted(map(str.casefold, found)) == sorted(map(str.casefold, wanted))
