from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from enhancements.sample.catalogue import CatalogueBroken
from enhancements.sample.farwharf import catalogue
from enhancements.sample.farwharf.catalogue import enhancements, pull_requests
from enhancements.sample.farwharf.people import PEOPLE

if TYPE_CHECKING:
    from pathlib import Path

    from enhancements.sample.changes import Change


def test_catalogue_has_about_forty_five_enhancements_of_five_sigs() -> None:
    assert Counter(item.sig for item in enhancements()) == {
        "queue": 10,
        "placement": 10,
        "haulage": 9,
        "sites": 10,
        "auth": 8,
    }


def test_catalogue_authors_are_people_of_the_project() -> None:
    named = {handle for item in enhancements() for handle in item.authors}

    assert named <= set(PEOPLE)


def test_catalogue_lives_are_told_in_order() -> None:
    for item in enhancements():
        days = [step.day for step in item.life if step.day is not None]
        assert days == sorted(days), item.title
        assert None not in [step.day for step in item.life[1:]], item.title


def test_only_one_number_is_given_twice() -> None:
    numbers = Counter(item.number for item in enhancements())

    assert [number for number, count in numbers.items() if count > 1] == [731]


def test_pull_requests_never_take_an_enhancements_number() -> None:
    numbers = list(islice(pull_requests(), 300))

    assert not set(numbers) & {item.number for item in enhancements()}
    assert numbers == sorted(set(numbers))


def test_issues_are_older_than_the_pull_requests_that_bring_them(
    story: list[Change],
) -> None:
    numbers = dict(
        zip([change.subject for change in story], pull_requests(), strict=False)
    )
    for item in enhancements():
        subject = item.life[0].say or f"KEP-{item.number}: {item.title}"
        if (
            item.life[0].day is not None
            and item.was != "sig-sites/0000-site-heartbeat-tuning"
        ):
            assert item.number < numbers[subject], item.title


def test_enhancement_with_unknown_key_is_refused() -> None:
    item = {"title": "Odd", "life": [], "colour": "red"}
    item |= {"summary": "", "motivation": "", "design": ""}

    with pytest.raises(CatalogueBroken, match=r"Odd: .*'colour'"):
        catalogue._enhancement(item, "queue")


def test_step_with_unknown_key_is_refused() -> None:
    with pytest.raises(CatalogueBroken, match=r"Day 4: .*'gamma'"):
        catalogue._step({"day": 4, "gamma": "v1.28"})


def test_name_given_twice_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (catalogue.FOLDER / "auth.toml").read_text()
    (tmp_path / "one.toml").write_text(text)
    (tmp_path / "two.toml").write_text(text)
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)

    with pytest.raises(CatalogueBroken, match=r"twice: \['anonymous-cargo', "):
        enhancements.__wrapped__()
