"""The page of one issue or pull request: what it is now, and what happened to it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from enhancements.fakehub.calls import Answer
from enhancements.fakehub.html import (
    Markup,
    element,
    joined,
    link,
    listed,
    moment,
    page,
)
from enhancements.fakehub.nouns import (
    Account,
    Comment,
    Commit,
    Event,
    Issue,
    Pull,
    Review,
    shown,
)


def address(issue: Issue) -> str:
    """Where an issue or pull request is, from a slash on."""
    kind = "pull" if issue.pull else "issues"
    return f"/{quote(issue.repo.full_name)}/{kind}/{issue.number}"


def chip(text: str) -> Markup:
    """A label, or a state."""
    return element("span", text, class_="chip")


def state_of(issue: Issue) -> str:
    """`open`, `closed`, `merged` or `draft`."""
    if issue.pull and issue.pull.merged_at:
        return "merged"
    is_draft = issue.pull is not None and issue.pull.is_draft
    return "draft" if is_draft and issue.state == "open" else issue.state


def thread(issue: Issue) -> Answer:
    """The page."""
    title = f"{issue.title} #{issue.number}"
    kind = "Pull request" if issue.pull else "Issue"
    repo = issue.repo.full_name
    opened = joined(_who(issue.author), " opened this on ", moment(issue.created_at))
    return page(
        f"{title} · {repo}",
        element("p", link(f"/{quote(repo)}", repo), f" · {kind}"),
        element("h1", title),
        element("p", chip(_state(issue)), " ", opened),
        *_facts(issue),
        *(_of_pull(issue.pull) if issue.pull else []),
        _said(opened, issue.body or "", f"issue-{issue.id}"),
        *map(_happened, issue.timeline),
    )


def _state(issue: Issue) -> str:
    why = issue.state_reason if issue.state == "closed" else None
    return f"{state_of(issue)}, {why.replace('_', ' ')}" if why else state_of(issue)


def _facts(issue: Issue) -> list[Markup]:
    labels = [joined(chip(label.name), " ") for label in issue.labels]
    stone = issue.milestone.title if issue.milestone else "none"
    people = ", ".join(one.login for one in issue.assignees) or "nobody"
    return [
        element("p", "Labels: ", *(labels or [Markup("none")])),
        element("p", f"Milestone: {stone}. Assigned: {people}."),
    ]


def _of_pull(pull: Pull) -> list[Markup]:
    branches = f"From {pull.head_owner.login}:{pull.head_ref} to {pull.base_ref}."
    found = [element("p", branches, class_="quiet")]
    if pull.merged_at:
        merged = joined("Merged by ", _who(pull.merged_by), " on ")
        found.append(element("p", merged, moment(pull.merged_at), "."))
    files = [joined(f"{one.filename} ", chip(one.status)) for one in pull.files]
    return [*found, element("h2", "Files changed"), listed(files)]


def _who(account: Account | None) -> Markup:
    seen = shown(account)
    if seen is None:
        return element("b", "ghost")
    return link(f"/{quote(seen.login)}", seen.login)


def _said(head: Markup, text: str, place: str) -> Markup:
    body = element("pre", text) if text else element("p", "No text.", class_="quiet")
    return element("article", element("p", head), body, id=place)


def _happened(one: Event | Comment | Review | Commit) -> Markup:
    if isinstance(one, Comment):
        head = joined(_who(one.author), " wrote on ", moment(one.created_at))
        if one.minimised_as:
            head = joined(head, f", hidden as {one.minimised_as}")
        return _said(head, one.body, f"issuecomment-{one.id}")
    if isinstance(one, Review):
        told = one.state.replace("_", " ").lower()
        head = joined(_who(one.author), f" reviewed ({told}) on ")
        head = joined(head, moment(one.submitted_at))
        return _said(head, one.body, f"pullrequestreview-{one.id}")
    if isinstance(one, Commit):
        head = joined(_who(one.author), f" committed {one.sha[:12]} on ")
        return _said(joined(head, moment(one.committed_at)), one.message, one.sha)
    told = joined(_who(one.actor), " ", _told(one), " on ", moment(one.created_at))
    return element("p", told, class_="quiet", id=f"event-{one.id}")


def _told(event: Event) -> Markup:
    """What happened, in a few words."""
    try:
        return _WORDS[event.kind](event)
    except (KeyError, AttributeError):
        return joined(f"did this: {event.kind.replace('_', ' ')}")


def _closed(event: Event) -> Markup:
    reason = event.data.get("state_reason")
    return joined("closed this", f" as {reason.replace('_', ' ')}" if reason else "")


def _renamed(event: Event) -> Markup:
    change = event.data["rename"]
    return joined(f"changed the title from “{change['from']}” to “{change['to']}”")


def _to(issue: Issue) -> Markup:
    if issue.repo.is_private or issue.repo.is_deleted:
        return joined("another repository")
    return link(address(issue), f"{issue.repo.full_name}#{issue.number}")


_WORDS: dict[str, Callable[[Event], Markup]] = {
    "labeled": lambda one: joined("added the label ", chip(one.data["label"]["name"])),
    "unlabeled": lambda one: joined(
        "took off the label ", chip(one.data["label"]["name"])
    ),
    "milestoned": lambda one: joined(
        f"set the milestone {one.data['milestone']['title']}"
    ),
    "demilestoned": lambda one: joined(
        f"took off the milestone {one.data['milestone']['title']}"
    ),
    "assigned": lambda one: joined("assigned ", _who(one.data["assignee"])),
    "unassigned": lambda one: joined("unassigned ", _who(one.data["assignee"])),
    "renamed": _renamed,
    "closed": _closed,
    "reopened": lambda _: joined("reopened this"),
    "merged": lambda _: joined("merged this"),
    "head_ref_force_pushed": lambda _: joined("pushed other commits"),
    "cross-referenced": lambda one: joined(
        "spoke of this in ", _to(one.data["source"])
    ),
    "connected": lambda one: joined("linked this with ", _to(one.data["subject"])),
    "disconnected": lambda one: joined("unlinked this from ", _to(one.data["subject"])),
    "review_requested": lambda one: joined(
        "asked for a review by ", _who(one.data["requested_reviewer"])
    ),
}
