"""How GitHub's REST answers spell accounts, repositories, labels and milestones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from enhancements.fakehub.base import Base
from enhancements.fakehub.ids import iso, iso_or_none
from enhancements.fakehub.nouns import Account, Label, Milestone, Repo, Team, shown

Json = dict[str, Any]

_ACCOUNT_PATHS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}

_REPO_PATHS = {
    "forks_url": "/forks",
    "keys_url": "/keys{/key_id}",
    "collaborators_url": "/collaborators{/collaborator}",
    "teams_url": "/teams",
    "hooks_url": "/hooks",
    "issue_events_url": "/issues/events{/number}",
    "events_url": "/events",
    "assignees_url": "/assignees{/user}",
    "branches_url": "/branches{/branch}",
    "tags_url": "/tags",
    "blobs_url": "/git/blobs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "trees_url": "/git/trees{/sha}",
    "statuses_url": "/statuses/{sha}",
    "languages_url": "/languages",
    "stargazers_url": "/stargazers",
    "contributors_url": "/contributors",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "commits_url": "/commits{/sha}",
    "git_commits_url": "/git/commits{/sha}",
    "comments_url": "/comments{/number}",
    "issue_comment_url": "/issues/comments{/number}",
    "contents_url": "/contents/{+path}",
    "compare_url": "/compare/{base}...{head}",
    "merges_url": "/merges",
    "archive_url": "/{archive_format}{/ref}",
    "downloads_url": "/downloads",
    "issues_url": "/issues{/number}",
    "pulls_url": "/pulls{/number}",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "labels_url": "/labels{/name}",
    "releases_url": "/releases{/id}",
    "deployments_url": "/deployments",
}

_PERMISSIONS = ("pull", "triage", "push", "maintain", "admin")


@dataclass(slots=True)
class Places:
    """Where the pretended GitHub is: addresses of its pages and of its API."""

    html: str
    """As ``http://127.0.0.1:8080``, without a slash at its end."""

    @property
    def api(self) -> str:
        """The address of the REST API."""
        return f"{self.html}/api/v3"


