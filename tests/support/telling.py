"""What GitHub might tell, made by hand, and a repository to store it in."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from enhancements.actions.told import (
    CommentTold,
    ItemTold,
    LabelTold,
    PersonTold,
    PullTold,
    TimelineTold,
)
from enhancements.models import Project, Repository

HOST = "https://api.github.com"
ALICE = PersonTold(1, "U_1", "alice")
BOB = PersonTold(2, "U_2", "bob")


def at(minute: int) -> dt.datetime:
    """So many minutes after noon of 1 June 2026, UTC."""
    return dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC) + dt.timedelta(minutes=minute)


def make_repository(name: str = "acme/plans", *, is_main: bool = True) -> Repository:
    """A mirrored repository of the project `demo`."""
    project, _ = Project.objects.get_or_create(
        name="demo", defaults={"profile": "kubevirt"}
    )
    number = 100 + Repository.objects.count()
    return Repository.objects.create(
        project=project,
        host=HOST,
        name=name,
        github_id=number,
        node_id=f"R_{number}",
        is_main=is_main,
    )


def issue(number: int = 1, minute: int = 0, **changes: Any) -> ItemTold:
    """An issue by alice, created at noon, last changed at this minute."""
    told = ItemTold(
        kind="issue",
        number=number,
        github_id=1000 + number,
        node_id=f"I_{number}",
        title=f"Issue {number}",
        body="Text.",
        state="open",
        author=ALICE,
        created_at=at(0),
        updated_at=at(minute),
    )
    return dataclasses.replace(told, **changes)


def pull(
    number: int = 2, minute: int = 0, *, head: str = "", **changes: Any
) -> ItemTold:
    """A pull request by alice."""
    return issue(number, minute, kind="pull", pull=PullTold(head_oid=head), **changes)


def comment(number: int, minute: int = 0, **changes: Any) -> CommentTold:
    """A comment by bob."""
    told = CommentTold(
        kind="comment",
        github_id=number,
        node_id=f"C_{number}",
        author=BOB,
        body=f"Comment {number}",
        created_at=at(0),
        updated_at=at(minute),
    )
    return dataclasses.replace(told, **changes)


def label(name: str, *, node_id: str = "") -> LabelTold:
    """A label; its node id is made of its name."""
    return LabelTold(node_id or f"L_{name}", name, color="00ff00")


def event(kind: str, minute: int, name: str = "", old_name: str = "") -> TimelineTold:
    """Something bob did."""
    return TimelineTold(f"E_{kind}_{minute}", kind, BOB, at(minute), name, old_name)
