"""What the pretended GitHub consists of, a class for each noun.

Every moment is whole seconds since 1970 (`ids.iso` spells it). Classes refer to one
another directly. Only the mutations of `world.World` change them. Two objects are the
same when they are the same in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from enhancements.fakehub.gitstore import GitStore
from enhancements.fakehub.ids import node_id


class Node:
    """What has a number as its id, and a node id made from it."""

    __slots__ = ()
    KIND: ClassVar[str]
    """A key of `ids.PREFIXES`."""
    id: int

    @property
    def node_id(self) -> str:
        """In the new form."""
        return node_id(self.KIND, self.id)


@dataclass(slots=True, eq=False)
class Account:
    """A person, program or organisation. ``is_deleted`` ones show as nobody."""

    id: int
    login: str
    kind: str
    """``User``, ``Bot``, ``Mannequin`` or ``Organization``."""
    created_at: int
    name: str | None = None
    is_deleted: bool = False
    members: dict[int, str] = field(default_factory=dict)
    """Of an organisation: ids of accounts, each ``member`` or ``admin``."""
    teams: dict[str, Team] = field(default_factory=dict)
    """Of an organisation: by slug."""

    @property
    def node_id(self) -> str:
        """In the new form."""
        return node_id(self.kind, self.id)


@dataclass(slots=True, eq=False)
class Team(Node):
    """Some members of an organisation."""

    KIND: ClassVar[str] = "Team"

    id: int
    org: Account
    slug: str
    name: str
    members: dict[int, str] = field(default_factory=dict)
    """Ids of accounts, each ``member`` or ``maintainer``."""


@dataclass(slots=True, eq=False)
class Label(Node):
    """A label of a repository; issues refer to it."""

    KIND: ClassVar[str] = "Label"

    id: int
    repo: Repo
    name: str
    color: str
    """Six hexadecimal digits."""
    description: str | None = None


@dataclass(slots=True, eq=False)
class Milestone(Node):
    """A milestone of a repository, with the number of its issues."""

    KIND: ClassVar[str] = "Milestone"

    id: int
    repo: Repo
    number: int
    title: str
    creator: Account | None
    created_at: int
    updated_at: int
    description: str | None = None
    due_on: int | None = None
    state: str = "open"
    closed_at: int | None = None
    open_issues: int = 0
    closed_issues: int = 0


@dataclass(slots=True, eq=False)
class Repo(Node):
    """A repository, its issues and its files."""

    KIND: ClassVar[str] = "Repository"

    id: int
    owner: Account
    name: str
    created_at: int
    updated_at: int
    pushed_at: int
    default_branch: str = "main"
    description: str | None = None
    is_private: bool = False
    is_archived: bool = False
    has_issues: bool = True
    is_deleted: bool = False
    fork_of: Repo | None = None
    git: GitStore = field(default_factory=GitStore)
    collaborators: dict[int, str] = field(default_factory=dict)
    """Ids of accounts: ``pull``, ``triage``, ``push``, ``maintain`` or ``admin``."""
    labels: dict[int, Label] = field(default_factory=dict)
    milestones: dict[int, Milestone] = field(default_factory=dict)
    """By number."""
    issues: dict[int, Issue] = field(default_factory=dict)
    """Issues and pull requests by number, those that are there."""
    gone: dict[int, Gone] = field(default_factory=dict)
    """Numbers that are no longer there."""
    events: list[Event] = field(default_factory=list)
    """Of all its issues, in the order they happened; no cross-references."""
    next_number: int = 1
    next_milestone: int = 1
    version: int = 0
    """Grows with every change in the repository."""

    @property
    def full_name(self) -> str:
        """Owner and name as they are now."""
        return f"{self.owner.login}/{self.name}"


@dataclass(slots=True, eq=False)
class Gone:
    """A number that is taken and has no issue any more."""

    how: str
    """``deleted``, ``transferred`` or ``discussion``."""
    at: int
    id: int
    """The issue's own."""
    issue: Issue | None = None
    """Where a transferred one is now."""
    discussion: int | None = None


@dataclass(slots=True, eq=False)
class Edit(Node):
    """A state of a body, written at `edited_at`; the first is as it was created."""

    KIND: ClassVar[str] = "Edit"

    id: int
    editor: Account | None
    edited_at: int
    body: str


