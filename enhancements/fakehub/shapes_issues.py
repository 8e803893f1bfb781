"""How GitHub's REST answers spell issues, comments, events and timelines."""

from __future__ import annotations

from typing import Any

from enhancements.fakehub.ids import iso, iso_or_none
from enhancements.fakehub.nouns import (
    Account,
    Comment,
    Commit,
    Event,
    Issue,
    Repo,
    Review,
)
from enhancements.fakehub.shapes import Json, Shapes

REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


class IssueShapes(Shapes):
    """Adds what has to do with issues."""

    def issue_url(self, issue: Issue) -> str:
        """An issue's address in the API, also a pull request's."""
        return f"{self.repo_url(issue.repo)}/issues/{issue.number}"

    def issue_page(self, issue: Issue) -> str:
        """Where people read it."""
        word = "pull" if issue.pull else "issues"
        return f"{self.places.html}/{issue.repo.full_name}/{word}/{issue.number}"

    def issue(self, issue: Issue) -> Json:
        """An issue; a pull request has this form in lists of issues, with the id of
        an issue and the node id of a pull request.
        """
        url = self.issue_url(issue)
        assignees = [found for one in issue.assignees if (found := self.user(one))]
        answer: Json = {
            "url": url,
            "repository_url": self.repo_url(issue.repo),
            "labels_url": f"{url}/labels{{/name}}",
            "comments_url": f"{url}/comments",
            "events_url": f"{url}/events",
            "html_url": self.issue_page(issue),
            "id": issue.id,
            "node_id": issue.node_id,
            "number": issue.number,
            "title": issue.title,
            "user": self.user(issue.author),
            "labels": [self.label(label) for label in issue.labels],
            "state": issue.state,
            "state_reason": issue.state_reason,
            "locked": issue.is_locked,
            "active_lock_reason": issue.lock_reason,
            "assignee": assignees[0] if assignees else None,
            "assignees": assignees,
            "milestone": self.milestone(issue.milestone) if issue.milestone else None,
            "comments": len(issue.comments),
            "created_at": iso(issue.created_at),
            "updated_at": iso(issue.updated_at),
            "closed_at": iso_or_none(issue.closed_at),
            "author_association": self.association(issue.repo, issue.author),
            "body": issue.body,
            "reactions": self.reactions(url),
            "timeline_url": f"{url}/timeline",
            "performed_via_github_app": None,
        }
        if issue.pull:
            answer["draft"] = issue.pull.is_draft
            answer["pull_request"] = {
                "url": f"{self.repo_url(issue.repo)}/pulls/{issue.number}",
                "html_url": self.issue_page(issue),
                "diff_url": f"{self.issue_page(issue)}.diff",
                "patch_url": f"{self.issue_page(issue)}.patch",
                "merged_at": iso_or_none(issue.pull.merged_at),
            }
        return answer

    def issue_alone(self, issue: Issue) -> Json:
        """An issue as asked for by number: with who closed it."""
        return self.issue(issue) | {"closed_by": self.user(issue.closed_by)}

    def reactions(self, url: str) -> Json:
        """Nobody reacts here."""
        counts: Json = {"url": f"{url}/reactions", "total_count": 0}
        return counts | dict.fromkeys(REACTIONS, 0)

    def comment(self, comment: Comment) -> Json:
        """A comment on an issue or pull request."""
        issue, hidden = comment.issue, comment.minimised_as
        url = f"{self.repo_url(issue.repo)}/issues/comments/{comment.id}"
        return {
            "url": url,
            "html_url": f"{self.issue_page(issue)}#issuecomment-{comment.id}",
            "issue_url": self.issue_url(issue),
            "id": comment.id,
            "node_id": comment.node_id,
            "user": self.user(comment.author),
            "created_at": iso(comment.created_at),
            "updated_at": iso(comment.updated_at),
            "author_association": self.association(issue.repo, comment.author),
            "body": comment.body,
            "minimized": {"reason": hidden} if hidden else None,
            "reactions": self.reactions(url),
            "performed_via_github_app": None,
        }

    # Events

    def event(self, event: Event) -> Json:
        """An event as in lists of events and in timelines, without its issue."""
        repo = event.issue.repo
        commit = event.data.get("commit_id")
        answer: Json = {
            "id": event.id,
            "node_id": event.node_id,
            "url": f"{self.repo_url(repo)}/issues/events/{event.id}",
            "actor": self.user(event.actor),
            "event": event.kind,
            "commit_id": commit,
            "commit_url": f"{self.repo_url(repo)}/commits/{commit}" if commit else None,
            "created_at": iso(event.created_at),
            "performed_via_github_app": None,
        }
        return answer | self._event_data(event)

    def _event_data(self, event: Event) -> Json:
        told: Json = {}
        for key, value in event.data.items():
            if isinstance(value, Account):
                told[key] = self.user(value)
            elif key not in {"commit_id", "before", "subject", "from_repository"}:
                told[key] = value
        if event.kind in {"assigned", "unassigned"}:
            told.setdefault("assigner", None)
        return told

    def event_with_issue(self, event: Event) -> Json:
        """An event as in the list of a repository's events."""
        return self.event(event) | {"issue": self.issue(event.issue)}

    def is_told(self, part: Event | Comment | Review | Commit) -> bool:
        """Whether a timeline shows this: a reference from what is gone is not."""
        if not isinstance(part, Event) or part.kind != "cross-referenced":
            return True
        source = part.data["source"]
        is_there: bool = source.repo.issues.get(source.number) is source
        return is_there

    def part(self, part: Event | Comment | Review | Commit, repo: Repo) -> Json:
        """One thing of a timeline."""
        if isinstance(part, Comment):
            told = {"event": "commented", "actor": self.user(part.author)}
            return self.comment(part) | told
        if isinstance(part, Review):
            return self._reviewed(part)
        if isinstance(part, Commit):
            return self._committed(part, repo)
        if part.kind == "cross-referenced":
            return self._referenced(part)
        return self.event(part)

    def _referenced(self, event: Event) -> Json:
        source = event.data["source"]
        full = self.issue(source) | {"repository": self.repo(source.repo)}
        moment = iso(event.created_at)
        return {
            "actor": self.user(event.actor),
            "created_at": moment,
            "updated_at": moment,
            "source": {"type": "issue", "issue": full},
            "event": "cross-referenced",
        }

    def _reviewed(self, review: Review) -> Json:
        page = self.issue_page(review.issue)
        url = f"{self.repo_url(review.issue.repo)}/pulls/{review.issue.number}"
        return {
            "id": review.id,
            "node_id": review.node_id,
            "user": self.user(review.author),
            "body": review.body,
            "commit_id": review.commit_id,
            "submitted_at": iso(review.submitted_at),
            "updated_at": iso(review.updated_at),
            "state": review.state.lower(),
            "html_url": f"{page}#pullrequestreview-{review.id}",
            "pull_request_url": url,
            "author_association": self.association(review.issue.repo, review.author),
            "_links": {
                "html": {"href": f"{page}#pullrequestreview-{review.id}"},
                "pull_request": {"href": url},
            },
            "event": "reviewed",
        }

    def _committed(self, commit: Commit, repo: Repo) -> Json:
        told = self.git_commit(commit, repo)
        page = f"{self.places.html}/{repo.full_name}/commit/{commit.sha}"
        url = f"{self.repo_url(repo)}/git/commits/{commit.sha}"
        named = {"sha": commit.sha, "url": url, "html_url": page}
        return named | told | {"parents": [], "event": "committed"}

    def git_commit(self, commit: Commit, repo: Repo) -> Json:
        """What git itself knows of a commit."""
        name = commit.author.login if commit.author else "ghost"
        person = {
            "name": name,
            "email": f"{name}@users.example",
            "date": iso(commit.committed_at),
        }
        tree = f"{self.repo_url(repo)}/git/trees/{commit.sha}"
        verified: dict[str, Any] = {
            "verified": False,
            "reason": "unsigned",
            "signature": None,
            "payload": None,
            "verified_at": None,
        }
        return {
            "author": person,
            "committer": person,
            "message": commit.message,
            "tree": {"sha": commit.sha, "url": tree},
            "verification": verified,
        }
