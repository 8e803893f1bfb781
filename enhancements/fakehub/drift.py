"""Random mutations, so that a mirror is tried with what people really do."""

from __future__ import annotations

import random
from collections.abc import Callable

from enhancements.fakehub.base import NotPossible, NotThere
from enhancements.fakehub.nouns import Account, Issue, Repo
from enhancements.fakehub.world import World

RENAMED = "renamed"


def mutate(world: World, rng: random.Random) -> str | None:
    """Do something somewhere; gives its name, or None where it was not possible."""
    with world.lock:
        repos = [one for one in world.repos.values() if not one.is_deleted]
        people = [
            one.login
            for one in world.accounts.values()
            if one.kind == "User" and not one.is_deleted
        ]
        repo = rng.choice(repos)
        name = rng.choice(_NAMES)
        try:
            _DEEDS[name](world, rng, repo, rng.choice(people))
        except (NotThere, NotPossible):
            return None
        return name


def _an_issue(repo: Repo, rng: random.Random, *, plain: bool = False) -> Issue:
    rows = [one for one in repo.issues.values() if not (plain and one.pull)]
    if not rows:
        raise NotThere("an issue")
    return rng.choice(rows)


def _a_label(repo: Repo, rng: random.Random) -> str:
    if not repo.labels:
        raise NotThere("a label")
    return rng.choice(list(repo.labels.values())).name


def _a_milestone(repo: Repo, rng: random.Random) -> str:
    if not repo.milestones:
        raise NotThere("a milestone")
    return rng.choice(list(repo.milestones.values())).title


def _a_comment(repo: Repo, rng: random.Random) -> int:
    comments = _an_issue(repo, rng).comments
    if not comments:
        raise NotThere("a comment")
    return rng.choice(comments).id


def _word(rng: random.Random) -> str:
    return (
        f"{rng.choice(('warm', 'live', 'quiet', 'näher', '🚀'))}-{rng.randrange(10**6)}"
    )


def _open(world: World, rng: random.Random, repo: Repo, by: str) -> None:
    world.open_issue(repo.full_name, f"VEP: {_word(rng)}", by=by, body=_word(rng))


def _open_pull(world: World, rng: random.Random, repo: Repo, by: str) -> None:
    word = _word(rng)
    files: dict[str, str | None] = {f"veps/{word}.md": f"# {word}\n"}
    world.open_pull(repo.full_name, word, by=by, head=word, files=files)


def _label(world: World, rng: random.Random, repo: Repo, by: str) -> None:
    name = _a_label(repo, rng)
    world.label(repo.full_name, _an_issue(repo, rng).number, name, by=by)


def _unlabel(world: World, rng: random.Random, repo: Repo, by: str) -> None:
    issue = _an_issue(repo, rng)
    if not issue.labels:
        raise NotThere("a label")
    name = rng.choice(issue.labels).name
    world.unlabel(repo.full_name, issue.number, name, by=by)


def _milestone(world: World, rng: random.Random, repo: Repo, by: str) -> None:
    title = _a_milestone(repo, rng) if rng.randrange(4) else None
    world.set_milestone(repo.full_name, _an_issue(repo, rng).number, title, by=by)


def _comment(world: World, rng: random.Random, repo: Repo, by: str) -> None:
    world.comment(repo.full_name, _an_issue(repo, rng).number, _word(rng), by=by)


def _edit_comment(world: World, rng: random.Random, repo: Repo, by: str) -> None:
    world.edit_comment(_a_comment(repo, rng), _word(rng), by=by)


def _delete_comment(world: World, rng: random.Random, repo: Repo, by: str) -> None:
    world.delete_comment(_a_comment(repo, rng), by=by)


def _edit(world: World, rng: random.Random, repo: Repo, by: str) -> None:
    issue = _an_issue(repo, rng)
    if rng.randrange(2):
        world.edit_title(repo.full_name, issue.number, _word(rng), by=by)
    else:
        world.edit_body(repo.full_name, issue.number, _word(rng), by=by)


