"""Mutations of an issue's state and whereabouts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from enhancements.fakehub.base import NOTHING, NotPossible, mutation
from enhancements.fakehub.changes_issues import IssueChanges
from enhancements.fakehub.nouns import Comment, Event, Gone, Issue


class FateChanges(IssueChanges):
    """How issues end, come back and move; `by` is a login."""

    # State

    @mutation
    def close(
        self,
        repo: str,
        number: int,
        *,
        by: str | None,
        reason: str | None = "completed",
        commit: str | None = None,
    ) -> Issue:
        """Close; `reason` is ``completed``, ``not_planned`` or ``duplicate``."""
        issue = self.issue(repo, number)
        if issue.state == "closed":
            return issue
        self.count(issue, -1)
        issue.state = "closed"
        issue.state_reason = None if issue.pull else reason
        issue.closed_at, issue.closed_by = self.now, self.actor(by)
        self.count(issue, 1)
        data = {"state_reason": issue.state_reason, "commit_id": commit}
        self.happen(issue, "closed", by, data)
        self.about(issue, "closed", by)
        return issue

    @mutation
    def reopen(self, repo: str, number: int, *, by: str | None) -> Issue:
        """Open a closed one again."""
        issue = self.issue(repo, number)
        if issue.state == "open":
            return issue
        if issue.pull and issue.pull.merged_at:
            raise NotPossible("a merged pull request stays closed")
        self.count(issue, -1)
        issue.state, issue.closed_at, issue.closed_by = "open", None, None
        issue.state_reason = None if issue.pull else "reopened"
        self.count(issue, 1)
        self.happen(issue, "reopened", by)
        self.about(issue, "reopened", by)
        return issue

    @mutation
    def lock_issue(
        self, repo: str, number: int, *, by: str, reason: str | None = None
    ) -> Issue:
        """Lock a conversation."""
        issue = self.issue(repo, number)
        issue.is_locked, issue.lock_reason = True, reason
        self.happen(issue, "locked", by, {"lock_reason": reason})
        self.about(issue, "locked", by)
        return issue

    @mutation
    def unlock_issue(self, repo: str, number: int, *, by: str) -> Issue:
        """Unlock a conversation."""
        issue = self.issue(repo, number)
        issue.is_locked, issue.lock_reason = False, None
        self.happen(issue, "unlocked", by)
        self.about(issue, "unlocked", by)
        return issue

    @mutation
    def pin(self, repo: str, number: int, *, by: str, pinned: bool = True) -> Issue:
        """Pin an issue to the repository, or with `pinned` False unpin it."""
        issue = self.issue(repo, number)
        issue.is_pinned = pinned
        kind = "pinned" if pinned else "unpinned"
        self.happen(issue, kind, by)
        self.about(issue, kind, by)
        return issue

    @mutation
    def refer(
        self, repo: str, number: int, *, source_repo: str, source: int, by: str
    ) -> Issue:
        """Let issue `source` mention this one: a cross-reference on its timeline."""
        issue = self.issue(repo, number)
        data = {"source": self.issue(source_repo, source)}
        self.happen(issue, "cross-referenced", by, data)
        return issue

    @mutation
    def refer_commit(self, repo: str, number: int, commit: str, *, by: str) -> Issue:
        """Let a commit mention this issue."""
        issue = self.issue(repo, number)
        self.happen(issue, "referenced", by, {"commit_id": commit})
        return issue

    @mutation
    def add_event(
        self,
        repo: str,
        number: int,
        kind: str,
        *,
        by: str | None,
        data: Mapping[str, Any] = NOTHING,
    ) -> Issue:
        """Let an event of any kind happen, also of one that nobody knows yet."""
        issue = self.issue(repo, number)
        self.happen(issue, kind, by, data)
        return issue

    # Where it goes

    @mutation
    def transfer_issue(self, repo: str, number: int, to: str, *, by: str) -> Issue:
        """Move an issue to another repository: a new id and number there; labels and
        milestone stay where the other repository has some of that name.
        """
        issue, place = self.issue(repo, number), self.repo(to)
        if issue.pull or place is issue.repo:
            raise NotPossible("only an issue moves, and only to another repository")
        moved = self.new_issue(place, issue.title, issue.body, issue.author)
        self._carry_over(issue, moved)
        self._take_away(issue, Gone("transferred", self.now, issue.id, moved))
        data = {"from_repository": issue.repo.full_name}
        self.happen(moved, "transferred", by, data)
        changes = {"new_issue": moved, "new_repository": place}
        self.about(issue, "transferred", by, changes=changes)
        return moved

    def _carry_over(self, issue: Issue, moved: Issue) -> None:
        named = [self.find_label(moved.repo, label.name) for label in issue.labels]
        moved.labels = [label for label in named if label]
        moved.created_at, moved.state = issue.created_at, issue.state
        moved.state_reason = issue.state_reason
        moved.closed_at, moved.closed_by = issue.closed_at, issue.closed_by
        moved.assignees, moved.edits = list(issue.assignees), issue.edits
        moved.is_locked, moved.lock_reason = issue.is_locked, issue.lock_reason
        if issue.milestone:
            moved.milestone = self.find_milestone(moved.repo, issue.milestone.title)
            self.count(moved, 1)
        moved.comments, moved.timeline = list(issue.comments), list(issue.timeline)
        for part in moved.timeline:
            if isinstance(part, Event | Comment):
                part.issue = moved
        happened = [part for part in moved.timeline if isinstance(part, Event)]
        own = [event for event in happened if event.kind != "cross-referenced"]
        moved.repo.events += own
        moved.repo.events.sort(key=lambda event: event.id)

    @mutation
    def delete_issue(self, repo: str, number: int, *, by: str) -> None:
        """Delete an issue for good; its number answers 410."""
        issue = self.issue(repo, number)
        if issue.pull:
            raise NotPossible("a pull request cannot be deleted")
        self._take_away(issue, Gone("deleted", self.now, issue.id))
        self._forget_parts(issue)
        self.about(issue, "deleted", by)

    @mutation
    def begin_conversion(self, repo: str, number: int, *, by: str) -> Issue:
        """Begin to make an issue a discussion: until `convert_to_discussion` ends it,
        it answers as closed and locked, and nothing says why: no event, no delivery.
        """
        issue = self.issue(repo, number)
        if issue.pull:
            raise NotPossible("a pull request cannot be converted")
        if issue.state == "open":
            self.count(issue, -1)
            issue.state, issue.closed_at = "closed", self.now
            issue.closed_by = self.actor(by)
            self.count(issue, 1)
        issue.state_reason = issue.lock_reason = None
        issue.is_locked = True
        issue.updated_at = self.now
        issue.repo.version += 1
        return issue

    @mutation
    def convert_to_discussion(
        self, repo: str, number: int, *, by: str, discussion: int | None = None
    ) -> None:
        """Make an issue a discussion: it is an issue no more. The discussion has the
        same number unless another is given.
        """
        issue = self.issue(repo, number)
        if issue.pull:
            raise NotPossible("a pull request cannot be converted")
        self.happen(issue, "converted_to_discussion", by)
        found = Gone("discussion", self.now, issue.id, discussion=discussion or number)
        self._take_away(issue, found)
        self._forget_parts(issue)
        self.about(issue, "deleted", by)

    def _take_away(self, issue: Issue, how: Gone) -> None:
        self.count(issue, -1)
        self._point_elsewhere(issue, how.issue)
        place = issue.repo
        del place.issues[issue.number], self.issues[issue.id]
        place.gone[issue.number] = how
        place.events = [one for one in place.events if one.issue is not issue]
        if how.issue:
            place.events = [one for one in place.events if one.issue is not how.issue]
        place.version += 1

    def _point_elsewhere(self, issue: Issue, to: Issue | None) -> None:
        for other in self.pulls.values():
            pull = other.pull
            if pull and issue in pull.closing_issues:
                at = pull.closing_issues.index(issue)
                pull.closing_issues[at : at + 1] = [to] if to else []
                other.repo.version += 1

    def _forget_parts(self, issue: Issue) -> None:
        for comment in issue.comments:
            del self.comments[comment.id]
        for part in issue.timeline:
            if isinstance(part, Event):
                del self.events[part.id]
