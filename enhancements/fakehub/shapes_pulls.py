"""How GitHub's REST answers spell pull requests, their files, and contents."""

from __future__ import annotations

import base64

from enhancements.fakehub.changes_repos import blob_sha
from enhancements.fakehub.gitstore import SUBMODULE, SYMLINK
from enhancements.fakehub.ids import iso_or_none
from enhancements.fakehub.nouns import (
    Account,
    ChangedFile,
    Commit,
    Issue,
    Pull,
    Repo,
    Review,
)
from enhancements.fakehub.shapes import Json
from enhancements.fakehub.shapes_issues import IssueShapes

LARGEST_INLINE = 1_000_000
"""Bytes up to which GitHub puts a file's contents into the answer."""


class PullShapes(IssueShapes):
    """Adds what has to do with pull requests."""

    def pull(self, issue: Issue) -> Json:
        """A pull request as in lists of them."""
        pull = issue.pull
        assert pull is not None  # noqa: S101 callers have looked
        url = f"{self.repo_url(issue.repo)}/pulls/{issue.number}"
        page = self.issue_page(issue)
        same = self.issue(issue)
        shared = (
            *("number", "title", "user", "body", "labels", "milestone", "locked"),
            *("state", "active_lock_reason", "created_at", "updated_at", "closed_at"),
            *("assignee", "assignees", "author_association"),
        )
        statuses = f"{self.repo_url(issue.repo)}/statuses/{pull.head_sha}"
        reviewers = [self.user(one) for one in pull.requested_reviewers]
        answer: Json = {key: same[key] for key in shared}
        answer |= {
            "url": url,
            "id": pull.id,
            "node_id": pull.node_id,
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "issue_url": self.issue_url(issue),
            "commits_url": f"{url}/commits",
            "review_comments_url": f"{url}/comments",
            "review_comment_url": f"{url.rpartition('/')[0]}/comments{{/number}}",
            "comments_url": f"{self.issue_url(issue)}/comments",
            "statuses_url": statuses,
            "merged_at": iso_or_none(pull.merged_at),
            "merge_commit_sha": pull.merge_commit_sha,
            "requested_reviewers": [one for one in reviewers if one],
            "requested_teams": [],
            "head": self._side(pull.head_repo, pull.head_owner, pull, is_head=True),
            "base": self._side(issue.repo, issue.repo.owner, pull, is_head=False),
            "auto_merge": None,
            "draft": pull.is_draft,
        }
        links = {
            "self": url,
            "html": page,
            "issue": self.issue_url(issue),
            "comments": answer["comments_url"],
            "review_comments": answer["review_comments_url"],
            "review_comment": answer["review_comment_url"],
            "commits": answer["commits_url"],
            "statuses": statuses,
        }
        answer["_links"] = {name: {"href": href} for name, href in links.items()}
        return answer

    def pull_alone(self, issue: Issue) -> Json:
        """A pull request as asked for by number: with its sums."""
        pull = issue.pull
        assert pull is not None  # noqa: S101 callers have looked
        is_open = issue.state == "open"
        return self.pull(issue) | {
            "merged": pull.merged_at is not None,
            "mergeable": True if is_open else None,
            "rebaseable": True if is_open else None,
            "mergeable_state": "clean" if is_open else "unknown",
            "merged_by": self.user(pull.merged_by),
            "comments": len(issue.comments),
            "review_comments": 0,
            "maintainer_can_modify": False,
            "commits": len(pull.commits),
            "additions": sum(file.additions for file in pull.files),
            "deletions": sum(file.deletions for file in pull.files),
            "changed_files": len(pull.files),
        }

    def _side(
        self, repo: Repo | None, owner: Account, pull: Pull, *, is_head: bool
    ) -> Json:
        ref = pull.head_ref if is_head else pull.base_ref
        return {
            "label": f"{owner.login}:{ref}",
            "ref": ref,
            "sha": pull.head_sha if is_head else pull.base_sha,
            "user": self.user(owner),
            "repo": None if repo is None or repo.is_deleted else self.repo(repo),
        }

    def review(self, review: Review) -> Json:
        """A review of a pull request."""
        told = self._reviewed(review)
        del told["event"], told["updated_at"]
        return told | {"state": review.state}

    def file(self, file: ChangedFile, issue: Issue) -> Json:
        """A file that a pull request changes."""
        head = issue.pull.head_sha if issue.pull else ""
        repo = self.repo_url(issue.repo)
        page = f"{self.places.html}/{issue.repo.full_name}"
        answer = {
            "sha": blob_sha(f"{head}:{file.filename}".encode()),
            "filename": file.filename,
            "status": file.status,
            "additions": file.additions,
            "deletions": file.deletions,
            "changes": file.additions + file.deletions,
            "blob_url": f"{page}/blob/{head}/{file.filename}",
            "raw_url": f"{page}/raw/{head}/{file.filename}",
            "contents_url": f"{repo}/contents/{file.filename}?ref={head}",
        }
        if file.previous_filename:
            answer["previous_filename"] = file.previous_filename
        return answer

    def commit(self, commit: Commit, repo: Repo) -> Json:
        """A commit as in the list of a pull request's commits."""
        url = f"{self.repo_url(repo)}/commits/{commit.sha}"
        git = self.git_commit(commit, repo) | {
            "url": f"{self.repo_url(repo)}/git/commits/{commit.sha}",
            "comment_count": 0,
        }
        return {
            "url": url,
            "sha": commit.sha,
            "node_id": f"C_{commit.sha[:16]}",
            "html_url": f"{self.places.html}/{repo.full_name}/commit/{commit.sha}",
            "comments_url": f"{url}/comments",
            "commit": git,
            "author": self.user(commit.author),
            "committer": self.user(commit.author),
            "parents": [],
        }

    # Contents

    def content(
        self, repo: Repo, ref: str, path: str, entry: tuple[str, bytes]
    ) -> Json:
        """A file, symbolic link or submodule at a ref, with its contents."""
        mode, data = entry
        answer = self.listed(repo, ref, path, entry)
        if mode == SYMLINK:
            return answer | {"target": data.decode()}
        if mode == SUBMODULE:
            return answer | {"submodule_git_url": f"{self.places.html}/sub.git"}
        is_small = len(data) <= LARGEST_INLINE
        text = base64.encodebytes(data).decode() if is_small else ""
        return answer | {"encoding": "base64" if is_small else "none", "content": text}

    def listed(self, repo: Repo, ref: str, path: str, entry: tuple[str, bytes]) -> Json:
        """One thing in a listing of a directory."""
        mode, data = entry
        kinds = {SYMLINK: "symlink", SUBMODULE: "submodule", "dir": "dir"}
        kind = kinds.get(mode, "file")
        sha = data.decode() if mode == SUBMODULE else blob_sha(data)
        url = f"{self.repo_url(repo)}/contents/{path}?ref={ref}"
        git = f"{self.repo_url(repo)}/git/{'trees' if kind == 'dir' else 'blobs'}/{sha}"
        page = f"{self.places.html}/{repo.full_name}"
        raw = f"{page}/raw/{ref}/{path}"
        return {
            "name": path.rpartition("/")[2],
            "path": path,
            "sha": sha,
            "size": len(data) if kind in {"file", "symlink"} else 0,
            "url": url,
            "html_url": f"{page}/blob/{ref}/{path}",
            "git_url": git,
            "download_url": raw if kind in {"file", "symlink"} else None,
            "type": kind,
            "_links": {"self": url, "git": git, "html": f"{page}/blob/{ref}/{path}"},
        }
