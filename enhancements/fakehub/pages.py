"""What a browser finds at the pretended GitHub's addresses, where people follow links.

The addresses are GitHub's own: ``/OWNER/REPO``, ``/issues/N``, ``/pull/N``,
``/commit/SHA``, ``/blob/REF/PATH``, ``/tree/REF``, ``/milestone/N``. What is private is
not there, since nobody is signed in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, unquote

from enhancements.fakehub.base import Base, NotThere
from enhancements.fakehub.calls import Answer, Request
from enhancements.fakehub.gitstore import GitStore
from enhancements.fakehub.html import Markup, element, joined, link, listed, page
from enhancements.fakehub.nouns import Issue, Repo
from enhancements.fakehub.pages_thread import address, chip, state_of, thread

_NUMBER = re.compile("[0-9]{1,9}")

MOST = 200
"""Issues, pull requests or files in a list."""
LARGEST_FILE = 500_000


def answer(world: Base, request: Request) -> Answer:
    """The page of an address. One that is nowhere is a page, too, with 404."""
    words = [unquote(word) for word in request.path.split("/") if word]
    with world.lock:
        try:
            return _found(world, words)
        except NotThere as error:
            why = element("p", f"Here is nothing: {error}.")
            way = element("p", link("/", "All repositories"))
            return page("Not found", element("h1", "404"), why, way, status=404)


def _found(world: Base, words: Sequence[str]) -> Answer:
    match words:
        case []:
            return _front(world)
        case [login]:
            return _account(world, login)
        case [owner, name, *rest]:
            repo = world.moved_repo(f"{owner}/{name}") or world.repo(f"{owner}/{name}")
            if repo.is_private:
                raise NotThere(f"repository {owner}/{name}")
            return _in_repo(repo, rest)
    raise NotThere("/".join(words))


def _in_repo(repo: Repo, words: Sequence[str]) -> Answer:
    match words:
        case [] | ["issues"] | ["pulls"]:
            return _repo(repo)
        case ["issues" | "pull" as kind, number, *_]:
            return _item(repo, kind, _number(number))
        case ["milestone", number]:
            return _milestone(repo, _number(number))
        case ["commit", sha]:
            return _commit(repo, sha)
        case ["tree", ref, *path]:
            return _tree(repo, ref, "/".join(path))
        case ["blob" | "raw", ref, *path] if path:
            return _blob(repo, ref, "/".join(path))
    raise NotThere("/".join(words))


def _number(text: str) -> int:
    if _NUMBER.fullmatch(text) is None:
        raise NotThere(text)
    return int(text)


def _front(world: Base) -> Answer:
    rows = [
        _to_repo(repo)
        for repo in sorted(world.repos.values(), key=lambda one: one.full_name)
        if not repo.is_private and not repo.is_deleted
    ]
    return page("Repositories", element("h1", "Repositories"), listed(rows))


def _account(world: Base, login: str) -> Answer:
    found = world.account(login)
    if found.is_deleted:
        raise NotThere(f"account {login}")
    rows = [
        _to_repo(repo)
        for repo in sorted(world.repos.values(), key=lambda one: one.full_name)
        if repo.owner is found and not repo.is_private and not repo.is_deleted
    ]
    about = element("p", f"{found.kind}. {found.name or ''}", class_="quiet")
    title = element("h1", found.login)
    return page(found.login, title, about, element("h2", "Repositories"), listed(rows))


def _to_repo(repo: Repo) -> Markup:
    return link(f"/{quote(repo.full_name)}", repo.full_name)


def _repo(repo: Repo) -> Answer:
    every = sorted(repo.issues.values(), key=lambda one: -one.number)
    issues = [one for one in every if one.pull is None]
    pulls = [one for one in every if one.pull is not None]
    files = link(f"/{quote(repo.full_name)}/tree/{quote(repo.default_branch)}", "Files")
    return page(
        repo.full_name,
        element("h1", repo.full_name),
        element("p", repo.description or "", class_="quiet"),
        element("p", files, f" of {repo.default_branch}"),
        *_items("Issues", issues),
        *_items("Pull requests", pulls),
    )


def _items(title: str, items: Sequence[Issue]) -> list[Markup]:
    scope = f"{title}: {len(items)}, the newest first."
    if len(items) > MOST:
        scope = f"{title}: the newest {MOST} of {len(items)}."
    rows = [
        joined(
            link(address(one), f"#{one.number} {one.title}"),
            " ",
            chip(state_of(one)),
            *(joined(" ", chip(label.name)) for label in one.labels),
        )
        for one in items[:MOST]
    ]
    return [element("h2", title), element("p", scope, class_="quiet"), listed(rows)]


def _item(repo: Repo, kind: str, number: int) -> Answer:
    found = repo.issues.get(number)
    if found is None:
        gone = repo.gone.get(number)
        if gone is None or gone.issue is None or gone.issue.repo.is_private:
            raise NotThere(f"{repo.full_name}#{number}")
        return _moved(address(gone.issue))
    if (kind == "pull") != (found.pull is not None):
        return _moved(address(found))
    return thread(found)


def _moved(to: str) -> Answer:
    made = page("Moved", element("p", "It is ", link(to, "here"), "."), status=302)
    made.headers["Location"] = to
    return made


def _milestone(repo: Repo, number: int) -> Answer:
    stone = repo.milestones.get(number)
    if stone is None:
        raise NotThere(f"milestone {number} of {repo.full_name}")
    items = [one for one in repo.issues.values() if one.milestone is stone]
    items.sort(key=lambda one: -one.number)
    return page(
        f"{stone.title} · {repo.full_name}",
        element("h1", f"Milestone {stone.title}"),
        element("p", _to_repo(repo), " ", chip(stone.state)),
        *_items("Issues and pull requests", items),
    )


def _commit(repo: Repo, sha: str) -> Answer:
    rows = [
        joined(
            element("pre", commit.message),
            "in ",
            link(address(item), f"#{item.number} {item.title}"),
        )
        for item in repo.issues.values()
        if item.pull is not None
        for commit in item.pull.commits
        if commit.sha == sha
    ]
    has_files = _store(repo, sha) is not None
    if not rows and not has_files:
        raise NotThere(f"commit {sha} of {repo.full_name}")
    files = link(f"/{quote(repo.full_name)}/tree/{quote(sha)}", "Files at this commit")
    return page(
        f"{sha[:12]} · {repo.full_name}",
        element("h1", f"Commit {sha[:12]}"),
        element("p", _to_repo(repo)),
        *([element("p", files)] if has_files else []),
        *([listed(rows)] if rows else []),
    )


def _store(repo: Repo, ref: str) -> tuple[GitStore, str] | None:
    """Where a branch or commit is, as its sha: here, or in a fork."""
    if "\0" in ref or ref.startswith("-"):
        return None
    forks = [
        item.pull.head_repo
        for item in repo.issues.values()
        if item.pull and item.pull.head_sha == ref and item.pull.head_repo
    ]
    for place in (repo, *forks):
        sha = place.git.resolve(ref)
        if sha is not None:
            return place.git, sha
    return None


def _tree(repo: Repo, ref: str, path: str) -> Answer:
    found = _store(repo, ref)
    tree = found[0].tree(found[1]) if found else None
    if tree is None:
        raise NotThere(f"{ref} of {repo.full_name}")
    below = f"{path}/" if path else ""
    names = sorted(name for name in tree if name.startswith(below))
    if path and not names:
        raise NotThere(f"{path} at {ref} of {repo.full_name}")
    base = f"/{quote(repo.full_name)}/blob/{quote(ref)}"
    rows = [link(f"{base}/{quote(name)}", name) for name in names[:MOST]]
    scope = f"Files: {len(names)}."
    if len(names) > MOST:
        scope = f"The first {MOST} of {len(names)} files."
    return page(
        f"{path or repo.name} at {ref[:12]}",
        element("h1", path or repo.full_name),
        element("p", _to_repo(repo), f" at {ref}"),
        element("p", scope, class_="quiet"),
        listed(rows),
    )


def _blob(repo: Repo, ref: str, path: str) -> Answer:
    found = _store(repo, ref)
    read = found[0].read(found[1], path) if found and "\0" not in path else None
    if read is None:
        raise NotThere(f"{path} at {ref} of {repo.full_name}")
    text = read[1][:LARGEST_FILE].decode("utf-8", "replace")
    lines = [
        joined(element("span", line, id=f"L{number}"), "\n")
        for number, line in enumerate(text.splitlines(), 1)
    ]
    return page(
        f"{path} at {ref[:12]}",
        element("h1", path),
        element("p", _to_repo(repo), f" at {ref}"),
        element("pre", *lines),
    )
