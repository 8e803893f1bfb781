"""What is asked of each noun in GraphQL: the fragments that the queries share.

Issues and pull requests are asked for the same things wherever they are met, so there
is one shape to store. Numeric ids come from ``fullDatabaseId`` where there is one: it
is a text of digits, since issues have outgrown the 32 bits of ``databaseId``. Labels
and milestones have no number here that stays theirs; their node ids name them.
"""

from __future__ import annotations

PAGE_INFO = "pageInfo { hasNextPage endCursor } totalCount"

# How many of each a list of issues brings along. Enough for most, few enough to answer
# in time; `lookups.more` fetches the rest. The size changes no price: none of the items
# has connections.
LABELS = 30
ASSIGNEES = 10
COMMENTS = 30
EVENTS = 40
REVIEWS = 20
CLOSING = 10

# The word of `itemTypes`, the type that answers, and what it says beside who and when.
_SHARED_EVENTS = {
    "ASSIGNED_EVENT": ("AssignedEvent", "assignee { ...account }"),
    "CLOSED_EVENT": (
        "ClosedEvent",
        "stateReason closer { __typename ... on Commit { oid } ...mention }",
    ),
    "COMMENT_DELETED_EVENT": (
        "CommentDeletedEvent",
        "deletedCommentAuthor { ...account }",
    ),
    "CONNECTED_EVENT": ("ConnectedEvent", "subject { ...mention }"),
    "CONVERTED_TO_DISCUSSION_EVENT": (
        "ConvertedToDiscussionEvent",
        "discussion { number url }",
    ),
    "CROSS_REFERENCED_EVENT": (
        "CrossReferencedEvent",
        "willCloseTarget source { ...mention }",
    ),
    "DEMILESTONED_EVENT": ("DemilestonedEvent", "milestoneTitle"),
    "DISCONNECTED_EVENT": ("DisconnectedEvent", "subject { ...mention }"),
    "LABELED_EVENT": ("LabeledEvent", "label { id name }"),
    "LOCKED_EVENT": ("LockedEvent", "lockReason"),
    "MARKED_AS_DUPLICATE_EVENT": (
        "MarkedAsDuplicateEvent",
        "canonical { ...mention }",
    ),
    "MILESTONED_EVENT": ("MilestonedEvent", "milestoneTitle"),
    "PINNED_EVENT": ("PinnedEvent", ""),
    "REFERENCED_EVENT": ("ReferencedEvent", "commit { oid }"),
    "RENAMED_TITLE_EVENT": ("RenamedTitleEvent", "previousTitle currentTitle"),
    "REOPENED_EVENT": ("ReopenedEvent", "stateReason"),
    "TRANSFERRED_EVENT": (
        "TransferredEvent",
        "fromRepository { databaseId nameWithOwner }",
    ),
    "UNASSIGNED_EVENT": ("UnassignedEvent", "assignee { ...account }"),
    "UNLABELED_EVENT": ("UnlabeledEvent", "label { id name }"),
    "UNLOCKED_EVENT": ("UnlockedEvent", ""),
    "UNMARKED_AS_DUPLICATE_EVENT": (
        "UnmarkedAsDuplicateEvent",
        "canonical { ...mention }",
    ),
    "UNPINNED_EVENT": ("UnpinnedEvent", ""),
}
_PULL_EVENTS = {
    "BASE_REF_CHANGED_EVENT": ("BaseRefChangedEvent", "previousRefName currentRefName"),
    "CONVERT_TO_DRAFT_EVENT": ("ConvertToDraftEvent", ""),
    "HEAD_REF_FORCE_PUSHED_EVENT": (
        "HeadRefForcePushedEvent",
        "beforeCommit { oid } afterCommit { oid }",
    ),
    "MERGED_EVENT": ("MergedEvent", "mergeRefName commit { oid }"),
    "READY_FOR_REVIEW_EVENT": ("ReadyForReviewEvent", ""),
    "REVIEW_DISMISSED_EVENT": (
        "ReviewDismissedEvent",
        "dismissalMessage previousReviewState review { fullDatabaseId }",
    ),
    "REVIEW_REQUEST_REMOVED_EVENT": (
        "ReviewRequestRemovedEvent",
        "requestedReviewer { ...account ... on Team { id slug name } }",
    ),
    "REVIEW_REQUESTED_EVENT": (
        "ReviewRequestedEvent",
        "requestedReviewer { ...account ... on Team { id slug name } }",
    ),
}
# Only issues are pinned, moved elsewhere or turned into discussions.
_ISSUES_ONLY = {
    "CONVERTED_TO_DISCUSSION_EVENT",
    "PINNED_EVENT",
    "TRANSFERRED_EVENT",
    "UNPINNED_EVENT",
}
ISSUE_EVENTS = _SHARED_EVENTS
PULL_EVENTS = {
    word: event
    for word, event in sorted({**_SHARED_EVENTS, **_PULL_EVENTS}.items())
    if word not in _ISSUES_ONLY
}
ISSUE_EVENT_TYPES = ", ".join(ISSUE_EVENTS)
PULL_EVENT_TYPES = ", ".join(PULL_EVENTS)


