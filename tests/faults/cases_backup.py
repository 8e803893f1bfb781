"""F33: the database is restored from yesterday's backup, and life had gone on."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from enhancements.actions import outbox, projects, releases
from enhancements.models import Document, Event, Item, Outgoing, Project, Version
from tests.faults import rig as rigs
from tests.faults.cases import ACTIONS, case, nothing, replaced, together
from tests.support.tracked import Tracked, day, vep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.rig import Rig

PLANS = rigs.PLANS
FREEZE = "enhancements-freeze"
_OURS = re.compile(r"<!-- tracker:[0-9a-f-]{36} -->")
_STANDS = "veps/sig-compute/900-standing/vep.md"
_COMES = "veps/sig-compute/901-coming/vep.md"


class Household:
    """A rig whose project has documents in git besides, acts on commands, and has a
    folder for backups.
    """

    def __init__(self, rig: Rig, folder: Path) -> None:
        self.rig = rig
        self.documents = Tracked(folder)
        self.backup = folder / "yesterday.dump"

    def begin(self) -> None:
        """Mirror everything, with one comment that waits to be written."""
        self.rig.synced()
        self.documents.commit({_STANDS: vep(900, alpha="v1.9")}, day(1))
        self.documents.track("documents")
        self.documents.sync()
        project = Project.objects.get(name="demo")
        projects.set_commands(project=project, mode="act", by="tester")
        self.rig.look()
        self.rig.ours = self.rig.local()
        self.owe_comment("waits", "What waited when the backup was taken.")

    def owe_comment(self, cause: str, body: str) -> None:
        """Have something written under the first issue."""
        outbox.put(
            repository=self.rig.repository,
            number=1,
            kind=Outgoing.Kind.COMMENT,
            cause=cause,
            payload={"body": body},
            by="tester",
        )

    def live(self) -> None:
        """Hours go by: there and here everything changes."""
        rig, world = self.rig, self.rig.world
        world.comment(PLANS, 1, "/sig no-such-sig", by="bela")
        self.owe_comment("since", "What was written after the backup.")
        for _ in range(3):
            rig.look()
        one, two, three, four = rig.rng.sample([n for n in rig.numbers() if n > 1], 4)
        rig.touch(one)
        world.delete_issue(PLANS, two, by="alice")
        world.add_label(PLANS, "made/since", color="00ff00")
        world.label(PLANS, three, "made/since", by="bela")
        comment = world.comment(PLANS, four, "Said since.", by="bela")
        world.edit_comment(comment.id, "Said otherwise since.", by="bela")
        rig.change(12)
        rig.look()
        self.documents.commit({_COMES: vep(901, alpha="v1.9")}, day(2))
        self.documents.commit({_STANDS: vep(900, alpha="v1.10")}, day(3))
        self.documents.sync()
        self._decide(dt.date(2026, 5, 8))
        # Not so long that everything is compared by itself.
        rig.pass_time(10 * 3600)

    def restore(self) -> None:
        """Have the database as it was, and everything compared."""
        call_command("restore", self.backup, replace=True, stdout=io.StringIO())
        self.rig.repository.refresh_from_db()

    def catch_up(self) -> None:
        """Let workers do what is owed, and the same writing be asked for again."""
        self.documents.project.refresh_from_db()
        self.documents.sync()
        self.owe_comment("anew", "What was written after the backup.")
        for _ in range(3):
            self.rig.look()
        self.rig.settle()

    def said(self) -> Counter[str]:
        """What we said at GitHub, without the markers, and how often."""
        return Counter(
            _OURS.sub("", one.body).strip()
            for issue in self.rig.world.repo(PLANS).issues.values()
            for one in issue.comments
            if _OURS.search(one.body)
        )

    def _decide(self, date: dt.date) -> None:
        releases.correct_deadline(
            project=Project.objects.get(name="demo"),
            release="v1.9",
            kind=FREEZE,
            date=date,
            reason="a week later, agreed after the backup",
            by="tester",
            now=timezone.now(),
        )


@contextlib.contextmanager
def keeping_house(seed: int) -> Iterator[Household]:
    """A household over a rig, in a folder of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="backups-") as folder,
        rigs.started(seed) as rig,
        override_settings(LOCAL_SOURCES=True, MIRRORS=Path(folder) / "mirrors"),
    ):
        yield Household(rig, Path(folder))


forgetful = replaced(f"{ACTIONS}.restored.lost", nothing)
"""Nobody knows that anything was lost; it stands behind the other guards."""


def restored(house: Household) -> None:
    """A backup, a day of life, the backup again, and what came of it."""
    house.begin()
    call_command("backup", house.backup, stdout=io.StringIO())
    house.live()
    said, decided = house.said(), Event.objects.filter(reason__contains="agreed after")
    assert sum(said.values()) == 3, said
    assert decided.exists()
    house.restore()

    assert not decided.exists()
    assert not Item.objects.filter(comments__body__contains="Said otherwise").exists()
    house.catch_up()

    assert house.said() == said, f"written twice: {house.said() - said}"
    house.rig.check()
    paths = Document.objects.filter(source__project__name="demo")
    assert set(paths.values_list("path", flat=True)) == {_STANDS, _COMES}
    assert Version.objects.filter(document__path=_STANDS).count() == 2
    told = Event.objects.get(kind=Event.Kind.RESTORED)
    assert "is lost" in told.reason


@case(
    "F33 compared",
    "Yesterday's backup is restored: everything is compared",
    without=replaced(f"{ACTIONS}.restored._compare_all", lambda *_: 0),
    place=keeping_house,
    is_alone=False,
    says="I1|I2",
)
def compared(house: Household) -> None:
    restored(house)


@case(
    "F33 once",
    "Yesterday's backup is restored: what waited was written since",
    without=together(
        replaced(f"{ACTIONS}.restored._doubt_writings", lambda *_: 0), forgetful
    ),
    place=keeping_house,
    is_alone=False,
    says="written twice: .*What waited",
)
def once(house: Household) -> None:
    restored(house)


@case(
    "F33 alike",
    "Yesterday's backup is restored: what was put in and written since",
    without=forgetful,
    place=keeping_house,
    is_alone=False,
    says="written twice: .*after the backup",
)
def alike(house: Household) -> None:
    restored(house)


@case(
    "F33 heard",
    "Yesterday's backup is restored: commands were done since",
    without=together(replaced(f"{ACTIONS}.restored._hear_anew", nothing), forgetful),
    place=keeping_house,
    is_alone=False,
    says="written twice: .*no-such-sig",
)
def heard(house: Household) -> None:
    restored(house)
