"""Patches of documents: what is read is what was wanted, and nothing else changes."""

from __future__ import annotations

import re
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements import profiles
from enhancements.documents import kep, owners, patches, vep
from enhancements.documents.patch_lists import PatchRefused

KEP = profiles.load("kubernetes")
VEP = profiles.load("kubevirt")
PATH = "keps/sig-node/1-x/kep.yaml"
LOGINS = st.from_regex(r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,12}", fullmatch=True)
PEOPLE = st.lists(LOGINS, max_size=5, unique_by=str.casefold)


def change(text: str, people, *, form="metadata", field="reviewers", profile=KEP):
    return patches.change(
        text.encode(),
        path=PATH,
        form=form,
        field=field,
        people=people,
        profile=profile,
    )


@pytest.mark.parametrize(
    ("old", "people", "new"),
    [
        # A list of one a line: comments, quotes and order stay.
        (
            'reviewers:\n  - "@ann" # lead\n  # then\n  - "@bob"\nstage: alpha\n',
            ["bob", "carl"],
            'reviewers:\n  # then\n  - "@bob"\n  - "@carl"\nstage: alpha\n',
        ),
        (
            "reviewers:\n- ann\n- '@bob'\n",
            ["ann", "bob", "zoe"],
            "reviewers:\n- ann\n- '@bob'\n- '@zoe'\n",
        ),
        ("reviewers:\n- ann\n", ["ann", "zoe"], "reviewers:\n- ann\n- zoe\n"),
        ("reviewers:\n  - TBD\n", ["ann"], 'reviewers:\n  - "@ann"\n'),
        ("reviewers:\n  - ann\n", [], "reviewers: []\n"),
        # A list on one line.
        (
            'reviewers: ["@ann", "@bob"] # who\n',
            ["bob", "zoe"],
            'reviewers: ["@bob", "@zoe"] # who\n',
        ),
        ("reviewers: [TBD]\n", ["ann"], 'reviewers: ["@ann"]\n'),
        ("reviewers: [ann]\n", ["ann", "bob"], "reviewers: [ann, bob]\n"),
        ("reviewers: []\nx: 1\n", ["ann"], 'reviewers: ["@ann"]\nx: 1\n'),
        ("reviewers:\nx: 1\n", ["ann"], 'reviewers: ["@ann"]\nx: 1\n'),
        ("reviewers: TBD\n", ["ann"], 'reviewers: ["@ann"]\n'),
        # No such key yet.
        ("title: x\n\n", ["ann"], 'title: x\nreviewers:\n  - "@ann"\n\n'),
        ("title: x", ["ann"], 'title: x\nreviewers:\n  - "@ann"'),
        # Windows line ends.
        (
            "reviewers:\r\n  - ann\r\nx: 1\r\n",
            ["ann", "bob"],
            "reviewers:\r\n  - ann\r\n  - bob\r\nx: 1\r\n",
        ),
        # A bare word that YAML would not take for a text.
        ("reviewers: [ann]\n", ["ann", "true"], 'reviewers: [ann, "true"]\n'),
        # A team, and somebody who stays as they are written.
        (
            'reviewers:\n  - "@Ann"\n',
            ["ann", "org/sig-node"],
            'reviewers:\n  - "@Ann"\n  - "@org/sig-node"\n',
        ),
        # A list in brackets over several lines.
        (
            'reviewers: ["@ann",\n            "@bob"]\nx: 1\n',
            ["ann", "bob", "zoe"],
            'reviewers: ["@ann",\n            "@bob",\n            "@zoe"]\nx: 1\n',
        ),
        ("reviewers: [ann,\n  bob]\n", ["ann"], "reviewers: [ann]\n"),
        ("reviewers: [ann,\n  bob]\n", ["bob"], "reviewers: [bob]\n"),
        ("reviewers: [ann,\n  bob]\n", [], "reviewers: []\n"),
        (
            "reviewers: [\n  ann, # lead\n  # then, often\n  bob,\n  carl # c\n]\n",
            ["bob", "zoe"],
            "reviewers: [\n  # then, often\n  bob,\n  zoe\n]\n",
        ),
        (
            "reviewers: [\n  ann,\n  bob # b, c\n]\n",
            ["ann", "bob", "zoe"],
            "reviewers: [\n  ann,\n  bob, # b, c\n  zoe\n]\n",
        ),
        (
            "reviewers: [\n  ann,\n  bob,\n]\n",
            ["bob", "zoe"],
            "reviewers: [\n  bob,\n  zoe,\n]\n",
        ),
        (
            "reviewers: [\n    ann\n  , bob\n  ]\n",
            ["ann", "zoe"],
            "reviewers: [\n    ann\n  , zoe\n  ]\n",
        ),
        (
            "reviewers: [ann, # x\n  # own\n  bob]\n",
            ["bob"],
            "reviewers: [\n  # own\n  bob]\n",
        ),
        (
            "reviewers: [ # nobody yet\n]\n",
            ["ann"],
            'reviewers: ["@ann" # nobody yet\n]\n',
        ),
        # On the line below its key, in blanks, with a comma too many.
        ("reviewers:\n  [ann, bob]\n", ["ann"], "reviewers:\n  [ann]\n"),
        ("reviewers: [ ann, bob ]\n", ["ann"], "reviewers: [ ann ]\n"),
        ("reviewers: [ann, bob,]\n", ["ann"], "reviewers: [ann]\n"),
        # Deeper, farther from the dash, with a blank line and a comment at its end.
        (
            "reviewers: # who\n    -   ann   # c\n\n    - 'bob'\n    # end\nx: 1",
            ["bob", "zoe"],
            "reviewers: # who\n\n    - 'bob'\n    - 'zoe'\n    # end\nx: 1",
        ),
        ("reviewers: # who\n- ann\n", [], "reviewers: [] # who\n"),
        # Several people in one item, a key in quotes, one text instead of a list.
        (
            'reviewers:\n  - "@ann, @bob"\n',
            ["bob", "zoe"],
            'reviewers:\n  - "@bob"\n  - "@zoe"\n',
        ),
        ('"reviewers": [ann]\n', ["bob"], '"reviewers": [bob]\n'),
        ("reviewers: ann # x\n", ["ann", "bob"], "reviewers: [ann, bob] # x\n"),
        ("reviewers:\n\nx: 1\n", [], "reviewers:\n\nx: 1\n"),
        # A mark that some editors begin a file with.
        ("\ufeffreviewers: [ann]\n", ["bob"], "\ufeffreviewers: [bob]\n"),
    ],
)
def test_only_the_lines_of_the_people_change(old, people, new):
    assert change(old, people).text == new


