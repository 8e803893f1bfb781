"""Mutations of a repository's labels and milestones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from enhancements.fakehub.base import NotPossible, NotThere, mutation
from enhancements.fakehub.changes_issues import IssueChanges
from enhancements.fakehub.ids import seconds
from enhancements.fakehub.nouns import Label, Milestone, Repo

Moment = str | float | datetime


class LabelChanges(IssueChanges):
    """Labels and milestones by name; `by` is a login. Issues that carry them are not
    touched: whether GitHub bumps their time of update is not documented.
    """

    @mutation
    def add_label(
        self,
        repo: str,
        name: str,
        *,
        color: str = "ededed",
        description: str | None = None,
        by: str | None = None,
    ) -> Label:
        """Create a label."""
        place = self.repo(repo)
        if self.find_label(place, name):
            raise NotPossible(f"label {name} exists")
        label = self.new_label(place, name, color, description)
        self.tell("label", "created", place, self.actor(by), label=label)
        return label

    @mutation
    def rename_label(
        self, repo: str, name: str, to: str, *, by: str | None = None
    ) -> Label:
        """Rename a label; timelines keep the old name."""
        label = self.the_label(repo, name)
        other = self.find_label(label.repo, to)
        if other not in (None, label):
            raise NotPossible(f"label {to} exists")
        before, label.name = label.name, to
        self._edited(label, by, {"name": {"from": before}})
        return label

    @mutation
    def recolour_label(
        self, repo: str, name: str, color: str, *, by: str | None = None
    ) -> Label:
        """Give a label another colour, six hexadecimal digits."""
        label = self.the_label(repo, name)
        before, label.color = label.color, color
        self._edited(label, by, {"color": {"from": before}})
        return label

    @mutation
    def delete_label(self, repo: str, name: str, *, by: str | None = None) -> None:
        """Delete a label, also from all issues; they get no event of it."""
        label = self.the_label(repo, name)
        del label.repo.labels[label.id], self.labels[label.id]
        for issue in label.repo.issues.values():
            if label in issue.labels:
                issue.labels.remove(label)
        self.tell("label", "deleted", label.repo, self.actor(by), label=label)

    def the_label(self, repo: str, name: str) -> Label:
        """A label of this name. Raises NotThere."""
        label = self.find_label(self.repo(repo), name)
        if label is None:
            raise NotThere(f"label {name} of {repo}")
        return label

    def _edited(self, label: Label, by: str | None, changes: dict[str, Any]) -> None:
        actor = self.actor(by)
        self.tell("label", "edited", label.repo, actor, label=label, changes=changes)

    @mutation
    def add_milestone(
        self,
        repo: str,
        title: str,
        *,
        due_on: Moment | None = None,
        description: str | None = None,
        by: str | None = None,
    ) -> Milestone:
        """Create a milestone; `due_on` as text is UTC."""
        place = self.repo(repo)
        if self.find_milestone(place, title):
            raise NotPossible(f"milestone {title} exists")
        number, place.next_milestone = place.next_milestone, place.next_milestone + 1
        stone = Milestone(
            self.give_id("milestone"),
            place,
            number,
            title,
            self.actor(by),
            self.now,
            self.now,
            description,
            None if due_on is None else seconds(due_on),
        )
        place.milestones[number] = self.milestones[stone.id] = stone
        self._told(stone, "created", by)
        return stone

    @mutation
    def edit_milestone(
        self,
        repo: str,
        title: str,
        *,
        to: str | None = None,
        due_on: Moment | None = None,
        description: str | None = None,
        by: str | None = None,
    ) -> Milestone:
        """Rename a milestone, move its due date, describe it; None leaves a thing."""
        stone = self.the_milestone(repo, title)
        changes: dict[str, Any] = {}
        if to is not None:
            changes["title"] = {"from": stone.title}
            stone.title = to
        if due_on is not None:
            changes["due_on"] = {"from": stone.due_on}
            stone.due_on = seconds(due_on)
        if description is not None:
            changes["description"] = {"from": stone.description}
            stone.description = description
        self._told(stone, "edited", by, changes=changes)
        return stone

    @mutation
    def set_milestone_state(
        self, repo: str, title: str, state: str, *, by: str | None = None
    ) -> Milestone:
        """Close (``closed``) a milestone, or open (``open``) it again."""
        stone = self.the_milestone(repo, title)
        stone.state = state
        stone.closed_at = self.now if state == "closed" else None
        self._told(stone, "closed" if state == "closed" else "opened", by)
        return stone

    @mutation
    def delete_milestone(self, repo: str, title: str, *, by: str | None = None) -> None:
        """Delete a milestone; its issues are without one and say so."""
        stone = self.the_milestone(repo, title)
        for issue in stone.repo.issues.values():
            if issue.milestone is stone:
                issue.milestone = None
                data = {"milestone": {"title": stone.title}}
                self.happen(issue, "demilestoned", by, data)
        del stone.repo.milestones[stone.number], self.milestones[stone.id]
        self._told(stone, "deleted", by)

    def the_milestone(self, repo: str | Repo, title: str) -> Milestone:
        """A milestone of this title. Raises NotThere."""
        place = repo if isinstance(repo, Repo) else self.repo(repo)
        stone = self.find_milestone(place, title)
        if stone is None:
            raise NotThere(f"milestone {title} of {place.full_name}")
        return stone

    def _told(
        self, stone: Milestone, action: str, by: str | None, **about: Any
    ) -> None:
        stone.updated_at = self.now
        actor = self.actor(by)
        self.tell("milestone", action, stone.repo, actor, milestone=stone, **about)
