"""Mutations of pull requests: what an issue cannot do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enhancements.fakehub.base import NotPossible, NotThere, mutation
from enhancements.fakehub.changes_fates import FateChanges
from enhancements.fakehub.gitstore import Tree
from enhancements.fakehub.nouns import ChangedFile, Commit, Issue, Pull, Repo, Review


class PullChanges(FateChanges):
    """Pull requests by full name of the repository and number; `by` is a login."""

    @mutation
    def open_pull(
        self,
        repo: str,
        title: str,
        *,
        by: str,
        body: str | None = None,
        head: str = "change",
        head_repo: str | None = None,
        base: str | None = None,
        files: Mapping[str, str | None] | None = None,
        draft: bool = False,
        labels: Sequence[str] = (),
        milestone: str | None = None,
        closes: Sequence[int] = (),
        number: int | None = None,
    ) -> Issue:
        """Open a pull request of branch `head`, here or in the fork `head_repo`.

        `files` are texts by path (None deletes) that its one commit changes; `closes`
        are numbers of issues it closes when merged; `number` is as in `open_issue`.
        """
        place = self.repo(repo)
        source = self.repo(head_repo) if head_repo else place
        author = self.account(by)
        issue = self.new_issue(place, title, body, author, number=number)
        target = base or place.default_branch
        issue.pull = Pull(
            self.give_id("pull"),
            base_ref=target,
            base_sha=place.git.resolve(target) or self.give_sha(),
            head_ref=head,
            head_sha="",
            head_repo=source,
            head_owner=source.owner,
            is_draft=draft,
            closing_issues=[self.issue(repo, number) for number in closes],
        )
        self.pulls[issue.pull.id] = issue
        self._add_commit(issue, issue.pull, files or {}, title, by)
        self.about(issue, "opened", by)
        for name in labels:
            self.label(repo, issue.number, name, by=by)
        if milestone:
            self.set_milestone(repo, issue.number, milestone, by=by)
        return issue

    def the_pull(self, repo: str, number: int) -> tuple[Issue, Pull]:
        """The issue and its pull request. Raises NotThere."""
        issue = self.issue(repo, number)
        if issue.pull is None:
            raise NotThere(f"pull request {repo}#{number}")
        return issue, issue.pull

    def _add_commit(
        self,
        issue: Issue,
        pull: Pull,
        files: Mapping[str, str | None],
        message: str,
        by: str,
    ) -> str:
        place = pull.head_repo or issue.repo
        base = issue.repo.git.tree(pull.base_sha) or {}
        tree = place.git.trees.get(pull.head_sha) or dict(base)
        sha = self.give_sha()
        if place.git.bare is None:
            place.git.commit(pull.head_ref, sha, _with(tree, files))
        pull.head_sha, pull.check_state = sha, None
        pull.commits.append(Commit(sha, message, self.account(by), self.now))
        issue.timeline.append(pull.commits[-1])
        pull.files = _merged(pull.files, files, base)
        return sha

    @mutation
    def push_commit(
        self,
        repo: str,
        number: int,
        files: Mapping[str, str | None],
        *,
        by: str,
        message: str = "Address review",
        forced: bool = False,
    ) -> Issue:
        """Add a commit to a pull request, or with `forced` replace all it had."""
        issue, pull = self.the_pull(repo, number)
        before = pull.head_sha
        if forced:
            issue.timeline[:] = [p for p in issue.timeline if p not in pull.commits]
            pull.commits, pull.files = [], []
            pull.head_sha = pull.base_sha
        after = self._add_commit(issue, pull, files, message, by)
        issue.updated_at = self.now
        if forced:
            data = {"commit_id": after, "before": before}
            self.happen(issue, "head_ref_force_pushed", by, data)
        self.about(issue, "synchronize", by, before=before, after=after)
        return issue

    @mutation
    def review(
        self, repo: str, number: int, state: str, *, by: str, body: str = ""
    ) -> Review:
        """Submit a review: ``APPROVED``, ``CHANGES_REQUESTED`` or ``COMMENTED``."""
        issue, pull = self.the_pull(repo, number)
        made = Review(
            self.give_id("review"),
            issue,
            self.account(by),
            state,
            body,
            pull.head_sha,
            self.now,
            self.now,
        )
        self.reviews[made.id] = made
        pull.reviews.append(made)
        issue.timeline.append(made)
        issue.updated_at = self.now
        if made.author in pull.requested_reviewers:
            pull.requested_reviewers.remove(made.author)
        self._about_review(made, "submitted", by)
        return made

    @mutation
    def dismiss_review(self, review: int, *, message: str = "", by: str) -> Review:
        """Dismiss a review, named by its id."""
        found = self.reviews.get(review)
        if found is None:
            raise NotThere(f"review {review}")
        before, found.state = found.state, "DISMISSED"
        found.updated_at = self.now
        about = {"review_id": review, "state": before.lower()}
        data = {"dismissed_review": about | {"dismissal_message": message}}
        self.happen(found.issue, "review_dismissed", by, data)
        self._about_review(found, "dismissed", by)
        return found

    def _about_review(self, review: Review, action: str, by: str) -> None:
        issue = review.issue
        actor = self.account(by)
        self.tell(
            "pull_request_review",
            action,
            issue.repo,
            actor,
            issue=issue,
            review=review,
        )

    @mutation
    def request_review(self, repo: str, number: int, login: str, *, by: str) -> Issue:
        """Ask somebody for a review."""
        issue, pull = self.the_pull(repo, number)
        asked = self.account(login)
        if asked not in pull.requested_reviewers:
            pull.requested_reviewers.append(asked)
        data = {"review_requester": self.actor(by), "requested_reviewer": asked}
        self.happen(issue, "review_requested", by, data)
        self.about(issue, "review_requested", by, requested_reviewer=asked)
        return issue

    @mutation
    def set_draft(self, repo: str, number: int, draft: bool, *, by: str) -> Issue:  # noqa: FBT001 it is the value
        """Make a pull request a draft, or ready for review."""
        issue, pull = self.the_pull(repo, number)
        pull.is_draft = draft
        self.happen(issue, "convert_to_draft" if draft else "ready_for_review", by)
        self.about(issue, "converted_to_draft" if draft else "ready_for_review", by)
        return issue

    @mutation
    def set_checks(
        self, repo: str, number: int, state: str | None, *, by: str
    ) -> Issue:
        """Say what the checks of a pull request's head come to: ``SUCCESS``,
        ``FAILURE``, ``ERROR`` or ``PENDING``. Its `updated_at` stays, as at GitHub.
        """
        issue, pull = self.the_pull(repo, number)
        pull.check_state = state
        about = {"sha": pull.head_sha, "state": (state or "").lower(), "context": "ci"}
        self.tell("status", None, issue.repo, self.account(by), **about)
        return issue

    @mutation
    def connect(self, repo: str, number: int, pull: int, *, by: str) -> Issue:
        """Link an issue by hand to the pull request that is to close it."""
        issue, (other, found) = self.issue(repo, number), self.the_pull(repo, pull)
        if issue not in found.closing_issues:
            found.closing_issues.append(issue)
        self.happen(issue, "connected", by, {"subject": other})
        self.happen(other, "connected", by, {"subject": issue})
        return issue

    @mutation
    def merge(self, repo: str, number: int, *, by: str) -> Issue:
        """Merge: its files come to the base, and the issues it closes are closed."""
        issue, pull = self.the_pull(repo, number)
        if issue.state == "closed":
            raise NotPossible("the pull request is closed")
        place = issue.repo
        sha = self.give_sha()
        pull.merged_at, pull.merged_by = self.now, self.actor(by)
        pull.merge_commit_sha = sha
        if place.git.bare is None:
            self._bring_files(place, pull, sha)
        place.pushed_at = self.now
        self.happen(issue, "merged", by, {"commit_id": sha})
        self.close(repo, number, by=by, commit=None)
        for closed in list(pull.closing_issues):
            if closed.repo.issues.get(closed.number) is closed:
                name = closed.repo.full_name
                self.close(name, closed.number, by=by, commit=sha)
        return issue

    def _bring_files(self, place: Repo, pull: Pull, sha: str) -> None:
        tree: Tree = dict(place.git.tree(pull.base_ref) or {})
        head = (pull.head_repo or place).git.trees.get(pull.head_sha, {})
        for file in pull.files:
            if file.filename in head:
                tree[file.filename] = head[file.filename]
            else:
                tree.pop(file.filename, None)
        place.git.commit(pull.base_ref, sha, tree)

    @mutation
    def delete_fork(self, repo: str, number: int, *, by: str) -> Issue:
        """Delete the fork that a pull request comes from."""
        issue, pull = self.the_pull(repo, number)
        if pull.head_repo is None or pull.head_repo is issue.repo:
            raise NotPossible("the pull request comes from no fork")
        fork: Any = self
        fork.delete_repo(pull.head_repo.full_name, by=by)
        pull.head_repo = None
        issue.repo.version += 1
        return issue


def _with(tree: Tree, files: Mapping[str, str | None]) -> Tree:
    changed = dict(tree)
    for path, text in files.items():
        if text is None:
            changed.pop(path, None)
        else:
            changed[path] = ("100644", text.encode())
    return changed


def _merged(
    known: list[ChangedFile], files: Mapping[str, str | None], base: Tree
) -> list[ChangedFile]:
    """The changed files of a pull request after one commit more."""
    found = {file.filename: file for file in known}
    for path, text in files.items():
        lines = 0 if text is None else text.count("\n") + 1
        status = "removed" if text is None else "modified" if path in base else "added"
        found[path] = ChangedFile(path, status, lines, 1 if text is None else 0)
    return list(found.values())
