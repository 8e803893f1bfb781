"""A hostile world: every text of the corpus wherever something comes from outside.

It is tracked as any project is: repositories of git are fetched and read, a pretended
GitHub is asked, and what people say is typed into forms.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.test import Client, override_settings
from django.utils import timezone

from enhancements.actions import accounts, projects, snapshots
from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World
from enhancements.models import Project, Record, Release
from enhancements.queries import frame, moments, snapshots_due
from enhancements.sources import sync
from enhancements.sources.github import pump as pumping
from enhancements.sources.github.credentials import Server
from tests.safety import files, saying
from tests.safety.files import FIRST, LEAD, RELEASE, Texts
from tests.support.boards import days
from tests.support.mirror_rows import body
from tests.support.tracked import Tracked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.safety.corpus import Hostile

PLANS, CODE = "acme/plans", "acme/code"
PEOPLE = (LEAD, files.OUR_LEAD, files.OTHER_LEAD, files.OWNER, "zoe")
LONGEST_LOGIN = 90


class HostileWorld:
    """The projects `demo` and `keps`, and who may sign in."""

    def __init__(self, folder: Path, texts: Sequence[Hostile]) -> None:
        self.texts = Texts(texts)
        self.demo = Tracked(folder / "demo")
        self.keps = Tracked(folder / "keps", "keps")
        self.accounts = {
            login: accounts.sign_in(
                github_id=n + 9000, login=login, name=self.texts.at("account name", n)
            )
            for n, login in enumerate(PEOPLE)
        }
        self.problems: list[str] = []
        """What people typed that was not taken, and why: for whoever writes tests."""

    @property
    def project(self) -> Project:
        """The one of KubeVirt's kind."""
        return self.demo.project

    def client(self, login: str = "") -> Client:
        """Somebody's browser; a stranger's without a login."""
        client = Client()
        if login:
            client.force_login(self.accounts[login])
        return client

    def read_git(self) -> None:
        """Write the repositories, track them and read them."""
        told = self.texts
        demo = self.demo
        calendar = {f"releases/{RELEASE}/schedule.yaml": files.schedule(told)}
        demo.commit(calendar, days(-60), kind="schedules", message=told.at("commit", 1))
        demo.commit(files.rosters(told), days(-60), kind="rosters")
        demo.commit(files.documents(told), days(-50), author=_author(told))
        code = demo.release("v1.8.0", days(-90), WarmStandby="Alpha")
        assert code
        registered = {"pkg/virt-config/featuregate/hostile.go": files.gates(told)}
        oid = demo.commit(registered, days(-70), kind="gates")
        demo.repositories["gates"].tag("v1.8.1", oid)
        oid = demo.commit({"x": b"x"}, days(-65), kind="gates")
        demo.repositories["gates"].tag("v1.9.0", oid)
        demo.track("documents", "schedules", "rosters", "gates")
        demo.sync()
        self.keps.commit(files.keps(told), days(-50))
        self.keps.commit(files.rosters(told), days(-50), kind="rosters")
        self.keps.track("documents", "rosters", profile="kubernetes")
        self.keps.sync()

    def read_github(self) -> None:
        """Let it all be on a pretended GitHub, and read it."""
        with Fakehub(github(self.texts)) as hub:
            token = hub.access.add_token("alice").text
            with override_settings(GITHUB_URL=hub.url, GITHUB_TOKEN=token):
                self._pump(hub)
        sync.finish(project=self.project)

    def _pump(self, hub: Fakehub) -> None:
        rows = projects.track_repositories(
            project=self.project,
            host=Server.at(hub.url).rest,
            names=[PLANS, CODE],
            by=LEAD,
        )
        for _ in range(2):
            hub.world.advance(5)
            for row in rows:
                outcome = pumping.pump(
                    repository_id=row.pk, is_forced=True, derives=False
                )
                assert not outcome.error, outcome.error

    def snapshot(self) -> None:
        """Keep the boards of the deadlines that are over."""
        now = timezone.now()
        Project.objects.filter(pk=self.project.pk).update(created_at=days(-90))
        for deadline in snapshots_due.passed(now=now, ever=True):
            snapshots.take(deadline=deadline, by="tester", now=now)

    def release(self) -> Release:
        """The release in work."""
        return Release.objects.get(project=self.project, name=RELEASE)

    def keys(self, project: str = "demo") -> list[str]:
        """Keys of all its enhancements as they stand now."""
        rows = Record.objects.filter(project__name=project, until=None)
        return list(rows.order_by("number", "key").values_list("key", flat=True))

    def setting(self) -> frame.Setting:
        """The setting of a page of `demo`, now."""
        now = timezone.now()
        return frame.load("demo", moments.parse(None, now=now), now=now)


