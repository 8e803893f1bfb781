"""A project of a third kind needs a profile file and not one line of code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from enhancements.policy.propose import draft as drafts
from enhancements.profiles import loader
from enhancements.profiles.propose_loader import propose_of
from enhancements.queries import browse, enhancement, guide, home, propose, sigs
from enhancements.queries.filters import Filters
from tests.support.tracked import DAY_ONE, Tracked, columns, day

# Front matter in Markdown files that lie directly in the directory of an area, as
# OpenShift keeps its enhancements.
PROFILE = """
title = "Tidewater"
word = "enhancement"
words = "enhancements"
summary = "Enhancements of Tidewater, by area."

[[statuses]]
key = "provisional"
label = "Provisional"

[[statuses]]
key = "implementable"
label = "Implementable"

[[statuses]]
key = "implemented"
label = "Implemented"
final = true

[documents]
format = "markdown"
flat = true
roots = ["enhancements"]
include = ["enhancements/*/*.md", "enhancements/*/*/*.md"]
exclude = ["enhancements/*/README.md"]
sig_prefix = ""

[documents.fields]
tracking-link = "links"

[schedules]
release = 'v(?P<major>[0-9]+)[.](?P<minor>[0-9]+)'

[precedence]
default = ["person", "front-matter", "document", "directory"]
"""
DOCUMENT = b"""\
---
title: quiet-upgrades
authors:
  - "@ada"
reviewers:
  - "@grace, for the storage part"
approvers:
  - "@linus"
api-approvers:
  - None
creation-date: 2024-03-01
last-updated: 2024-03-09
tracking-link:
  - https://tracker.example/browse/UP-12
see-also:
  - "/enhancements/update/loud-upgrades.md"
status: implementable
---

# Quiet upgrades

## Summary

Upgrades nobody hears of.
"""


@pytest.fixture
def tidewater(demo: Tracked, tmp_path, monkeypatch) -> Iterator[Tracked]:
    """The project, read by a profile that lies in the operator's folder."""
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "tidewater.toml").write_text(PROFILE, encoding="utf-8")
    monkeypatch.setattr(loader, "_own", [])
    loader.use(folder)
    demo.track("documents", profile="tidewater")
    demo.commit({"enhancements/update/quiet-upgrades.md": DOCUMENT}, DAY_ONE)
    changed = DOCUMENT.replace(b"status: implementable", b"status: implemented")
    demo.commit({"enhancements/update/quiet-upgrades.md": changed}, day(9))
    demo.commit({"enhancements/network/odd.md": b"# Odd\n\nNo front matter.\n"}, day(9))
    demo.sync()
    yield demo
    loader.load.cache_clear()


def test_documents_are_read_by_the_profile_alone(tidewater):
    assert columns(tidewater.rows(), "key", "title", "sig", "status") == [
        ("odd", "Odd", "network", None),
        ("quiet-upgrades", "quiet-upgrades", "update", "implemented"),
    ]
    row = tidewater.rows()[1]
    assert (row["authors"], row["reviewers"], row["approvers"]) == (
        ["ada"],
        ["grace"],
        ["linus"],
    )
    assert (row["number"], row["stage"], row["targets"]) == (None, None, {})
    assert row["problems"] == []
    assert tidewater.rows()[0]["problems"] == []


def test_history_holds_as_of(tidewater):
    (row,) = tidewater.rows(day(5))

    assert row["status"] == "implementable"


def test_word_of_its_own_means_the_field_that_the_profile_says(tidewater):
    page = tidewater.page("quiet-upgrades")

    (links,) = [field for field in page.fields if field.field == "links"]
    assert links.label == "Links"
    assert links.value == "https://tracker.example/browse/UP-12"


def test_pages_are_filled_without_stages_releases_or_rosters(tidewater):
    setting = tidewater.at()

    assert [
        row.title for row in browse.page(setting, Filters(), sort="", number=1).rows
    ]
    assert home.page(setting).frame.word == "enhancement"
    assert [row.name for row in sigs.listing(setting).rows] == ["network", "update"]
    assert enhancement.page(setting, "odd").ladders == ()
    typed = {
        "title": ["Quieter upgrades"],
        "summary": ["Nobody hears them."],
        "sig": ["update"],
        "owners": ["ada"],
        "issue": ["12"],
    }
    draft = drafts.read(typed, setting.profile, propose_of(setting.profile))
    proposed = propose.page(setting, draft, is_tried=True)
    assert [one.key for one in proposed.similar] == ["quiet-upgrades"]
    assert proposed.made is not None
    (file,) = proposed.made.files
    assert file.name == "enhancements/update/quieter-upgrades.md"
    assert "number: 12" in file.text
    assert "/" not in {line[:1] for line in proposed.made.issue.text.splitlines()}
    sections = guide.page(setting, {}).guide.sections
    assert sections[0].key == "facts"