@dataclass(slots=True, eq=False)
class Comment(Node):
    """A comment on an issue or pull request."""

    KIND: ClassVar[str] = "IssueComment"

    id: int
    issue: Issue
    author: Account | None
    body: str
    created_at: int
    updated_at: int
    edits: list[Edit] | None = None
    """None for one never edited; else the first state and every later one."""
    minimised_as: str | None = None
    """``abuse``, ``off-topic``, ``outdated``, ``resolved``, ``duplicate``, ``spam``."""


@dataclass(slots=True, eq=False)
class Event(Node):
    """Something that happened to an issue, with names as they were then.

    `data` by `kind`: ``labeled``, ``unlabeled``: ``label`` {name, color};
    ``milestoned``, ``demilestoned``: ``milestone`` {title}; ``assigned``,
    ``unassigned``: ``assignee`` Account, ``assigner`` Account; ``renamed``: ``rename``
    {from, to}; ``closed``: ``state_reason``, ``commit_id``; ``merged``,
    ``referenced``: ``commit_id``; ``head_ref_force_pushed``: ``commit_id``,
    ``before``; ``cross-referenced``: ``source`` Issue; ``connected``,
    ``disconnected``: ``subject`` Issue; ``transferred``: ``from_repository`` full
    name; ``review_requested``, ``review_request_removed``: ``review_requester``,
    ``requested_reviewer`` Accounts; ``locked``: ``lock_reason``; ``review_dismissed``:
    ``dismissed_review`` {review_id, state, dismissal_message}. All others: empty.
    """

    KIND: ClassVar[str] = "Event"

    id: int
    kind: str
    issue: Issue
    actor: Account | None
    created_at: int
    data: Mapping[str, Any]


@dataclass(slots=True, eq=False)
class Commit:
    """A commit of a pull request."""

    sha: str
    message: str
    author: Account | None
    committed_at: int


@dataclass(slots=True, eq=False)
class ChangedFile:
    """A file that a pull request changes."""

    filename: str
    status: str = "modified"
    """``added``, ``modified``, ``removed`` or ``renamed``."""
    additions: int = 1
    deletions: int = 0
    previous_filename: str | None = None


@dataclass(slots=True, eq=False)
class Review(Node):
    """A review of a pull request."""

    KIND: ClassVar[str] = "PullRequestReview"

    id: int
    issue: Issue
    author: Account | None
    state: str
    """``APPROVED``, ``CHANGES_REQUESTED``, ``COMMENTED`` or ``DISMISSED``."""
    body: str
    commit_id: str
    submitted_at: int
    updated_at: int


@dataclass(slots=True, eq=False)
class Pull(Node):
    """What an issue that is a pull request has beside. Its ids are of another space."""

    KIND: ClassVar[str] = "PullRequest"

    id: int
    base_ref: str
    base_sha: str
    head_ref: str
    head_sha: str
    head_repo: Repo | None
    """None once a fork was deleted."""
    head_owner: Account
    is_draft: bool = False
    merged_at: int | None = None
    merged_by: Account | None = None
    merge_commit_sha: str | None = None
    files: list[ChangedFile] = field(default_factory=list)
    commits: list[Commit] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    requested_reviewers: list[Account] = field(default_factory=list)
    closing_issues: list[Issue] = field(default_factory=list)
    check_state: str | None = None
    """What the checks of its head came to, ``SUCCESS`` or ``PENDING``; None without."""


@dataclass(slots=True, eq=False)
class Issue:
    """An issue, or with `pull` a pull request."""

    id: int
    repo: Repo
    number: int
    title: str
    body: str | None
    author: Account | None
    created_at: int
    updated_at: int
    state: str = "open"
    state_reason: str | None = None
    """``completed``, ``not_planned``, ``duplicate``, ``reopened`` or None."""
    closed_at: int | None = None
    closed_by: Account | None = None
    milestone: Milestone | None = None
    is_locked: bool = False
    lock_reason: str | None = None
    is_pinned: bool = False
    labels: list[Label] = field(default_factory=list)
    assignees: list[Account] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    timeline: list[Event | Comment | Review | Commit] = field(default_factory=list)
    """Everything in the order it happened."""
    edits: list[Edit] | None = None
    """As of a comment."""
    pull: Pull | None = None

    @property
    def node_id(self) -> str:
        """Of the issue, or of the pull request: GitHub's issue lists give that too."""
        return self.pull.node_id if self.pull else node_id("Issue", self.id)


def shown(account: Account | None) -> Account | None:
    """The account as others see it: nobody, once it was deleted."""
    return None if account is None or account.is_deleted else account