def test_front_matter_is_changed_and_the_text_below_is_not():
    old = "---\ntitle: x\nreviewers: [TBD]\n---\n\n# x\n\nreviewers: [me]\n"
    patch = change(old, ["ann"], form="front-matter", profile=VEP)
    assert patch.text == old.replace("[TBD]", '["@ann"]')
    assert patch.diff.splitlines()[2:] == [
        "@@ -1,6 +1,6 @@",
        " ---",
        " title: x",
        "-reviewers: [TBD]",
        '+reviewers: ["@ann"]',
        " ---",
        " ",
        " # x",
    ]


def test_owners_file_is_changed():
    old = "approvers:\n  - ann\nreviewers:\n  - bob # often\nlabels:\n  - sig/x\n"
    patch = change(old, ["ann", "zoe"], form="owners", field="approvers")
    assert patch.text == old.replace("- ann\n", "- ann\n  - zoe\n")
    assert owners.read_owners(patch.text.encode()).approvers == ("ann", "zoe")


@pytest.mark.parametrize(
    ("old", "form", "why"),
    [
        ("# only a text\n", "front-matter", "has no front matter"),
        ("---\ntitle: x\n", "front-matter", "has no front matter"),
        ("[a, b]\n", "metadata", "no list of keys"),
        ("a: [\n", "metadata", "not YAML"),
        ("reviewers: [a]\nreviewers: [b]\n", "metadata", "more than once"),
        ("reviewers: &x [a]\n", "metadata", "unusual way"),
        ("x: &x [a]\nreviewers: *x\n", "metadata", "unusual way"),
        ("reviewers: |\n  a\n", "metadata", "unusual way"),
        ("reviewers: [*x]\nx: &x a\n", "metadata", "not YAML"),
        ("x: &x a\nreviewers: [*x]\n", "metadata", "written unusually"),
        ("reviewers:\n  -\n    ann\n", "metadata", "written unusually"),
        ("? reviewers\n: [a]\n", "metadata", "written unusually"),
        ("reviewers: {a: b}\n", "metadata", "keys where a list"),
        ("reviewers:\n  - name: ann\n", "metadata", "more than names"),
        ("reviewers:\n  - Ann Smith of X\n", "metadata", "is no login"),
        ("title: x\u2028y\n", "metadata", "unusual line ends"),
        ("title: x\rreviewers: [a]\n", "metadata", "unusual line ends"),
        ("filters:\n  x: {reviewers: [a]}\n", "owners", "by pattern"),
        ("a\0b", "metadata", "cannot be read"),
    ],
)
def test_forms_that_are_not_understood_are_refused(old, form, why):
    with pytest.raises(PatchRefused, match=why):
        change(old, ["ann"], form=form)


