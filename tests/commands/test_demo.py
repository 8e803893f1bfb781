from __future__ import annotations

import shutil
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from enhancements.management.commands.demo import Command
from enhancements.models import Enhancement, Project, Source

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(db: None, tmp_path: Path, settings) -> Path:  # noqa: ARG001 - for its effect
    """Where a demo keeps its samples; there is nothing yet."""
    settings.LOCAL_SOURCES = True
    settings.MIRRORS = tmp_path / "mirrors"
    return tmp_path / "sample"


def prepare(home: Path) -> str:
    out = StringIO()
    Command(stdout=out).prepare_samples(home)
    return out.getvalue()


def tracked() -> dict[str, str]:
    return dict(Project.objects.order_by("name").values_list("name", "profile"))


def test_demo_tracks_and_reads_both_samples(home: Path) -> None:
    assert prepare(home) == "Preparing the sample projects.\n"

    assert tracked() == {"farwharf": "sample-kep", "sample": "sample"}
    for name, least in (("sample", 40), ("farwharf", 45)):
        assert Enhancement.objects.filter(project__name=name).count() >= least
    places = set(Source.objects.values_list("location", flat=True))
    names = ("enhancements", "sig-release", "community")
    assert places == {
        str(folder / name) for folder in (home, home / "farwharf") for name in names
    }


def test_older_demo_gets_the_second_sample(home: Path) -> None:
    prepare(home)
    shutil.rmtree(home / "farwharf")
    Project.objects.filter(name="farwharf").update(name="elsewhere")
    marker = (home / ".sample.json").read_text()

    prepare(home)

    assert tracked()["farwharf"] == "sample-kep"
    assert (home / "farwharf" / "enhancements" / "keps").is_dir()
    assert (home / ".sample.json").read_text() == marker