def _events(events: dict[str, tuple[str, str]]) -> str:
    """The selection of a timeline's items. Each event says who did it and when."""
    lines = [
        f"  ... on {name} {{ id createdAt actor {{ ...account }} {more} }}"
        for name, more in events.values()
    ]
    return "\n".join(["  __typename", *lines])


ACCOUNT = """
fragment account on Actor {
  __typename login
  ... on User { id databaseId }
  ... on Bot { id databaseId }
  ... on Mannequin { id databaseId }
  ... on Organization { id databaseId }
  ... on EnterpriseUserAccount { id }
}
"""
MENTION = """
fragment mention on Node {
  __typename
  ... on Issue { id number repository { databaseId nameWithOwner } }
  ... on PullRequest { id number repository { databaseId nameWithOwner } }
}
"""
COMMENT = """
fragment comment on IssueComment {
  id fullDatabaseId url author { ...account } authorAssociation
  body createdAt updatedAt lastEditedAt isMinimized minimizedReason
}
"""
REVIEW = """
fragment review on PullRequestReview {
  id fullDatabaseId url author { ...account } authorAssociation
  state body createdAt updatedAt submittedAt lastEditedAt commit { oid }
}
"""
EDIT = """
fragment edit on UserContentEdit {
  id createdAt editedAt editor { ...account } diff deletedAt deletedBy { ...account }
}
"""
LABEL = "fragment label on Label { id name color description }\n"
FILE = "fragment file on PullRequestChangedFile { path changeType }\n"
ISSUE_EVENT = (
    f"fragment issueEvent on IssueTimelineItems {{\n{_events(ISSUE_EVENTS)}\n}}\n"
)
PULL_EVENT = (
    f"fragment pullEvent on PullRequestTimelineItems {{\n{_events(PULL_EVENTS)}\n}}\n"
)

# What issues and pull requests have in common.
_TEXTS = """
  __typename id fullDatabaseId number url title body state locked activeLockReason
  author { ...account } authorAssociation createdAt updatedAt closedAt lastEditedAt
  repository { id databaseId nameWithOwner }
  milestone { id number title state dueOn }
"""
_SHARED_LISTS = f"""
  labels(first: {LABELS}) {{ {PAGE_INFO} nodes {{ ...label }} }}
  assignees(first: {ASSIGNEES}) {{ {PAGE_INFO} nodes {{ ...account }} }}
  comments(first: {COMMENTS}) {{ {PAGE_INFO} nodes {{ ...comment }} }}
"""
_ISSUE = f"""
fragment issue on Issue {{{_TEXTS}  stateReason(enableDuplicate: true) isPinned
{_SHARED_LISTS}  timelineItems(first: {EVENTS}, itemTypes: [{ISSUE_EVENT_TYPES}]) {{
    {PAGE_INFO} nodes {{ ...issueEvent }}
  }}
}}
"""
_PULL = f"""
fragment pull on PullRequest {{{_TEXTS}
  isDraft merged mergedAt mergedBy {{ ...account }} mergeCommit {{ oid }}
  baseRefName headRefName headRefOid headRepository {{ databaseId nameWithOwner }}
  changedFiles reviewDecision statusCheckRollup {{ state }}
{_SHARED_LISTS}  timelineItems(first: {EVENTS}, itemTypes: [{PULL_EVENT_TYPES}]) {{
    {PAGE_INFO} nodes {{ ...pullEvent }}
  }}
  reviews(first: {REVIEWS}) {{ {PAGE_INFO} nodes {{ ...review }} }}
  closingIssuesReferences(first: {CLOSING}) {{ {PAGE_INFO} nodes {{ ...mention }} }}
}}
"""

ISSUE = f"{_ISSUE}{ACCOUNT}{MENTION}{LABEL}{COMMENT}{ISSUE_EVENT}"
PULL = f"{_PULL}{ACCOUNT}{MENTION}{LABEL}{COMMENT}{REVIEW}{PULL_EVENT}"
