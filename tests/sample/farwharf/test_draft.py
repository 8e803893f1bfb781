from __future__ import annotations

import dataclasses

import pytest
import yaml

from enhancements.sample.catalogue import CatalogueBroken
from enhancements.sample.farwharf.catalogue import Step, enhancements
from enhancements.sample.farwharf.draft import after, difference, render
from enhancements.sample.farwharf.state import Draft

ITEM = next(item for item in enhancements() if item.name == "gang-admission")
DRAFT = Draft(item=ITEM, directory="sig-queue/941-x", created="2026-01-02")
KEP = "keps/sig-queue/941-x/kep.yaml"
README = "keps/sig-queue/941-x/README.md"
READINESS = "keps/prod-readiness/sig-queue/941.yaml"


def metadata(draft: Draft) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(render(draft)[KEP])
    return found


def test_provisional_enhancement_aims_at_nothing() -> None:
    assert set(render(DRAFT)) == {KEP, README}
    assert not {"stage", "latest-milestone", "milestone"} & set(metadata(DRAFT))


def test_aiming_sets_stage_milestone_status_and_readiness() -> None:
    draft = after(DRAFT, Step(day=1, to="alpha v1.29"), "aimed")

    found = metadata(draft)
    assert {key: found[key] for key in ("stage", "status", "latest-milestone")} == {
        "stage": "alpha",
        "status": "implementable",
        "latest-milestone": "v1.29",
    }
    assert found["milestone"] == {"alpha": "v1.29"}
    assert yaml.safe_load(render(draft)[READINESS]) == {
        "kep-number": 941,
        "alpha": {"approver": "@rosa-bellinghurst"},
    }


def test_milestones_keep_the_order_of_the_stages() -> None:
    draft = dataclasses.replace(DRAFT, milestones={"stable": "v1.31", "beta": "v1.30"})

    assert (
        'milestone:\n  beta: "v1.30"\n  stable: "v1.31"\n'
        in render(draft)[KEP].decode()
    )


def test_verbatim_field_stands_in_its_place_until_it_is_usual_again() -> None:
    odd = after(DRAFT, Step(day=1, fields={"kep-number": "0000", "owner": "me"}), "")
    mended = after(odd, Step(day=2, usual=("kep-number",)), "")

    lines = render(odd)[KEP].decode().splitlines()
    assert (lines[1], lines[-1]) == ("kep-number: 0000", "owner: me")
    assert metadata(mended)["kep-number"] == 941


def test_sections_are_left_as_in_the_template_until_filled() -> None:
    left = after(DRAFT, Step(day=1, to="alpha v1.30"), "")
    filled = after(left, Step(day=2, fill=True), "")

    heading = "### Test Plan\n\n<!--\n"
    assert heading in render(left)[README].decode()
    assert heading not in render(filled)[README].decode()


def test_questionnaire_is_answered_for_the_stage() -> None:
    text = render(after(DRAFT, Step(day=1, to="alpha v1.30"), ""))[README].decode()

    assert "### Feature Enablement and Rollback\n\n<!--" not in text
    assert "### Monitoring Requirements\n\n<!--" in text


def test_edit_that_finds_nothing_is_refused() -> None:
    draft = dataclasses.replace(DRAFT, edits=(("no such words", "others"),))

    with pytest.raises(CatalogueBroken, match="nothing to replace: 'no such words'"):
        render(draft)


def test_difference_holds_only_what_changed() -> None:
    before = {"a": b"1", "b": b"2", "c": b"3"}

    assert difference(before, {"b": b"2", "c": b"4", "d": b"5"}) == {
        "a": None,
        "c": b"4",
        "d": b"5",
    }
