"""Accounts, repositories, labels and milestones of the samples on GitHub."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from enhancements.sample import people
from enhancements.sample.calendar import FREEZES
from enhancements.sample.github.acts import Script
from enhancements.sample.github.releases import out_on

if TYPE_CHECKING:
    from enhancements.sample.calendar import Calendar

ROBOT = "lodestead-robot"
GHOST = "hollis-brandt"
"""Opened some issues and deleted the account later."""
TRACKER = "sample-tracker"
"""The account whose token the tracker has; it may do everything."""

EARLIEST_DAY = -380

LABELS = {
    "kind/feature": "c2e0c6",
    "kind/tracker": "bfd4f2",
    "stage/alpha": "fef2c0",
    "stage/beta": "fbca04",
    "stage/stable": "0e8a16",
    "approved-vep": "d4c5f9",
    "lgtm": "15dd18",
    "approved": "0ffa16",
    "do-not-merge/hold": "e11d21",
    "needs-rebase": "b60205",
}


def found_lodestead(
    script: Script, calendar: Calendar, repositories: Iterable[str]
) -> None:
    """Everybody and every place there, before anything happens."""
    at = calendar.at(EARLIEST_DAY)
    found_place(script, at, "lodestead", repositories)
    script.do(at, "add_user", login=ROBOT, kind="Bot")
    script.do(at, "add_user", login=GHOST)
    for person in people.PEOPLE.values():
        script.do(at, "add_user", login=person.handle, name=person.name)
        script.do(at, "add_member", org="lodestead", login=person.handle)
    sigs = [f"sig/{sig}" for sig in people.REVIEWERS if sig]
    for repo in repositories:
        add_labels(script, at, repo, LABELS | dict.fromkeys(sigs, "0052cc"))
    for release in FREEZES:
        due = calendar.on(out_on(release) or 0).isoformat()
        args = {"repo": "lodestead/enhancements", "title": release, "by": TRACKER}
        script.do(at, "add_milestone", due_on=f"{due}T00:00:00Z", **args)


def found_place(
    script: Script, at: datetime, owner: str, repositories: Iterable[str]
) -> None:
    """An organisation with repositories, where the tracker's account is at home."""
    script.do(at, "add_user", login=owner, kind="Organization")
    script.do(at, "add_member", org=owner, login=TRACKER, role="admin")
    for repo in repositories:
        script.do(at, "add_repo", full_name=repo, description="Invented.")


def add_labels(script: Script, at: datetime, repo: str, labels: dict[str, str]) -> None:
    """Labels of a repository, by name with their colours."""
    for name, color in labels.items():
        script.do(at, "add_label", repo=repo, name=name, color=color)
