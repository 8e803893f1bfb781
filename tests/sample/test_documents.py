from __future__ import annotations

import dataclasses

import pytest

from enhancements.sample.catalogue import CatalogueBroken, enhancements
from enhancements.sample.documents import Draft, Side, render

ITEM = enhancements()[0]
DRAFT = Draft(
    item=ITEM,
    path="veps/sig-storage/10-x/vep.md",
    layout="prose",
    heading="# VEP #10: X",
    created="2026-01-02",
    targets={"beta": "v1.9"},
    has_metadata_heading=True,
)


def text_of(draft: Draft) -> str:
    return render(draft)[draft.path].decode()


def test_prose_document_lists_three_stages() -> None:
    assert (
        "- This VEP targets alpha for version: \n"
        "- This VEP targets beta for version: v1.9\n"
        "- This VEP targets GA for version: \n"
    ) in text_of(DRAFT)


def test_document_of_old_template_has_no_metadata_heading() -> None:
    old = dataclasses.replace(DRAFT, has_metadata_heading=False)

    assert "## VEP Status Metadata" in text_of(DRAFT)
    assert "## VEP Status Metadata" not in text_of(old)


def test_front_matter_document_leaves_out_an_empty_milestone() -> None:
    draft = dataclasses.replace(
        DRAFT, layout="front-matter", status="provisional", targets={}
    )

    assert text_of(draft).startswith(f'---\ntitle: "{ITEM.title}"\n')
    assert "milestone:" not in text_of(draft)


def test_side_document_stands_beside_the_main_one() -> None:
    side = Side(title="Part 2", targets={"beta": "v1.10"})
    files = render(dataclasses.replace(DRAFT, sides={"part-2.md": side}))

    assert set(files) == {DRAFT.path, "veps/sig-storage/10-x/part-2.md"}
    part = files["veps/sig-storage/10-x/part-2.md"].decode()
    assert part.startswith("# VEP #10 - Part 2\n\n### Target releases\n\n")
    assert "- This VEP targets beta for version: v1.10\n" in part


def test_edit_that_finds_nothing_is_refused() -> None:
    draft = dataclasses.replace(DRAFT, edits=(("no such words", "others"),))

    with pytest.raises(CatalogueBroken, match="nothing to replace: 'no such words'"):
        render(draft)


def test_crlf_document_has_no_bare_line_feed() -> None:
    data = render(dataclasses.replace(DRAFT, crlf=True))[DRAFT.path]

    assert data.count(b"\n") == data.count(b"\r\n") > 50
