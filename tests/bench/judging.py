"""What judging entries costs: all of a release, and the one that changed."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from django.test import override_settings
from django.utils import timezone

from enhancements.actions import verdicts, verdicts_owed
from enhancements.models import Enhancement, Item, Project, Verdict
from enhancements.queries import frame, judged, moments
from enhancements.sources import sync
from tests.bench import measure
from tests.bench.mirroring import forget
from tests.bench.report import Metric
from tests.support.mirror_rows import CODE, Mirror, body
from tests.support.tracked import NOW, Tracked, day, schedule, vep

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "judged"
RELEASE = "v1.9"
_ROUNDS = 5
_LABELS = ("lgtm", "approved")
_DOCS = "demo/user-guide"


def metrics(folder: Path, *, entries: int, tell: Callable[[str], None]) -> list[Metric]:
    """Judge so many entries, each with its issue, a document and two pull requests."""
    forget()
    tell(f"verdicts of {entries} entries")
    with override_settings(LOCAL_SOURCES=True, MIRRORS=folder / "judged-mirrors"):
        hub = fill(folder / "judged", entries)
        return [*_all(hub.project, entries), _one(hub, entries)]


def fill(folder: Path, entries: int, *, is_spread: bool = False) -> Mirror:
    """Documents, issues and pull requests as a cycle of a release leaves them.

    With `is_spread` there are pull requests on docs as well, and what is merged is so
    on different days before and after the code freeze: another date of it is then met
    by others. Without it the code freeze is met by none.
    """
    folder.mkdir()
    demo = Tracked(folder, NAME)
    dates = {"freeze": "2025-03-01", "code": "2025-06-01", "out": "2025-12-01"}
    demo.commit(
        {f"releases/{RELEASE}/schedule.yaml": schedule(**dates)},
        day(1),
        kind="schedules",
    )
    numbers = range(1, entries + 1)
    for at, release in ((day(2), "v1.8"), (day(9), RELEASE)):
        demo.commit(
            {_path(n): vep(n, f"Feature {n}", alpha=release) for n in numbers}, at
        )
    demo.track("documents", "schedules")
    hub = Mirror(demo.project)
    hub.main.synced_at = NOW
    hub.main.save()
    # What was not read whole tells nothing of what is missing.
    read = {"synced_at": NOW} if is_spread else {}
    code = hub.repository(**read)
    docs = hub.repository(_DOCS, **read) if is_spread else None
    for number in numbers:
        homes = (CODE, _DOCS) if is_spread else (CODE,)
        text = body(pulls=[f"{home}#{number}" for home in homes], Alpha="1.9")
        issue = hub.issue(number, f"VEP {number}: Feature {number}", text)
        hub.event(issue, "assigned", day(10 + number % 20), f"owner-{number % 40}")
        names = f"Tracking issue: demo/enhancements#{number}"
        hub.pull(10_000 + number, f"VEP {number}", names, day(3))
        work = hub.pull(number, f"Work {number}", names, day(12), repository=code)
        merged = day(60 + 120 * number // entries) if is_spread else day(60)
        if not is_spread:
            for place, label in enumerate(_LABELS):
                hub.event(work, "labeled", day(30 + place + number % 20), label)
        works = [work]
        if docs:
            told = f"Docs of {number}"
            works.append(hub.pull(number, told, names, day(12), repository=docs))
        for one in works if number % 3 else ():
            one.merged_at = merged
            hub.event(one, "merged", merged)
    sync.sync(project=demo.project)
    return hub


def _path(number: int) -> str:
    return f"veps/sig-compute/{number}-feature-{number}/vep.md"


def _all(project: Project, entries: int) -> list[Metric]:
    """All of a release at one moment, and over all time."""
    now = timezone.now()
    setting = frame.load(NAME, moments.parse(None, now=now), now=now)
    verdicts_owed.everything(project=project, now=now)
    with sync.rare_collections():  # As wherever entries are judged.
        seconds = statistics.median(
            measure.work_of(lambda: judged.of_release(setting, RELEASE)).cpu
            for _ in range(_ROUNDS)
        )
        again = measure.work_of(lambda: _judge(project))
    stored = Verdict.objects.filter(release__name=RELEASE).count()
    return [
        Metric(
            f"processor time of all verdicts of {entries} entries",
            1,
            seconds,
            "s",
            f"of Python and PostgreSQL, with reading all that is known of them; over"
            f" all time, {stored:,} verdicts, {again.cpu:.2f} s",
        ),
        Metric(
            "rows written when all is judged again without a change",
            0,
            # Noting that it is owed, and that it is done, is no verdict.
            again.rows - entries,
            "",
        ),
    ]


def _judge(project: Project) -> None:
    while verdicts.judge_owed(project=project, now=timezone.now()):
        pass


def _one(hub: Mirror, entries: int) -> Metric:
    """Change one issue at a time; how many other enhancements are judged with it."""
    others = set()
    works = []
    for turn in range(_ROUNDS):
        issue = Item.objects.get(repository=hub.main, number=1 + turn)
        before = dict(Verdict.objects.values_list("pk", "enhancement_id"))
        hub.event(issue, "closed", day(20 + turn))
        works.append(measure.work_of(lambda: sync.finish(project=hub.project)))
        after = dict(Verdict.objects.values_list("pk", "enhancement_id"))
        touched = before.items() ^ after.items()
        others |= {id_ for _, id_ in touched if id_ != issue.enhancement_id}
    owing = Enhancement.objects.filter(unjudged_since__isnull=False).count()
    cpu = 1000 * statistics.median(work.cpu for work in works)
    return Metric(
        f"other entries whose verdicts one change of {entries} touches",
        0,
        len(others) + owing,
        "",
        f"{cpu:.0f} ms of Python and PostgreSQL to settle, derive and judge it",
    )
