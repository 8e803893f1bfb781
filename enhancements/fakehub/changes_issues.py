"""Mutations of issues; pull requests are issues here, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.fakehub.base import NOTHING, Base, NotPossible, NotThere, mutation
from enhancements.fakehub.nouns import (
    Account,
    Comment,
    Edit,
    Event,
    Issue,
    Label,
    Milestone,
    Repo,
)


class IssueChanges(Base):
    """What happens to an issue: named by full name of the repository and number.

    `by` is a login. Each gives the issue, unless it says otherwise.
    """

    @mutation
    def open_issue(
        self,
        repo: str,
        title: str,
        *,
        by: str | None,
        body: str | None = None,
        labels: Sequence[str] = (),
        milestone: str | None = None,
        assignees: Sequence[str] = (),
        number: int | None = None,
    ) -> Issue:
        """Open an issue; labels, milestone and assignees give events of their own.

        Its number is the next one, or `number` for a story that tells of numbers.
        """
        place = self.repo(repo)
        if not place.has_issues:
            raise NotPossible("issues are disabled")
        issue = self.new_issue(place, title, body, self.actor(by), number=number)
        self.about(issue, "opened", by)
        for name in labels:
            self.label(repo, issue.number, name, by=by)
        if milestone:
            self.set_milestone(repo, issue.number, milestone, by=by)
        for login in assignees:
            self.assign(repo, issue.number, login, by=by)
        return issue

    def new_issue(
        self,
        repo: Repo,
        title: str,
        body: str | None,
        author: Account | None,
        *,
        number: int | None = None,
    ) -> Issue:
        """An issue with the repository's next number, or one given, told to nobody yet.

        Raises NotPossible for a number that is taken.
        """
        now = self.now
        number = repo.next_number if number is None else number
        if number in repo.issues or number in repo.gone:
            raise NotPossible(f"number {number} is taken")
        repo.next_number = max(repo.next_number, number + 1)
        issue = Issue(
            self.give_id("issue"), repo, number, title, body, author, now, now
        )
        repo.issues[number] = self.issues[issue.id] = issue
        repo.version += 1
        return issue

    def happen(
        self,
        issue: Issue,
        kind: str,
        by: str | None,
        data: Mapping[str, Any] = NOTHING,
        *,
        bumps: bool = True,
    ) -> Event:
        """Add an event to the timeline; `bumps` the issue's time of update."""
        now = self.now
        event = Event(self.give_id("event"), kind, issue, self.actor(by), now, data)
        self.events[event.id] = event
        issue.timeline.append(event)
        # GitHub's list of a repository's events has no cross-references.
        if kind != "cross-referenced":
            issue.repo.events.append(event)
        issue.repo.version += 1
        if bumps:
            issue.updated_at = now
        return event

    def about(self, issue: Issue, action: str, by: str | None, **about: Any) -> None:
        """Tell listeners of an issue or a pull request."""
        event = "pull_request" if issue.pull else "issues"
        self.tell(event, action, issue.repo, self.actor(by), issue=issue, **about)

    # Text

    @mutation
    def edit_title(self, repo: str, number: int, title: str, *, by: str) -> Issue:
        """Give an issue another title."""
        issue = self.issue(repo, number)
        before, issue.title = issue.title, title
        self.happen(issue, "renamed", by, {"rename": {"from": before, "to": title}})
        self.about(issue, "edited", by, changes={"title": {"from": before}})
        return issue

    @mutation
    def edit_body(self, repo: str, number: int, body: str | None, *, by: str) -> Issue:
        """Rewrite an issue's body; who and when stay readable."""
        issue = self.issue(repo, number)
        before = issue.body
        self._note_edit(issue, body, by)
        self.about(issue, "edited", by, changes={"body": {"from": before or ""}})
        return issue

    def _note_edit(self, text: Issue | Comment, body: str | None, by: str) -> None:
        if text.edits is None:
            first = (text.author, text.created_at, text.body or "")
            text.edits = [Edit(self.give_id("edit"), *first)]
        editor = self.account(by)
        edit = Edit(self.give_id("edit"), editor, self.now, body or "")
        text.edits.append(edit)
        text.body = body or ""
        text.updated_at = self.now

    @mutation
    def comment(self, repo: str, number: int, body: str, *, by: str) -> Comment:
        """Comment on an issue; gives the comment."""
        issue = self.issue(repo, number)
        now = self.now
        made = Comment(self.give_id("comment"), issue, self.account(by), body, now, now)
        self.comments[made.id] = made
        issue.comments.append(made)
        issue.timeline.append(made)
        issue.updated_at = now
        self._about_comment(made, "created", by)
        return made

    @mutation
    def edit_comment(self, comment: int, body: str, *, by: str) -> Comment:
        """Rewrite a comment, named by its id; gives the comment."""
        found = self.find_comment(comment)
        before = found.body
        self._note_edit(found, body, by)
        found.issue.updated_at = self.now
        self._about_comment(found, "edited", by, changes={"body": {"from": before}})
        return found

    @mutation
    def delete_comment(self, comment: int, *, by: str) -> None:
        """Delete a comment. The issue's time of update stays as it was, so nobody who
        asks for what changed since learns of it.
        """
        found = self.find_comment(comment)
        del self.comments[comment]
        found.issue.comments.remove(found)
        found.issue.timeline.remove(found)
        self.happen(found.issue, "comment_deleted", by, bumps=False)
        self._about_comment(found, "deleted", by)

    @mutation
    def minimise_comment(
        self, comment: int, reason: str | None = "outdated", *, by: str
    ) -> Comment:
        """Hide a comment for a reason, or with None show it again; gives the comment.
        No webhook tells of it.
        """
        found = self.find_comment(comment)
        found.minimised_as = reason
        found.issue.updated_at = self.now
        found.issue.repo.version += 1
        self.actor(by)
        return found

    def find_comment(self, comment: int) -> Comment:
        """A comment by id. Raises NotThere."""
        try:
            return self.comments[comment]
        except KeyError:
            raise NotThere(f"comment {comment}") from None

    def _about_comment(
        self, comment: Comment, action: str, by: str, **about: Any
    ) -> None:
        issue = comment.issue
        self.tell(
            "issue_comment",
            action,
            issue.repo,
            self.account(by),
            issue=issue,
            comment=comment,
            **about,
        )

    # Labels, milestone, assignees

    @mutation
    def label(self, repo: str, number: int, name: str, *, by: str | None) -> Issue:
        """Put a label on an issue; one that the repository lacks is made, grey."""
        issue = self.issue(repo, number)
        label = self.find_label(issue.repo, name)
        if label is None:
            label = self.new_label(issue.repo, name, "ededed", None)
            self.tell("label", "created", issue.repo, self.actor(by), label=label)
        if label not in issue.labels:
            issue.labels.append(label)
            self._labelled(issue, label, "labeled", by)
        return issue

    @mutation
    def unlabel(self, repo: str, number: int, name: str, *, by: str | None) -> Issue:
        """Take a label off an issue. Raises NotThere when it has none such."""
        issue = self.issue(repo, number)
        label = self.find_label(issue.repo, name)
        if label is None or label not in issue.labels:
            raise NotThere(f"label {name} on {repo}#{number}")
        issue.labels.remove(label)
        self._labelled(issue, label, "unlabeled", by)
        return issue

    def _labelled(self, issue: Issue, label: Label, kind: str, by: str | None) -> None:
        # The same for all that tell of the same: there are hundreds of thousands.
        key = ("label", label.name, label.color)
        told = {"label": {"name": label.name, "color": label.color}}
        data = self.shared.setdefault(key, told)
        self.happen(issue, kind, by, data)
        self.about(issue, kind, by, label=label)

    def new_label(
        self, repo: Repo, name: str, color: str, description: str | None
    ) -> Label:
        """A label of the repository, told to nobody yet."""
        label = Label(self.give_id("label"), repo, name, color, description)
        repo.labels[label.id] = self.labels[label.id] = label
        repo.version += 1
        return label

    @mutation
    def set_milestone(
        self, repo: str, number: int, title: str | None, *, by: str | None
    ) -> Issue:
        """Put an issue into the milestone of this title, or with None into none."""
        issue = self.issue(repo, number)
        wanted = None if title is None else self.find_milestone(issue.repo, title)
        if title is not None and wanted is None:
            raise NotThere(f"milestone {title}")
        before = issue.milestone
        if before is wanted:
            return issue
        self.count(issue, -1)
        issue.milestone = wanted
        self.count(issue, 1)
        for stone, kind in ((before, "demilestoned"), (wanted, "milestoned")):
            if stone is not None:
                told = {"milestone": {"title": stone.title}}
                data = self.shared.setdefault(("milestone", stone.title, ""), told)
                self.happen(issue, kind, by, data)
                self.about(issue, kind, by, milestone=stone)
        return issue

    def count(self, issue: Issue, by: int) -> None:
        """Count an issue into its milestone (1) or out of it (-1)."""
        stone: Milestone | None = issue.milestone
        if stone is None:
            return
        if issue.state == "open":
            stone.open_issues += by
        else:
            stone.closed_issues += by

    @mutation
    def assign(self, repo: str, number: int, login: str, *, by: str | None) -> Issue:
        """Assign somebody."""
        issue, account = self.issue(repo, number), self.account(login)
        if account not in issue.assignees:
            issue.assignees.append(account)
            self._assigned(issue, account, "assigned", by)
        return issue

    @mutation
    def unassign(self, repo: str, number: int, login: str, *, by: str | None) -> Issue:
        """Take an assignment back; without one nothing happens."""
        issue, account = self.issue(repo, number), self.account(login)
        if account in issue.assignees:
            issue.assignees.remove(account)
            self._assigned(issue, account, "unassigned", by)
        return issue

    def _assigned(
        self, issue: Issue, account: Account, kind: str, by: str | None
    ) -> None:
        data = {"assignee": account, "assigner": self.actor(by)}
        self.happen(issue, kind, by, data)
        self.about(issue, kind, by, assignee=account)
