"""Pages of a project with nothing or next to nothing in it, in its own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache

from tests.support.tracked import Tracked, day

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_was_looked_at() -> None:
    """The cache outlives a file, in which ids of sources may begin anew."""
    cache.clear()


PAGES = ("", "releases/", "sigs/", "enhancements/", "problems/", "guide/")
KEP = b"title: Dry run of drains\nkep-number: 10\nowning-sig: sig-node\n"
FOLDER = "keps/sig-node/10-dry-run-of-drains"


@pytest.fixture
def demo(tmp_path: Path, settings) -> Tracked:
    """A project of Kubernetes, not tracked yet; its documents hold only a README."""
    settings.LOCAL_SOURCES = True
    settings.MIRRORS = tmp_path / "mirrors"
    tracked = Tracked(tmp_path)
    for kind in ("documents", "schedules", "rosters"):
        tracked.commit({"README.md": b"# Hello\n"}, day(1), kind=kind)
    return tracked


def text(client: Client, address: str) -> str:
    """The words of a page's main part."""
    response = client.get(address)
    assert response.status_code == 200, address
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def pages(client: Client, *more: str) -> dict[str, str]:
    return {path: text(client, f"/demo/{path}") for path in (*PAGES, *more)}


def says_nothing_of_others(found: dict[str, str]) -> None:
    for path, said in found.items():
        assert re.findall(r"(?i)\bveps?\b|kubevirt", said) == [], path


def test_project_that_was_never_read_says_how_to_read_it(client, demo):
    demo.track("documents", profile="kubernetes")
    found = pages(client)

    says_nothing_of_others(found)
    for path in ("", "enhancements/", "problems/"):
        assert "manage.py sync demo" in found[path], path
    assert "manage.py track demo --schedules URL" in found["releases/"]
    assert "manage.py track demo --rosters URL" in found["sigs/"]
    assert "manage.py track demo --rosters URL" in found["guide/"]
    assert "No KEP yet" in found["enhancements/"]
    assert "Everything that the sources say" not in found["problems/"]


def test_repositories_without_anything_to_read_say_so(client, demo):
    demo.track(profile="kubernetes")
    demo.sync()
    found = pages(client)

    says_nothing_of_others(found)
    for path in ("releases/", "sigs/", "enhancements/"):
        assert "names none. Is it the right address" in found[path], path
    assert "No problems" in found["problems/"]
    assert found["enhancements/"].startswith("Enhancements Propose one Search How to")
    assert " 0 KEPs " in found["enhancements/"]


def test_past_before_everything_says_that_nothing_was_there(client, demo):
    demo.track(profile="kubernetes")
    demo.sync()
    said = text(client, "/demo/enhancements/?as_of=2020-01-01")

    assert "At the moment shown no source had named a KEP yet." in said


def test_one_kep_without_schedules_and_rosters(client, demo):
    demo.commit({f"{FOLDER}/kep.yaml": KEP}, day(2))
    demo.track("documents", profile="kubernetes")
    demo.sync()
    found = pages(client, "10/", "sigs/node/")

    says_nothing_of_others(found)
    assert "1 KEP" in found["enhancements/"]
    assert "No release is known yet" in found["sigs/node/"]
    assert "No release is known yet" in found["releases/"]
    assert "No roster lists this SIG" in found["sigs/node/"]


def test_list_of_projects_counts_in_each_ones_word(client, demo, tmp_path):
    demo.commit({f"{FOLDER}/kep.yaml": KEP}, day(2))
    demo.track("documents", profile="kubernetes")
    demo.sync()
    other = Tracked(tmp_path / "other", "other")
    other.commit({"README.md": b"# Hello\n"}, day(1))
    other.track("documents")
    said = text(client, "/")

    assert "2 projects tracked here" in said
    assert "1 KEP " in said
    assert "0 VEPs" in said
    assert "manage.py sync other" in said
    assert "manage.py sync demo" not in said
