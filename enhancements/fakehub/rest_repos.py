"""Routes of repositories, their labels, milestones and contents, and of accounts."""

from __future__ import annotations

from enhancements.fakehub.base import NotThere
from enhancements.fakehub.calls import Answer, Call, Refusal, route
from enhancements.fakehub.gitstore import GitStore, Tree
from enhancements.fakehub.nouns import Account, Milestone
from enhancements.fakehub.paging import paged

LARGEST_FILE = 100_000_000
"""Bytes above which contents are refused."""


@route("GET", "/repos/{owner}/{repo}", "metadata")
def repository(call: Call) -> Answer:
    """A repository, also by id at ``/repositories/{id}``."""
    return Answer(call.shapes.full_repo(call.repo, call.viewer))


@route("GET", "/repos/{owner}/{repo}/labels", "issues")
def labels(call: Call) -> Answer:
    """Labels by name."""
    rows = sorted(call.repo.labels.values(), key=lambda one: one.name.lower())
    return paged(call, rows, call.shapes.label)


@route("GET", "/repos/{owner}/{repo}/labels/{name}", "issues")
def label(call: Call) -> Answer:
    """A label by its present name."""
    found = call.world.find_label(call.repo, call.params["name"])
    if found is None:
        raise Refusal(404, "Not Found")
    return Answer(call.shapes.label(found))


@route("GET", "/repos/{owner}/{repo}/milestones", "issues")
def milestones(call: Call) -> Answer:
    """Milestones by due date; only open ones unless ``state`` says otherwise."""
    state = call.request.query.get("state", "open")
    falls = call.request.query.get("direction") == "desc"
    rows = [one for one in call.repo.milestones.values() if state in {"all", one.state}]
    rows.sort(key=_due, reverse=falls)
    return paged(call, rows, call.shapes.milestone)


def _due(stone: Milestone) -> tuple[bool, int, int]:
    return stone.due_on is None, stone.due_on or 0, stone.number


@route("GET", "/repos/{owner}/{repo}/milestones/{milestone_number}", "issues")
def milestone(call: Call) -> Answer:
    """A milestone by number."""
    found = call.repo.milestones.get(call.number("milestone_number"))
    if found is None:
        raise Refusal(404, "Not Found")
    return Answer(call.shapes.milestone(found))


@route("GET", "/repos/{owner}/{repo}/contents/{path}", "contents")
def contents(call: Call) -> Answer:
    """A file with its contents, or a listing of a directory."""
    repo, path = call.repo, call.params["path"].strip("/")
    ref = call.request.query.get("ref") or repo.default_branch
    git = _holding(call, ref)
    tree = git.tree(ref)
    if tree is None:
        raise Refusal(404, f"No commit found for the ref {ref}")
    entry = git.read(ref, path)
    if entry is not None:
        if len(entry[1]) > LARGEST_FILE:
            raise Refusal(403, "This API returns blobs up to 100 MB in size.")
        return Answer(call.shapes.content(repo, ref, path, entry))
    below = _listing(tree, path)
    if not below:
        raise Refusal(404, "Not Found")
    shown = [call.shapes.listed(repo, ref, name, below[name]) for name in sorted(below)]
    return Answer(shown)


def _holding(call: Call, ref: str) -> GitStore:
    """Where a commit is. Forks share one store, and outlive their repository in it."""
    repo = call.repo
    root = repo.fork_of or repo
    every = call.world.repos.values()
    forks = [one for one in every if (one.fork_of or one) is root]
    places = [place.git for place in (repo, *forks)]
    return next((git for git in places if git.resolve(ref)), repo.git)


def _listing(tree: Tree, path: str) -> Tree:
    prefix = f"{path}/" if path else ""
    found: Tree = {}
    for name, entry in tree.items():
        if not name.startswith(prefix):
            continue
        first, deeper, _ = name[len(prefix) :].partition("/")
        found[prefix + first] = ("dir", b"") if deeper else entry
    return found


# Accounts


def _named(call: Call, name: str) -> Account:
    try:
        return call.world.account(name.removesuffix("[bot]"))
    except NotThere:
        raise Refusal(404, "Not Found") from None


@route("GET", "/user")
def myself(call: Call) -> Answer:
    """Whose token it is; an installation is nobody."""
    if call.viewer is None:
        raise Refusal(401, "Requires authentication")
    if call.viewer.kind == "Bot":
        raise Refusal(403, "Resource not accessible by integration")
    return Answer(call.shapes.profile(call.viewer))


@route("GET", "/users/{username}")
def user(call: Call) -> Answer:
    """An account by the login it has now."""
    return Answer(call.shapes.profile(_named(call, call.params["username"])))


@route("GET", "/user/{account_id}")
def user_by_id(call: Call) -> Answer:
    """An account by its id."""
    found = call.world.accounts.get(call.number("account_id"))
    if found is None or found.is_deleted:
        raise Refusal(404, "Not Found")
    return Answer(call.shapes.profile(found))


@route("GET", "/orgs/{org}/teams/{team_slug}/members", "members")
def team_members(call: Call) -> Answer:
    """Members of a team."""
    team = _named(call, call.params["org"]).teams.get(call.params["team_slug"])
    if team is None:
        raise Refusal(404, "Not Found")
    rows = [call.world.accounts[number] for number in sorted(team.members)]
    return paged(call, rows, call.shapes.account)


@route("GET", "/orgs/{org}/members", "members")
def org_members(call: Call) -> Answer:
    """Members of an organisation."""
    place = _named(call, call.params["org"])
    rows = [call.world.accounts[number] for number in sorted(place.members)]
    return paged(call, rows, call.shapes.account)


@route("GET", "/repos/{owner}/{repo}/collaborators/{username}/permission", "metadata")
def permission(call: Call) -> Answer:
    """What somebody may do in a repository."""
    account = _named(call, call.params["username"])
    given = call.shapes.permissions(call.repo, account)
    role = [name for name, is_given in given.items() if is_given][-1]
    old = {"admin": "admin", "maintain": "write", "push": "write"}.get(role, "read")
    names = {"pull": "read", "push": "write"}
    shown = call.shapes.account(account) | {
        "permissions": given,
        "role_name": names.get(role, role),
    }
    return Answer(
        {"permission": old, "role_name": names.get(role, role), "user": shown}
    )


@route("GET", "/orgs/{org}/teams", "members")
def teams(call: Call) -> Answer:
    """Teams of an organisation."""
    found = _named(call, call.params["org"]).teams
    return paged(call, [found[slug] for slug in sorted(found)], call.shapes.team)


@route("GET", "/orgs/{org}/members/{username}", "members")
def org_member(call: Call) -> Answer:
    """204 for a member of an organisation, else 404."""
    account = _named(call, call.params["username"])
    if account.id not in _named(call, call.params["org"]).members:
        raise Refusal(404, "Not Found")
    return Answer(None, 204)
