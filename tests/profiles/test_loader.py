from __future__ import annotations

import pytest

from enhancements.profiles import ProfileInvalid, load, loader, names
from enhancements.profiles.loader import read_profile

SMALL = """\
title = "Toolbox"
word = "TEP"
words = "TEPs"
summary = "Tools."

[[stages]]
key = "alpha"
label = "Alpha"
canonical = "alpha"
rank = 1
aliases = ["first"]
time_box = [1, 2]

[documents]
include = ["teps/*/*.md"]
main = "tep.md"

[schedules]
include = ["*.yaml"]
release = '(?P<major>\\d+)\\.(?P<minor>\\d+)'

[[schedules.rules]]
kind = "release"
milestone = "^GA$"

[precedence]
default = ["document"]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "small.toml").write_text(SMALL, "utf-8")
    return tmp_path


def refusal(folder, old="", new="", name="small"):
    """The sentence with which the small profile, so changed, is refused."""
    path = folder / "small.toml"
    path.write_text(SMALL.replace(old, new) if old else SMALL + new, "utf-8")
    with pytest.raises(ProfileInvalid) as caught:
        read_profile(name, folder)
    return str(caught.value)


def test_names_are_those_of_the_bundled_profiles():
    assert names() == ("kubernetes", "kubevirt", "sample", "sample-kep")


@pytest.mark.parametrize("name", names())
def test_bundled_profile_loads_once(name):
    assert load(name).name == name
    assert load(name) is load(name)


def test_small_profile_has_defaults_for_what_is_left_out(folder):
    profile = read_profile("small", folder)
    assert (profile.labels, profile.commands, profile.deadlines) == ((), (), ())
    assert (profile.statuses, profile.guide) == ((), {})
    assert profile.rosters.kind_of("OWNERS") is None
    assert profile.documents.sig_of("teps/sig-a/x.md") == "teps"


def test_child_replaces_lists_and_merges_tables_of_its_parent(folder):
    (folder / "child.toml").write_text(
        'extends = "small"\ntitle = "Child"\n[documents]\nmain = "x.md"\n'
        '[[labels]]\nname = "a"\n',
        "utf-8",
    )
    child = read_profile("child", folder)
    parent = read_profile("small", folder)
    assert (child.name, child.title, child.word) == ("child", "Child", "TEP")
    assert (child.documents.main, child.documents.include) == ("x.md", ("teps/*/*.md",))
    assert [label.name for label in child.labels] == ["a"]
    assert child.stages == parent.stages


def test_guide_is_the_companion_laid_over_that_of_the_parent(folder):
    (folder / "small.guide.toml").write_text("[a]\nb = 1\nc = 2\n", "utf-8")
    (folder / "child.toml").write_text('extends = "small"\n', "utf-8")
    assert read_profile("child", folder).guide == {"a": {"b": 1, "c": 2}}
    (folder / "child.guide.toml").write_text('extends = "small"\n[a]\nb = 3\n', "utf-8")
    assert read_profile("child", folder).guide == {"a": {"b": 3, "c": 2}}
    assert set(names(folder)) == {"child", "small", *names()}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'title = "Toolbox"',
            "",
            "small.toml: title: the key is missing; add a text in quotes.",
        ),
        (
            'word = "TEP"',
            "word = 1",
            "small.toml: word: write a text in quotes; it holds 1.",
        ),
        (
            "rank = 1",
            "rank = true",
            "small.toml: stages[1].rank: write a whole number; it holds True.",
        ),
        (
            "rank = 1",
            'rank = 1\nladder = "yes"',
            "small.toml: stages[1].ladder: write true or false; it holds 'yes'.",
        ),
        (
            'canonical = "alpha"',
            'canonical = "first"',
            (
                "small.toml: stages[1].canonical: write one of alpha, beta, "
                "deprecated, "
                "once, other, removed, stable; it holds 'first'."
            ),
        ),
        (
            "[1, 2]",
            "[2, 1]",
            (
                "small.toml: stages[1].time_box: write two whole numbers, as in [1, "
                "2]; it "
                "holds [2, 1]."
            ),
        ),
        (
            '["first"]',
            "[1]",
            "small.toml: stages[1].aliases: write a list of texts; it holds [1].",
        ),
        (
            'title = "Toolbox"',
            'title = "Toolbox"\nlabels = [1]',
            "small.toml: labels: write a list of tables; it holds [1].",
        ),
        (
            "aliases =",
            "alias =",
            (
                "small.toml: stages[1].alias: no profile has this key; correct its "
                "spelling or remove it."
            ),
        ),
        (
            "[[stages]]",
            "[stages]",
            (
                "small.toml: stages: write a list of tables; it holds {'key': 'alpha', "
                "'label': 'Alpha', 'canonical': 'alpha', 'rank': 1, 'aliases': "
                "['first'], "
                "'time_box': [1, 2]}."
            ),
        ),
        (
            '"^GA$"',
            '"(GA"',
            (
                "small.toml: schedules.rules[1].milestone: write a regular expression "
                "(missing ), unterminated subpattern at position 0); it holds '(GA'."
            ),
        ),
        (
            'kind = "release"',
            'kind = "party"',
            (
                "small.toml: schedules.rules[1].kind: write one of code-freeze, "
                "docs-freeze, enhancements-freeze, other, prr-freeze, release, "
                "start; it holds 'party'."
            ),
        ),
        (
            "?P<minor>",
            "",
            (
                "small.toml: schedules.release: write an expression with the groups "
                "'major' and 'minor'; it holds '(?P<major>\\\\d+)\\\\.(\\\\d+)'."
            ),
        ),
        (
            "default =",
            "title =",
            (
                "small.toml: precedence.default: write a list of sources, best "
                "first; it "
                "holds None."
            ),
        ),
        (
            'title = "Toolbox"',
            'title = "Toolbox"\ntitel = "x"',
            (
                "small.toml: titel: no profile has this key; correct its spelling or "
                "remove it."
            ),
        ),
        (
            'title = "Toolbox"',
            'title = "Toolbox"\ndocuments = 1',
            (
                "small.toml: this is not TOML: Cannot overwrite a value (at line 15, "
                "column 11)."
            ),
        ),
        (
            'key = "alpha"',
            'key = "Alpha One"',
            (
                "small.toml: stages: 'Alpha One' is used twice or is no plain word; "
                "give "
                "every item a key in lower case that no other has as key, label or "
                "alias."
            ),
        ),
    ],
)
def test_profile_that_is_not_right_names_file_and_key(folder, old, new, sentence):
    assert refusal(folder, old, new) == sentence


def test_key_that_another_item_has_is_refused(folder):
    stage = '[[stages]]\nkey = "first"\nlabel = "F"\ncanonical = "beta"\nrank = 2\n'
    assert refusal(folder, new=stage).startswith(
        "small.toml: stages: 'first' is used twice"
    )


def test_status_given_twice_is_refused(folder):
    status = '[[statuses]]\nkey = "open"\nlabel = "Open"\n'
    assert refusal(folder, new=status * 2).startswith(
        "small.toml: statuses: 'open' is used twice"
    )


@pytest.mark.parametrize("name", ["nothing", "../small", "Small", "small.guide", ""])
def test_unknown_profile_names_the_known_ones(folder, name):
    with pytest.raises(ProfileInvalid) as caught:
        read_profile(name, folder)
    known = ", ".join(sorted({*names(), "small"}))
    assert str(caught.value) == f"There is no profile {name!r}; choose one of: {known}."


def test_operators_folder_comes_before_the_bundled_profiles(folder, monkeypatch):
    monkeypatch.setattr(loader, "_own", [])
    (folder / "kubevirt.toml").write_text(
        'extends = "small"\ntitle = "Ours"\n', "utf-8"
    )
    loader.use(folder)
    try:
        assert loader.load("kubevirt").title == "Ours"
        assert loader.load("kubernetes").title == "Kubernetes"
        assert {"small", "kubernetes"} < set(names())
    finally:
        loader.load.cache_clear()


def test_missing_folder_of_profiles_is_refused(tmp_path):
    with pytest.raises(ProfileInvalid, match="is no folder of profiles"):
        loader.use(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            'extends = "child"',
            "child.toml: extends: it goes round: child extends child.",
        ),
        (
            "extends = 1",
            "child.toml: extends: write the name of one profile in quotes.",
        ),
        ("title = ", "child.toml: this is not TOML: "),
    ],
)
def test_parent_that_cannot_be_is_refused(folder, text, sentence):
    (folder / "child.toml").write_text(text, "utf-8")
    with pytest.raises(ProfileInvalid) as caught:
        read_profile("child", folder)
    assert str(caught.value).startswith(sentence)