@pytest.mark.parametrize(
    ("old", "field", "names", "new"),
    [
        ("owning-sig: sig-node\n", "sig", ["auth"], "owning-sig: sig-auth\n"),
        ("owning-sig: 'node' # x\n", "sig", ["auth"], "owning-sig: 'auth' # x\n"),
        ("owning-sig:\nx: 1\n", "sig", ["auth"], "owning-sig: sig-auth\nx: 1\n"),
        ("title: x\n", "sig", ["auth"], "title: x\nowning-sig: sig-auth\n"),
        (
            "participating-sigs:\n  - sig-node\n  - sig-auth # x\nx: 1\n",
            "participating_sigs",
            ["auth", "network"],
            "participating-sigs:\n  - sig-auth # x\n  - sig-network\nx: 1\n",
        ),
        (
            'participating-sigs: ["sig-node"]\n',
            "participating_sigs",
            ["node", "storage"],
            'participating-sigs: ["sig-node", "sig-storage"]\n',
        ),
        (
            "title: x\n",
            "participating_sigs",
            ["node"],
            "title: x\nparticipating-sigs:\n  - sig-node\n",
        ),
    ],
)
def test_sigs_are_changed_like_people(old, field, names, new):
    patch = change(old, names, field=field)
    assert patch.text == new
    read = kep.read(patch.text.encode(), profile=KEP)
    (fact,) = [one for one in read.facts if one.field == field]
    assert fact.value == (names[0] if field == "sig" else names)


@pytest.mark.parametrize(
    "old", ["owning-sig: [sig-node]\n", "owning-sig: |\n  sig-node\n"]
)
def test_owning_sig_that_is_no_single_text_is_refused(old):
    with pytest.raises(PatchRefused, match="more than one name"):
        change(old, ["auth"], field="sig")


def test_alias_is_changed_and_the_others_are_not():
    old = "aliases:\n  Sig-Node-Approvers:\n  - ann\n  - bob # often\n  other:\n  - x\n"
    patch = change(old, ["bob", "zoe"], form="aliases", field="sig-node-approvers")
    assert patch.text == old.replace("  - ann\n", "").replace(
        "often\n", "often\n  - zoe\n"
    )
    read = owners.read_aliases(patch.text.encode())
    assert read.resolve(["sig-node-approvers"]) == ("bob", "zoe")
    assert read.resolve(["other"]) == ("x",)


