"""Mutations of accounts, organisations, repositories and their contents."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from enhancements.fakehub.base import Base, NotPossible, NotThere, mutation
from enhancements.fakehub.gitstore import FILE, GitStore, Tree
from enhancements.fakehub.ids import sha_of
from enhancements.fakehub.nouns import Account, Repo, Team

FileText = str | Mapping[str, str] | None
"""A file's text; or ``mode`` and ``base64`` of other files; None deletes."""


class RepoChanges(Base):
    """What happens to people and repositories. `by` is a login throughout."""

    @mutation
    def add_user(
        self, login: str, *, kind: str = "User", name: str | None = None
    ) -> Account:
        """Create an account: ``User``, ``Bot``, ``Mannequin`` or ``Organization``."""
        if login.lower() in self._by_login:
            raise NotPossible(f"login {login} is taken")
        made = Account(self.give_id("account"), login, kind, self.now, name)
        self.accounts[made.id] = made
        self._by_login[login.lower()] = made
        return made

    @mutation
    def rename_user(self, login: str, to: str) -> Account:
        """Give an account another login; the old one is free for somebody else."""
        account = self.account(login)
        if self._by_login.get(to.lower()) not in (None, account):
            raise NotPossible(f"login {to} is taken")
        owned = [repo for repo in self.repos.values() if repo.owner is account]
        for repo in owned:
            self._forget_name(repo)
        del self._by_login[login.lower()]
        account.login = to
        self._by_login[to.lower()] = account
        for repo in owned:
            self._by_name[repo.full_name.lower()] = repo
            repo.version += 1
        return account

    @mutation
    def delete_user(self, login: str) -> None:
        """Delete an account: what it wrote stays, by nobody; its login is free."""
        account = self.account(login)
        account.is_deleted = True
        del self._by_login[login.lower()]
        for place in self.accounts.values():
            place.members.pop(account.id, None)
        for team in self.teams.values():
            team.members.pop(account.id, None)
        for repo in self.repos.values():
            repo.collaborators.pop(account.id, None)
            repo.version += 1
            for issue in repo.issues.values():
                if account in issue.assignees:
                    issue.assignees.remove(account)

    @mutation
    def add_member(
        self, org: str, login: str, *, role: str = "member", by: str | None = None
    ) -> None:
        """Make somebody ``member`` or ``admin`` of an organisation."""
        place, account = self.account(org), self.account(login)
        place.members[account.id] = role
        self.tell(
            "organization",
            "member_added",
            None,
            self.actor(by),
            organization=place,
            membership=account,
        )

    @mutation
    def remove_member(self, org: str, login: str, *, by: str | None = None) -> None:
        """Take somebody out of an organisation and its teams."""
        place, account = self.account(org), self.account(login)
        place.members.pop(account.id, None)
        for team in place.teams.values():
            team.members.pop(account.id, None)
        self.tell(
            "organization",
            "member_removed",
            None,
            self.actor(by),
            organization=place,
            membership=account,
        )

    @mutation
    def add_team(self, org: str, slug: str, *, name: str | None = None) -> Team:
        """Create a team of an organisation."""
        place = self.account(org)
        team = Team(self.give_id("team"), place, slug, name or slug)
        self.teams[team.id] = place.teams[slug] = team
        return team

    @mutation
    def set_team_member(
        self, org: str, slug: str, login: str, *, role: str | None = "member"
    ) -> None:
        """Put somebody into a team, or with `role` None out of it."""
        team = self.account(org).teams.get(slug)
        if team is None:
            raise NotThere(f"team {org}/{slug}")
        account = self.account(login)
        if role is None:
            team.members.pop(account.id, None)
        else:
            team.members[account.id] = role

    @mutation
    def add_repo(
        self,
        full_name: str,
        *,
        default_branch: str = "main",
        private: bool = False,
        description: str | None = None,
        bare: str | None = None,
        fork_of: str | None = None,
    ) -> Repo:
        """Create a repository; its owner must exist. `bare` is a git repository's
        folder, without which files come by `push`.
        """
        owner, _, name = full_name.partition("/")
        if full_name.lower() in self._by_name:
            raise NotPossible(f"repository {full_name} exists")
        made = Repo(
            self.give_id("repo"),
            self.account(owner),
            name,
            self.now,
            self.now,
            self.now,
            default_branch=default_branch,
            description=description,
            is_private=private,
            fork_of=self.repo(fork_of) if fork_of else None,
            git=GitStore(Path(bare) if bare else None),
        )
        if not bare:
            made.git.commit(default_branch, self.give_sha(), {})
        self.repos[made.id] = made
        self._by_name[full_name.lower()] = made
        self.old_names.pop(full_name.lower(), None)
        return made

    @mutation
    def rename_repo(self, repo: str, to: str, *, by: str | None = None) -> Repo:
        """Give a repository another name; the old one redirects."""
        place, before = self.repo(repo), self.repo(repo).name
        self._move(place, place.owner, to)
        changes = {"repository": {"name": {"from": before}}}
        self._about(place, "renamed", by, changes=changes)
        return place

    @mutation
    def transfer_repo(self, repo: str, owner: str, *, by: str | None = None) -> Repo:
        """Give a repository to another owner; the old name redirects."""
        place, before = self.repo(repo), self.repo(repo).owner
        self._move(place, self.account(owner), place.name)
        self._about(place, "transferred", by, changes={"old_owner": before})
        return place

    def _move(self, repo: Repo, owner: Account, name: str) -> None:
        if f"{owner.login}/{name}".lower() in self._by_name:
            raise NotPossible(f"repository {owner.login}/{name} exists")
        self._forget_name(repo)
        repo.owner, repo.name, repo.updated_at = owner, name, self.now
        self._by_name[repo.full_name.lower()] = repo
        self.old_names.pop(repo.full_name.lower(), None)

    def _forget_name(self, repo: Repo) -> None:
        self.old_names[repo.full_name.lower()] = repo.id
        self._by_name.pop(repo.full_name.lower(), None)

    @mutation
    def set_repo(
        self,
        repo: str,
        *,
        private: bool | None = None,
        archived: bool | None = None,
        has_issues: bool | None = None,
        description: str | None = None,
        by: str | None = None,
    ) -> Repo:
        """Change switches of a repository; None leaves one as it is."""
        place = self.repo(repo)
        place.updated_at = self.now
        if description is not None:
            place.description = description
            self._about(place, "edited", by, changes={})
        if has_issues is not None:
            place.has_issues = has_issues
            self._about(place, "edited", by, changes={})
        if private is not None:
            place.is_private = private
            self._about(place, "privatized" if private else "publicized", by)
        if archived is not None:
            place.is_archived = archived
            self._about(place, "archived" if archived else "unarchived", by)
        return place

    @mutation
    def delete_repo(self, repo: str, *, by: str | None = None) -> None:
        """Delete a repository and all in it."""
        place = self.repo(repo)
        self._by_name.pop(place.full_name.lower())
        place.is_deleted = True
        self._about(place, "deleted", by)

    @mutation
    def rename_default_branch(
        self, repo: str, to: str, *, by: str | None = None
    ) -> Repo:
        """Rename the default branch."""
        place, before = self.repo(repo), self.repo(repo).default_branch
        if before in place.git.branches:
            place.git.branches[to] = place.git.branches.pop(before)
        place.default_branch = to
        self._about(place, "edited", by, changes={"default_branch": {"from": before}})
        return place

    @mutation
    def set_collaborator(
        self, repo: str, login: str, permission: str | None, *, by: str | None = None
    ) -> None:
        """Let somebody ``pull``, ``triage``, ``push``, ``maintain``, ``admin``; None
        takes it away.
        """
        place, account = self.repo(repo), self.account(login)
        action = "added" if permission else "removed"
        if permission:
            place.collaborators[account.id] = permission
        else:
            place.collaborators.pop(account.id, None)
        self.tell("member", action, place, self.actor(by), member=account)

    @mutation
    def push(
        self,
        repo: str,
        files: Mapping[str, FileText],
        *,
        message: str = "Change files",
        branch: str | None = None,
        forced: bool = False,
        by: str | None = None,
    ) -> str:
        """Commit files to a branch of a repository in memory; gives the new sha.

        With `forced` the branch holds these files and nothing else.
        """
        place = self.repo(repo)
        name = branch or place.default_branch
        before = place.git.branches.get(name)
        base = name if before else place.default_branch
        tree: Tree = {} if forced else dict(place.git.tree(base) or {})
        for path, text in files.items():
            if text is None:
                tree.pop(path, None)
            else:
                tree[path] = _entry(text)
        sha = self.give_sha()
        place.git.commit(name, sha, tree)
        place.pushed_at = self.now
        self.tell(
            "push",
            None,
            place,
            self.actor(by),
            ref=f"refs/heads/{name}",
            before=before or "0" * 40,
            after=sha,
            forced=forced,
            message=message,
            files=sorted(files),
        )
        return sha

    def _about(self, repo: Repo, action: str, by: str | None, **about: Any) -> None:
        self.tell("repository", action, repo, self.actor(by), **about)


def _entry(text: str | Mapping[str, str]) -> tuple[str, bytes]:
    if isinstance(text, str):
        return FILE, text.encode()
    return text.get("mode", FILE), base64.b64decode(text["base64"])


def blob_sha(data: bytes) -> str:
    """The id that git gives to a file's bytes."""
    return sha_of(f"blob {len(data)}", data.decode("latin-1"))