def _open_or_shut(world: World, rng: random.Random, repo: Repo, by: str) -> None:
    issue = _an_issue(repo, rng)
    if issue.state == "open":
        reason = rng.choice(("completed", "not_planned"))
        world.close(repo.full_name, issue.number, by=by, reason=reason)
    else:
        world.reopen(repo.full_name, issue.number, by=by)


def _assign(world: World, rng: random.Random, repo: Repo, by: str) -> None:
    issue = _an_issue(repo, rng)
    if issue.assignees:
        login = issue.assignees[0].login
        world.unassign(repo.full_name, issue.number, login, by=by)
    else:
        world.assign(repo.full_name, issue.number, by, by=by)


def _lock(world: World, rng: random.Random, repo: Repo, by: str) -> None:
    issue = _an_issue(repo, rng)
    if issue.is_locked:
        world.unlock_issue(repo.full_name, issue.number, by=by)
    else:
        world.lock_issue(repo.full_name, issue.number, by=by, reason="too heated")


def _review(world: World, rng: random.Random, repo: Repo, by: str) -> None:
    pulls = [one for one in repo.issues.values() if one.pull]
    if not pulls:
        raise NotThere("a pull request")
    pull = rng.choice(pulls)
    place = (repo.full_name, pull.number)
    match rng.randrange(4):
        case 0:
            world.merge(*place, by=by)
        case 1:
            world.push_commit(*place, {"veps/more.md": _word(rng)}, by=by)
        case 2:
            world.set_draft(*place, not (pull.pull and pull.pull.is_draft), by=by)
        case _:
            world.review(*place, rng.choice(("APPROVED", "COMMENTED")), by=by)


def _rename(world: World, rng: random.Random, repo: Repo, by: str) -> None:
    match rng.randrange(3):
        case 0:
            world.rename_label(repo.full_name, _a_label(repo, rng), _word(rng), by=by)
        case 1:
            title = _a_milestone(repo, rng)
            due = world.now + rng.randrange(10**7)
            world.edit_milestone(repo.full_name, title, due_on=due, by=by)
        case _:
            account: Account = world.account(by)
            world.rename_user(account.login, f"{RENAMED}-{rng.randrange(10**6)}")


def _rare(world: World, rng: random.Random, repo: Repo, by: str) -> None:
    issue = _an_issue(repo, rng, plain=True)
    others = [
        one for one in world.repos.values() if one is not repo and not one.is_deleted
    ]
    match rng.randrange(4):
        case 0:
            world.delete_issue(repo.full_name, issue.number, by=by)
        case 1 if others:
            to = rng.choice(others).full_name
            world.transfer_issue(repo.full_name, issue.number, to, by=by)
        case 2:
            world.convert_to_discussion(repo.full_name, issue.number, by=by)
        case _:
            name = _a_label(repo, rng)
            world.delete_label(repo.full_name, name, by=by)
            world.add_label(repo.full_name, name, by=by)


Deed = Callable[[World, random.Random, Repo, str], None]

# Each deed with how often it comes.
_WEIGHTS: dict[str, tuple[int, Deed]] = {
    "open": (4, _open),
    "open_pull": (2, _open_pull),
    "label": (8, _label),
    "unlabel": (4, _unlabel),
    "milestone": (4, _milestone),
    "comment": (8, _comment),
    "edit_comment": (3, _edit_comment),
    "delete_comment": (1, _delete_comment),
    "edit": (4, _edit),
    "open_or_shut": (3, _open_or_shut),
    "assign": (3, _assign),
    "lock": (1, _lock),
    "review": (4, _review),
    "rename": (1, _rename),
    "rare": (1, _rare),
}
_DEEDS = {name: deed for name, (_, deed) in _WEIGHTS.items()}
_NAMES = [name for name, (weight, _) in _WEIGHTS.items() for _ in range(weight)]
