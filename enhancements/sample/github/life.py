"""What happens on the samples' GitHub while somebody watches.

Small things, one after the other, each decided by what is there: the same world and
the same turn give the same. Every turn can be taken for ever, since it undoes or goes
on with what an earlier one did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from enhancements.fakehub.nouns import Issue
from enhancements.sample.github import candidates, farwharf_candidates
from enhancements.sample.github.farwharf_pulls import DOCUMENTS as KEPS
from enhancements.sample.github.people import ROBOT
from enhancements.sample.github.pulls import CODE, DOCUMENTS

if TYPE_CHECKING:
    from enhancements.fakehub.world import World

KEP_ROBOT = "farwharf-robot"
FIRST_PULL = 2001
"""Where the numbers of new pull requests begin: past all that the story takes."""

SIG_CHANGES = (201, 207, 213)
"""Issues that SIG Network is asked to take part in, and left out of again."""
BUILT = (147, 134, 15, 58)
"""Enhancements for which code goes on being written."""


class Life:
    """Takes one turn after the other; begins anew wherever the world stands."""

    def __init__(self, world: World, turn: int = 0) -> None:
        self.world = world
        self.turn = turn

    def step(self) -> str:
        """Let one thing happen; gives it in a few words."""
        act = TURNS[self.turn % len(TURNS)]
        nth = self.turn // len(TURNS)
        self.turn += 1
        with self.world.lock:
            try:
                return act(self.world, nth)
            except (LookupError, ValueError) as error:
                # Somebody else changed it meanwhile; the next turn is another thing.
                return f"nothing: {error}"


def _ask_for_sig(world: World, nth: int) -> str:
    """Somebody writes a command; the tracker obeys it."""
    number = SIG_CHANGES[nth % len(SIG_CHANGES)]
    issue = world.issue(DOCUMENTS, number)
    is_on = "sig/network" in names(issue)
    text = "/remove-sig network" if is_on else "/sig network"
    world.comment(DOCUMENTS, number, text, by="noor-hallabek")
    return f"{DOCUMENTS}#{number}: {text}"


def _move_target(world: World, nth: int) -> str:
    """A candidate's issue names another release, and its milestone follows later."""
    one = candidates.candidates()[nth % 5]
    targets = _swapped(dict(one.targets), nth // 5)
    text = candidates.body(one, targets)
    if world.issue(DOCUMENTS, one.number).body == text:
        text = candidates.body(one, one.targets)
    world.edit_body(DOCUMENTS, one.number, text, by=one.owner)
    return f"{DOCUMENTS}#{one.number}: its text names other releases"


def _swapped(targets: dict[str, str], nth: int) -> dict[str, str]:
    return targets | {"alpha": "v1.12" if nth % 2 == 0 else "v1.11"}


def _move_milestone(world: World, nth: int) -> str:
    number = candidates.candidates()[nth % 5].number
    stone = world.issue(DOCUMENTS, number).milestone
    title = "v1.12" if stone and stone.title == "v1.11" else "v1.11"
    world.set_milestone(DOCUMENTS, number, title, by="oda-vintermark")
    return f"{DOCUMENTS}#{number}: milestone {title}"


def _open_code(world: World, nth: int) -> str:
    number = BUILT[nth % len(BUILT)]
    taken = max((n for n in world.repo(CODE).issues if n >= FIRST_PULL), default=0)
    title = f"VEP {number}: round {nth // len(BUILT) + 1}"
    body = f"VEP tracking issue: lodestead/enhancements#{number}\n"
    pull = world.open_pull(
        CODE,
        title,
        by="wren-abascot",
        body=body,
        head=f"round-{nth}",
        files={f"pkg/round/{nth}.go": "package warden\n"},
        number=max(taken + 1, FIRST_PULL),
    )
    world.set_checks(CODE, pull.number, "PENDING", by=ROBOT)
    return f"{CODE}#{pull.number} opened: {title}"


def _approve_code(world: World, _nth: int) -> str:
    pull = _oldest(world, lacking="lgtm")
    world.set_checks(CODE, pull.number, "SUCCESS", by=ROBOT)
    world.review(CODE, pull.number, "APPROVED", by="oda-vintermark")
    world.label(CODE, pull.number, "lgtm", by=ROBOT)
    world.label(CODE, pull.number, "approved", by=ROBOT)
    return f"{CODE}#{pull.number}: lgtm, approved"


def _merge_code(world: World, _nth: int) -> str:
    pull = _oldest(world, having="approved")
    world.merge(CODE, pull.number, by=ROBOT)
    return f"{CODE}#{pull.number} merged"


def _oldest(world: World, *, having: str = "", lacking: str = "") -> Issue:
    """The first open pull request of ours with a label, or without one."""
    for pull in _ours(world):
        labels = names(pull)
        if (not having or having in labels) and lacking not in labels:
            return pull
    raise LookupError("no such pull request")


def _ours(world: World) -> Iterator[Issue]:
    issues = world.repo(CODE).issues
    found = (issues[number] for number in sorted(issues) if number >= FIRST_PULL)
    return (pull for pull in found if pull.state == "open")


def _revise_proposal(world: World, nth: int) -> str:
    """An open pull request proposes other targets than before."""
    every = [one for one in candidates.candidates() if one.pull]
    one = every[nth % len(every)]
    created = datetime.fromtimestamp(
        world.issue(DOCUMENTS, one.pull).created_at, UTC
    ).date()
    targets = _swapped(dict(one.targets), nth // len(every))
    text = candidates.document(one, created.isoformat(), targets)
    world.push_commit(DOCUMENTS, one.pull, {one.path: text}, by=one.owner)
    return f"{DOCUMENTS}#{one.pull}: a new commit"


def _track_kep(world: World, nth: int) -> str:
    one = farwharf_candidates.CANDIDATES[nth % len(farwharf_candidates.CANDIDATES)]
    issue = world.issue(KEPS, one.number)
    label = "lead-opted-in"
    if label in names(issue):
        world.comment(KEPS, one.number, f"/remove-label {label}", by="gwen-tarrock")
        world.unlabel(KEPS, one.number, label, by=KEP_ROBOT)
        return f"{KEPS}#{one.number}: opted out"
    world.comment(KEPS, one.number, f"/label {label}", by="gwen-tarrock")
    world.label(KEPS, one.number, label, by=KEP_ROBOT)
    return f"{KEPS}#{one.number}: opted in"


def _schedule_kep(world: World, nth: int) -> str:
    one = farwharf_candidates.CANDIDATES[nth % len(farwharf_candidates.CANDIDATES)]
    stone = world.issue(KEPS, one.number).milestone
    title = None if stone else farwharf_candidates.RELEASE
    text = f"/milestone {title or 'clear'}"
    world.comment(KEPS, one.number, text, by="tomas-wiederholt")
    world.set_milestone(KEPS, one.number, title, by=KEP_ROBOT)
    return f"{KEPS}#{one.number}: {text}"


def names(issue: Issue) -> set[str]:
    """Its labels."""
    return {label.name for label in issue.labels}


TURNS: tuple[Callable[[World, int], str], ...] = (
    _ask_for_sig,
    _open_code,
    _move_target,
    _track_kep,
    _approve_code,
    _move_milestone,
    _merge_code,
    _revise_proposal,
    _schedule_kep,
)