class Shapes:
    """Spells nouns; the world's lock must be held."""

    def __init__(self, world: Base, html: str) -> None:
        self.world = world
        self.places = Places(html)

    # Accounts

    def account(self, account: Account) -> Json:
        """A simple user; organisations have this form where they own something."""
        name = account.login
        if account.kind == "Bot":
            name = f"{account.login}[bot]"
        url = f"{self.places.api}/users/{name}"
        answer: Json = {
            "login": name,
            "id": account.id,
            "node_id": account.node_id,
            "avatar_url": f"{self.places.html}/avatars/u/{account.id}?v=4",
            "gravatar_id": "",
            "url": url,
            "html_url": f"{self.places.html}/{account.login}",
        }
        answer |= {key: url + path for key, path in _ACCOUNT_PATHS.items()}
        return answer | {
            "type": account.kind,
            "user_view_type": "public",
            "site_admin": False,
        }

    def user(self, account: Account | None) -> Json | None:
        """A simple user, or None for nobody and for deleted ones."""
        seen = shown(account)
        return self.account(seen) if seen else None

    def profile(self, account: Account) -> Json:
        """A user as asked for by name or id."""
        owned = [r for r in self.world.repos.values() if r.owner is account]
        empty = ("company", "location", "email", "hireable", "bio", "twitter_username")
        return self.account(account) | {
            "name": account.name,
            "blog": "",
            **dict.fromkeys(empty),
            "public_repos": len(owned),
            "public_gists": 0,
            "followers": 0,
            "following": 0,
            "created_at": iso(account.created_at),
            "updated_at": iso(account.created_at),
        }

    def team(self, team: Team) -> Json:
        """A team of an organisation."""
        url = f"{self.places.api}/organizations/{team.org.id}/team/{team.id}"
        return {
            "id": team.id,
            "node_id": team.node_id,
            "name": team.name,
            "slug": team.slug,
            "description": None,
            "privacy": "closed",
            "notification_setting": "notifications_enabled",
            "permission": "pull",
            "url": url,
            "html_url": f"{self.places.html}/orgs/{team.org.login}/teams/{team.slug}",
            "members_url": f"{url}/members{{/member}}",
            "repositories_url": f"{url}/repos",
            "type": "organization",
            "organization_id": team.org.id,
            "parent": None,
        }

    # Repositories

    def repo_url(self, repo: Repo) -> str:
        """A repository's address in the API."""
        return f"{self.places.api}/repos/{repo.full_name}"

    def small_repo(self, repo: Repo) -> Json:
        """A repository where another thing refers to it."""
        url = self.repo_url(repo)
        answer: Json = {
            "id": repo.id,
            "node_id": repo.node_id,
            "name": repo.name,
            "full_name": repo.full_name,
            "private": repo.is_private,
            "owner": self.account(repo.owner),
            "html_url": f"{self.places.html}/{repo.full_name}",
            "description": repo.description,
            "fork": repo.fork_of is not None,
            "url": url,
        }
        return answer | {key: url + path for key, path in _REPO_PATHS.items()}

    def repo(self, repo: Repo, viewer: Account | None = None) -> Json:
        """A repository as asked for by name or id."""
        html = f"{self.places.html}/{repo.full_name}"
        opened = sum(1 for issue in repo.issues.values() if issue.state == "open")
        forks = [one for one in self.world.repos.values() if one.fork_of is repo]
        answer = self.small_repo(repo) | {
            "created_at": iso(repo.created_at),
            "updated_at": iso(repo.updated_at),
            "pushed_at": iso(repo.pushed_at),
            "git_url": f"git:{html.partition(':')[2]}.git",
            "ssh_url": f"git@{self.places.html.partition('//')[2]}:{repo.full_name}",
            "clone_url": f"{html}.git",
            "svn_url": html,
            "homepage": None,
            "size": 1,
            "language": None,
            "has_issues": repo.has_issues,
            "has_projects": True,
            "has_downloads": True,
            "has_wiki": False,
            "has_pages": False,
            "has_discussions": any(one.discussion for one in repo.gone.values()),
            "mirror_url": None,
            "archived": repo.is_archived,
            "disabled": False,
            "license": None,
            "allow_forking": True,
            "is_template": False,
            "web_commit_signoff_required": False,
            "topics": [],
            "visibility": "private" if repo.is_private else "public",
            "default_branch": repo.default_branch,
            "permissions": self.permissions(repo, viewer),
        }
        answer |= dict.fromkeys(("stargazers_count", "watchers_count", "watchers"), 0)
        answer |= dict.fromkeys(("forks_count", "forks"), len(forks))
        return answer | dict.fromkeys(("open_issues_count", "open_issues"), opened)

    def full_repo(self, repo: Repo, viewer: Account | None = None) -> Json:
        """The same with what only the repository's own address tells."""
        answer = self.repo(repo, viewer)
        answer |= {"network_count": answer["forks"], "subscribers_count": 0}
        if repo.owner.kind == "Organization":
            answer["organization"] = self.account(repo.owner)
        if repo.fork_of:
            origin = self.repo(repo.fork_of, viewer)
            answer |= {"parent": origin, "source": origin}
        return answer

    def permissions(self, repo: Repo, viewer: Account | None) -> dict[str, bool]:
        """What a viewer may do in a repository."""
        given = repo.collaborators.get(viewer.id) if viewer else None
        if viewer and (repo.owner is viewer or self._is_owner(repo, viewer)):
            given = "admin"
        level = _PERMISSIONS.index(given or "pull")
        return {name: rank <= level for rank, name in enumerate(_PERMISSIONS)}

    def _is_owner(self, repo: Repo, viewer: Account) -> bool:
        return repo.owner.members.get(viewer.id) == "admin"

    def association(self, repo: Repo, account: Account | None) -> str:
        """How an author stands to a repository."""
        seen = shown(account)
        if seen is None:
            return "NONE"
        if repo.owner is seen:
            return "OWNER"
        if seen.id in repo.owner.members:
            return "MEMBER"
        return "COLLABORATOR" if seen.id in repo.collaborators else "NONE"

    # Labels and milestones

    def label(self, label: Label) -> Json:
        """A label."""
        return {
            "id": label.id,
            "node_id": label.node_id,
            "url": f"{self.repo_url(label.repo)}/labels/{label.name}",
            "name": label.name,
            "color": label.color,
            "default": False,
            "description": label.description,
        }

    def milestone(self, stone: Milestone) -> Json:
        """A milestone."""
        url = f"{self.repo_url(stone.repo)}/milestones/{stone.number}"
        page = f"{self.places.html}/{stone.repo.full_name}/milestone/{stone.number}"
        return {
            "url": url,
            "html_url": page,
            "labels_url": f"{url}/labels",
            "id": stone.id,
            "node_id": stone.node_id,
            "number": stone.number,
            "title": stone.title,
            "description": stone.description,
            "creator": self.user(stone.creator),
            "open_issues": stone.open_issues,
            "closed_issues": stone.closed_issues,
            "state": stone.state,
            "created_at": iso(stone.created_at),
            "updated_at": iso(stone.updated_at),
            "due_on": iso_or_none(stone.due_on),
            "closed_at": iso_or_none(stone.closed_at),
        }
