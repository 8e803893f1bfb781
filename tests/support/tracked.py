"""A tracked project over repositories that a test writes commit by commit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from enhancements.actions import projects
from enhancements.models import Project, Source
from enhancements.queries import contract, enhancement, frame, moments
from enhancements.queries.filters import Filters
from enhancements.sample.repository import RepoBuilder
from enhancements.sources import sync

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from enhancements.queries.frame import Setting
    from enhancements.queries.shapes import EnhancementPage

DAY_ONE = dt.datetime(2025, 1, 6, 9, tzinfo=dt.UTC)
NOW = dt.datetime(2025, 9, 1, 9, tzinfo=dt.UTC)
KINDS = ("documents", "schedules", "rosters")
CODE = "gates"
GATE_FILE = "pkg/virt-config/featuregate/active.go"


def day(number: int, hour: int = 9, minute: int = 0, second: int = 0) -> dt.datetime:
    """A moment of the test's calendar: day 1 is Monday, 6 January 2025, UTC."""
    start = DAY_ONE.replace(hour=hour, minute=minute, second=second)
    return start + dt.timedelta(days=number - 1)


def vep(
    number: int | str = 10,
    title: str = "Warm standby",
    *,
    owners: str = "",
    body: str = "",
    **targets: str,
) -> bytes:
    """A document in the form of the template of March 2026."""
    lines = [f"# VEP #{number}: {title}", ""]
    if owners:
        lines += [f"Owners: {owners}", ""]
    lines += ["## VEP Status Metadata", "", "### Target releases", ""]
    lines += [
        f"- This VEP targets {stage} for version: {release}"
        for stage, release in targets.items()
    ]
    text = body or f"What {title} is for, told in a few words of its own."
    return "\n".join([*lines, "", "## Overview", "", text, ""]).encode()


def front_matter(**fields: str) -> bytes:
    """A document with front matter; an underscore in a name stands for a hyphen."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    title = fields.get("title", "Without a title")
    return "\n".join(["---", *lines, "---", "", f"# {title}", "", "Text.", ""]).encode()


def side(**targets: str) -> bytes:
    """A side document with targets of its own and a text that is not the main's."""
    lines = ["# Part 2", "", "### Target releases", ""]
    lines += [f"- {stage}: {release}" for stage, release in targets.items()]
    return "\n".join([*lines, "", "## Overview", "", "More of it.", ""]).encode()


def schedule(**dates: str) -> bytes:
    """A schedule; `freeze`, `code` and `out` are dates, left out when not given."""
    rows = {
        "freeze": "  milestone: Alpha 0\n  what: Enhancement Proposal (VEP) Freeze\n",
        "code": "  milestone: Code Freeze\n  what: Branch it\n",
        "out": "  milestone: GA\n  what: Tag it\n",
    }
    return "".join(
        f"- when: {dates[n]}\n{t}" for n, t in rows.items() if n in dates
    ).encode()


def go(**gates: str) -> bytes:
    """A file that registers these gates: `Name="Beta"`, each by a constant."""
    lines = [f'\t{name}Gate = "{name}"' for name in gates]
    calls = [
        f"\tRegisterFeatureGate(FeatureGate{{Name: {name}Gate, State: {state}}})"
        for name, state in gates.items()
    ]
    parts = ["package featuregate", "", "const (", *lines, ")", "", "func init() {"]
    return "\n".join([*parts, *calls, "}", ""]).encode()


class Tracked:
    """A project with its three repositories in a folder of the test."""

    def __init__(self, folder: Path, name: str = "demo") -> None:
        self.folder = folder
        self.name = name
        self.repositories = {kind: RepoBuilder(folder / kind) for kind in KINDS}
        self.project: Project

    def track(self, *kinds: str, profile: str = "kubevirt") -> Project:
        """Track it from these repositories; all three when none is named."""
        self.project = projects.track(
            name=self.name,
            profile=profile,
            locations={kind: str(self.folder / kind) for kind in kinds or KINDS},
            by="tester",
        )
        return self.project

    def commit(
        self,
        files: Mapping[str, bytes | None] | None = None,
        at: dt.datetime = DAY_ONE,
        *,
        kind: str = "documents",
        renames: Mapping[str, str] | None = None,
        **more: Any,
    ) -> str:
        """Add one commit and make it visible."""
        repository = self.repositories[kind]
        oid = repository.commit(files, at, renames=renames, **more)
        repository.finish()
        return oid

    def release(self, tag: str, at: dt.datetime, **gates: str) -> str:
        """Tag a release of the code repository, in which these gates are registered."""
        code = self.repositories.setdefault(CODE, RepoBuilder(self.folder / CODE))
        oid = code.commit({GATE_FILE: go(**gates)}, at, message=f"Release {tag}")
        code.tag(tag, oid)
        return oid

    def sync(self) -> sync.Report:
        """Read everything."""
        return sync.sync(project=self.project)

    def source(self, kind: str = "documents") -> Source:
        """The source as it stands in the database."""
        return Source.objects.get(project=self.project, kind=kind)

    def at(self, moment: dt.datetime | None = None) -> Setting:
        """The setting of a page at a moment; NOW without one."""
        given = moment.isoformat() if moment else None
        return frame.load(self.name, moments.parse(given, now=NOW), now=NOW)

    def rows(
        self, moment: dt.datetime | None = None, *, sort: str = "key"
    ) -> list[dict[str, Any]]:
        """Every enhancement by the contract of `query`."""
        return contract.find(self.at(moment), Filters(), sort=sort)

    def only(self, moment: dt.datetime | None = None) -> dict[str, Any]:
        """The one enhancement there is."""
        (row,) = self.rows(moment)
        return row

    def keys(self, moment: dt.datetime | None = None) -> list[str]:
        """Keys of every enhancement, in order."""
        return [row["key"] for row in self.rows(moment)]

    def page(self, key: str, moment: dt.datetime | None = None) -> EnhancementPage:
        """The page of an enhancement."""
        return enhancement.page(self.at(moment), key)


def columns(rows: Sequence[Mapping[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """These columns of every row."""
    return [tuple(row[name] for name in names) for row in rows]
