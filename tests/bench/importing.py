"""What importing a history costs, and what one commit more costs."""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from enhancements.actions import projects
from enhancements.models import Project, Version
from enhancements.sources import sync
from tests.bench import history, measure
from tests.bench.history import Shape
from tests.bench.report import Metric
from tracker.embedded.paths import project as checkout

Tell = Callable[[str], None]


def metrics(
    folder: Path, large: Shape, small: Shape, *, rounds: int, commits: int, tell: Tell
) -> list[Metric]:
    """Import `large` in `rounds` turns with the floor, then add single commits."""
    repositories = {}
    for name, shape in (("large", large), ("small", small)):
        tell(f"writing {shape.words}")
        repositories[name] = folder / f"{name}.git"
        history.write(repositories[name], shape)
    found = _whole(folder, repositories["large"], large, rounds, tell)
    _import("small", repositories["small"])
    tell(f"{commits} single commits each")
    return [*found, *_single(repositories, {"large": large, "small": small}, commits)]


def _whole(
    folder: Path, repository: Path, shape: Shape, rounds: int, tell: Tell
) -> list[Metric]:
    floors, imports = [], []
    for turn in range(rounds):
        tell(f"import, round {turn + 1} of {rounds}")
        copy = folder / "floor.git"
        words = [sys.executable, str(Path(__file__).with_name("floor.py"))]
        floors.append(measure.run([*words, str(repository), str(copy)], cwd=checkout()))
        shutil.rmtree(copy)
        # What was read before would not be read again.
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE enhancements_project, enhancements_blob CASCADE")
        imports.append(_import("large", repository))
    project = Project.objects.get(name="large")
    stored = Version.objects.filter(document__source__project=project).count()
    if stored != shape.versions:
        message = f"{stored} versions were stored of {shape.versions}"
        raise AssertionError(message)
    least = statistics.median(one.seconds for one in floors)
    taken = statistics.median(one.seconds for one in imports)
    cpu = [statistics.median(one.cpu for one in side) for side in (imports, floors)]
    return [
        Metric(
            "import of the whole history / git and libyaml alone",
            5,
            taken / least,
            detail=f"{shape.words}: {taken:.1f} s against {least:.2f} s, medians of"
            f" {rounds} in turns; processor time, with git and PostgreSQL,"
            f" {cpu[0]:.1f} against {cpu[1]:.2f} s",
        ),
        Metric(
            "peak memory of the import",
            400,
            max(one.memory for one in imports) / 1e6,
            "MB",
            "resident, of the process that imports and its git processes",
        ),
    ]


def _import(name: str, repository: Path) -> measure.Run:
    """Track the repository under that name and read it in a process of its own."""
    projects.track(
        name=name,
        profile="kubernetes",
        locations={"documents": str(repository)},
        by="bench",
    )
    words = [sys.executable, "-m", "tests.bench.importer", name]
    return measure.run(words, cwd=checkout())


def _single(
    repositories: dict[str, Path], shapes: dict[str, Shape], commits: int
) -> list[Metric]:
    """Add one commit at a time to each repository in turns, and sync it.

    Every document is changed twice: the first change, not counted, brings both
    repositories to the same text.
    """
    cost: dict[str, list[measure.Work]] = {name: [] for name in repositories}
    for turn in range(2 * commits):
        for name, repository in repositories.items():
            place = shapes[name].commits + turn
            history.change(repository, turn // 2, 90 + turn % 2, place=place)
            project = Project.objects.get(name=name)
            work = measure.work_of(lambda project=project: sync.sync(project=project))
            if turn % 2:
                cost[name].append(work)
    cpu = {
        name: statistics.median(w.cpu for w in works) for name, works in cost.items()
    }
    rows = {
        name: statistics.median(w.rows for w in works) for name, works in cost.items()
    }
    sizes = f"{shapes['large'].files} against {shapes['small'].files} documents"
    return [
        Metric(
            "rows written for one new commit, large / small",
            1.2,
            rows["large"] / rows["small"],
            detail=f"{sizes}: {rows['large']:.0f} and {rows['small']:.0f} rows,"
            f" medians of {commits}",
        ),
        Metric(
            "processor time for one new commit, large / small",
            1.2,
            cpu["large"] / cpu["small"],
            detail=f"{sizes}: {1000 * cpu['large']:.0f} and {1000 * cpu['small']:.0f}"
            " ms of Python, git and PostgreSQL",
        ),
    ]
