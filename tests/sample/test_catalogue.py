from __future__ import annotations

from collections import Counter

import pytest

from enhancements.sample import catalogue
from enhancements.sample.catalogue import CatalogueBroken, enhancements
from enhancements.sample.people import PEOPLE


def test_catalogue_has_about_forty_enhancements_of_four_sigs() -> None:
    by_sig = Counter(item.sig for item in enhancements())

    assert by_sig == {
        "compute": 16,
        "network": 10,
        "storage": 9,
        "observability": 5,
        "": 3,
    }


def test_catalogue_owners_are_people_of_the_sample() -> None:
    assert {item.owner for item in enhancements()} - set(PEOPLE) == set()


def test_catalogue_lives_are_told_in_order() -> None:
    for item in enhancements():
        days = [step.day for step in item.life]
        assert days == sorted(days), item.title


def test_catalogue_directories_fit_the_naming_rule() -> None:
    for item in enhancements():
        assert item.path.endswith(f"/{item.number}-{item.name}/vep.md")
        assert item.name == item.name.lower()


def test_enhancement_with_unknown_key_is_refused() -> None:
    item = {"title": "Odd", "life": [], "goals": [], "non_goals": [], "colour": "red"}
    item |= {"overview": "", "motivation": "", "design": ""}

    with pytest.raises(CatalogueBroken, match=r"Odd: .*'colour'"):
        catalogue._enhancement(item, "compute")


def test_step_with_unknown_key_is_refused() -> None:
    with pytest.raises(CatalogueBroken, match=r"Day 4: .*'gamma'"):
        catalogue._step({"day": 4, "gamma": "v1.8"})


def test_number_given_twice_is_refused(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (catalogue.FOLDER / "meta.toml").read_text()
    (tmp_path / "one.toml").write_text(text)
    (tmp_path / "two.toml").write_text(text)
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)

    with pytest.raises(CatalogueBroken, match=r"twice: \[32, 70, 104\]"):
        enhancements.__wrapped__()