def _author(texts: Texts) -> str:
    """Of the one who committed: git's own form has no < and > in names."""
    return re.sub(r"[<>\s]+", " ", texts.at("committer", 0)).strip() or "x"


def _login(text: str, number: int) -> str:
    """Two people have two logins, and none is empty."""
    return f"{text[:LONGEST_LOGIN]}-{number}"


def github(texts: Texts) -> World:
    """A GitHub where every text is a title, a body, a label, a milestone, a name."""
    world = World(seed=1)
    world.add_user("acme", kind="Organization")
    for login in ("alice", *PEOPLE):
        world.add_user(login, name=texts.at("name", len(login)))
    world.add_member("acme", "alice", role="admin")
    for repo in (PLANS, CODE):
        world.add_repo(repo, description=texts.at("description", 0))
    for n in range(len(texts)):
        login = _login(texts.at("login", n), n)
        world.add_user(login, name=texts.at("name", n))
        for repo in (PLANS, CODE):
            label = f"{texts.at('label', n)[:60]} {n}"
            world.add_label(
                repo,
                label,
                color=texts.at("colour", n)[:20],
                description=texts.at("label text", n),
            )
            stone = f"{texts.at('stone', n)[:100]} {n}"
            world.add_milestone(repo, stone, description=texts.at("stone text", n))
        _tell_issue(world, texts, n, login)
        _tell_pull(world, texts, n, login)
    return world


def _tell_issue(world: World, texts: Texts, n: int, login: str) -> None:
    number = FIRST + n
    world.open_issue(
        PLANS,
        texts.at("title", n),
        by=login,
        number=number,
        body=body(
            contact=f"@{texts.at('contact', n)}",
            stage=texts.at("stage", n),
            sig=texts.at("sig of issue", n),
            link=texts.at("link", n),
            pulls=[f"{CODE}#{1 + n}", texts.at("pull", n)],
            alpha=RELEASE,
            beta=texts.at("target of issue", n),
        )
        + f"\n\n{texts.at('issue body', n)}\n",
        labels=[f"{texts.at('label', n)[:60]} {n}"],
        milestone=f"{texts.at('stone', n)[:100]} {n}",
        assignees=[login],
    )
    world.comment(PLANS, number, texts.at("comment", n), by=login)
    world.comment(PLANS, number, f"/label {texts.at('command', n)}", by=login)
    world.edit_title(PLANS, number, f"{texts.at('title', n + 1)} again", by=login)
    world.edit_title(PLANS, number, texts.at("title", n), by=login)


def _tell_pull(world: World, texts: Texts, n: int, login: str) -> None:
    pull = world.open_pull(
        CODE,
        texts.at("pull title", n),
        by=login,
        body=f"Tracking issue: {PLANS}#{FIRST + n}\n\n{texts.at('pull body', n)}"
        if n % 3
        else texts.at("pull body", n),
        head=texts.at("branch", n) or "x",
        files={f"pkg/{in_name(texts.at('file', n))}": texts.at("content", n)},
        labels=[f"{texts.at('label', n)[:60]} {n}"],
        milestone=f"{texts.at('stone', n)[:100]} {n}",
    )
    world.review(CODE, pull.number, "APPROVED", by="alice", body=texts.at("review", n))
    if n % 2:
        world.merge(CODE, pull.number, by="alice")
    if n % 4 == 0:
        path = f"veps/sig-compute/{900_000 + n}-{in_name(texts.at('new', n))}/vep.md"
        text = f"# VEP #{900_000 + n}: {texts.at('title', n)}\n\n{RELEASE}\n"
        world.open_pull(
            PLANS,
            texts.at("proposal", n),
            by=login,
            body=texts.at("pull body", n),
            head=f"proposal-{n}",
            files={path: text},
            number=700_000 + n,
        )


def in_name(text: str) -> str:
    """The text as the name of a file."""
    return files.in_path(text)


def told(folder: Path, texts: Sequence[Hostile]) -> HostileWorld:
    """The whole world, with all that people said about it."""
    world = HostileWorld(folder, texts)
    world.read_git()
    world.read_github()
    saying.say_everything(world)
    world.snapshot()
    return world
