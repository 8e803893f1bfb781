"""Whose file beside a profile is used, and what lies over what."""

from __future__ import annotations

import pytest

from enhancements.profiles import ProfileInvalid
from enhancements.profiles.companions import Companions

FILES = Companions(".letters.toml", "letters", may_extend_own=True)
STRICT = Companions(".guide.toml", "a guide")


def write(folder, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.letters.toml").write_text(text, "utf-8")
        (folder / f"{name}.guide.toml").write_text(text, "utf-8")


def test_nearest_file_is_a_profiles(tmp_path):
    for name, parent in (("tools", "box"), ("box", "shed")):
        (tmp_path / f"{name}.toml").write_text(f"extends = '{parent}'", "utf-8")
    assert FILES.name_for("tools", tmp_path) == "general"
    write(tmp_path, shed="")
    assert FILES.name_for("tools", tmp_path) == "shed"
    write(tmp_path, box="")
    assert FILES.name_for("tools", tmp_path) == "box"
    assert FILES.name_for("tools", tmp_path, ["shed", "box"]) == "shed"
    write(tmp_path, tools="")
    assert FILES.name_for("tools", tmp_path) == "tools"


def test_profiles_that_extend_each_other_end(tmp_path):
    for name, parent in (("one", "two"), ("two", "one")):
        (tmp_path / f"{name}.toml").write_text(f"extends = '{parent}'", "utf-8")
    assert FILES.name_for("one", tmp_path) == "general"


def test_tables_lie_over_those_of_what_they_extend(tmp_path):
    write(
        tmp_path,
        one="extends = 'two'\n[a]\nx = 1",
        two="[a]\nx = 2\ny = 2\n[b]\nz = 2",
    )
    assert FILES.tables("one", tmp_path) == {"a": {"x": 1, "y": 2}, "b": {"z": 2}}


@pytest.mark.parametrize(
    "text", ["extends = 'nothing'", "extends = 'two'", "extends = 3"]
)
def test_what_cannot_be_extended_is_told_with_its_file(tmp_path, text):
    write(tmp_path, one=text, two="extends = 'one'")
    with pytest.raises(ProfileInvalid, match=r"^(one|two)\.letters\.toml: extends: "):
        FILES.tables("one", tmp_path)


def test_file_that_is_not_there_is_told_by_its_name(tmp_path):
    with pytest.raises(ProfileInvalid, match=r"^one\.letters\.toml: extends: write"):
        FILES.tables("one", tmp_path)


def test_only_some_files_extend_the_bundled_one_of_their_name(tmp_path):
    write(tmp_path, general="extends = 'general'\nmine = 1")
    assert FILES.tables("general", tmp_path)["mine"] == 1
    assert "comments" in FILES.tables("general", tmp_path)
    with pytest.raises(ProfileInvalid, match="'general' is none"):
        STRICT.tables("general", tmp_path)