def test_alias_that_is_not_there_is_refused():
    with pytest.raises(PatchRefused, match="no alias sig-x"):
        change("aliases:\n  a: [b]\n", ["zoe"], form="aliases", field="sig-x")


def written(names: list[str], style: str, end: str) -> str:
    """A key in one of its real forms."""
    if style in ("brackets", "hanging", "commas first") and names:
        items = [f'"@{one}"' for one in names]
        between = {
            "brackets": f", # one{end}  ",
            "hanging": f",{end}            ",
            "commas first": f" # one{end}  , ",
        }[style]
        first, last = ("", "") if style == "hanging" else (f"{end}  ", f"{end}")
        return f"reviewers: [{first}{between.join(items)}{last}]{end}"
    if style == "flow":
        listed = ", ".join(f'"@{one}"' for one in names)
        return f"reviewers: [{listed}] # who reviews{end}"
    dash = "  - " if style == "block" else "- "
    sign = '"@{}"' if style != "bare" else "'{}'"
    items = [f"{dash}{sign.format(one)} # since {n}" for n, one in enumerate(names)]
    return end.join(["reviewers:" if names else "reviewers: []", *items]) + end


@given(
    old=PEOPLE,
    new=PEOPLE,
    style=st.sampled_from(
        ["flow", "block", "unindented", "bare", "brackets", "hanging", "commas first"]
    ),
    end=st.sampled_from(["\n", "\r\n"]),
    is_front=st.booleans(),
)
def test_patched_text_reads_as_wanted_and_keeps_every_other_line(
    old, new, style, end, is_front
):
    above = [f"title: A title # with: a comment{end}", f'sig: "sig-x"{end}', end]
    below = [f"# A comment{end}", f"stage: alpha{end}"]
    middle = written(old, style, end)
    text = "".join([*above, middle, *below])
    if is_front:
        text = f"---{end}{text}---{end}{end}# A title{end}{end}reviewers: [me]{end}"
    form, profile = ("front-matter", VEP) if is_front else ("metadata", KEP)
    patch = change(text, new, form=form, profile=profile)
    read = (vep if is_front else kep).read(patch.text.encode(), profile=profile)
    source = "front-matter" if is_front else "metadata"
    (fact,) = [f for f in read.facts if (f.field, f.source) == ("reviewers", source)]
    assert sorted(map(str.casefold, fact.value or [])) == sorted(map(str.casefold, new))
    assert not fact.problem
    others = [line for line in text.split("\n") if line not in middle.split("\n")]
    left = [line for line in patch.text.split("\n") if line in others]
    assert [line for line in left if line] == [line for line in others if line]
    again = change(patch.text, new, form=form, profile=profile)
    assert (again.text, again.diff) == (patch.text, "")
    if style in ("block", "unindented", "bare") and old and new:
        # Of one a line exactly the lines of those who go and come.
        gone = {one.casefold() for one in old} - {one.casefold() for one in new}
        come = {one.casefold() for one in new} - {one.casefold() for one in old}
        marks = [line[:1] for line in patch.diff.splitlines()[2:]]
        assert (marks.count("-"), marks.count("+")) == (len(gone), len(come))


@pytest.mark.parametrize(
    "old",
    [
        'reviewers:\n  - "@ann" # lead\n  - "@bob"\nstage: alpha\n',
        "title: x",
        "reviewers: [TBD]\r\nstage: alpha\r\n",
    ],
)
def test_git_applies_the_difference(tmp_path, old):
    patch = change(old, ["bob", "zoe"])
    file = tmp_path / PATH
    file.parent.mkdir(parents=True)
    file.write_bytes(old.encode())
    given_ = patch.diff.encode()
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn"],
        cwd=tmp_path,
        input=given_,
        check=True,
        env={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent), "PATH": "/usr/bin:/bin"},
    )
    assert file.read_bytes().decode() == patch.text
    assert re.search(r"^\+", patch.diff, re.MULTILINE)
