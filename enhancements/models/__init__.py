"""The tables, one file per noun; each model's docstring names its only writer."""

from __future__ import annotations

import enhancements.models.lookups  # noqa: F401 - it registers itself
from enhancements.models.account import Account, Token
from enhancements.models.activity import Activity
from enhancements.models.asked import Asked
from enhancements.models.asking import Ask, AskAnswer, AskingLadder, AskItem
from enhancements.models.capacity import Capacity
from enhancements.models.channel import Channel, Sending
from enhancements.models.claim import Claim, Series
from enhancements.models.concern import Concern
from enhancements.models.criteria import ReleaseCriteria
from enhancements.models.decision import Decision
from enhancements.models.dependency import Dependency
from enhancements.models.document import Blob, Document, Reading, Version
from enhancements.models.enhancement import Enhancement, Identifier
from enhancements.models.event import Event
from enhancements.models.exception import (
    ExceptionFile,
    ExceptionFreeze,
    ExceptionProblem,
    ExceptionRequest,
    ExceptionState,
    ExceptionText,
    ExceptionVote,
)
from enhancements.models.feed_address import FeedAddress
from enhancements.models.gate import GateLink, Registration, Tag, TagFile
from enhancements.models.help_wanted import HelpWanted
from enhancements.models.letter import ReleaseLetter, SigOutreach
from enhancements.models.mail import Mail, Mailbox
from enhancements.models.merge_answer import Exempt, MergeAnswer
from enhancements.models.mirrored import (
    Comment,
    Edit,
    Item,
    Label,
    Milestone,
    Person,
    TimelineItem,
)
from enhancements.models.notice import Headline, Notice
from enhancements.models.owed import (
    Budget,
    Delivery,
    Dirty,
    Job,
    Outgoing,
    ScheduleRun,
)
from enhancements.models.posting import Posting
from enhancements.models.project import Project, Source
from enhancements.models.proof import Proof
from enhancements.models.proposal import Head, HeadFile
from enhancements.models.pulse import Pulse
from enhancements.models.record import Entry, Record
from enhancements.models.release import Release
from enhancements.models.remark import Remark
from enhancements.models.reply import Reply
from enhancements.models.repository import Repository, Stream
from enhancements.models.saved_view import SavedView
from enhancements.models.sig import Sig
from enhancements.models.snapshot import Snapshot
from enhancements.models.subscription import Subscription, Watermark
from enhancements.models.take_over import TakeOver
from enhancements.models.verdict import Verdict
from enhancements.models.wording import Wording

__all__ = [
    "Account",
    "Activity",
    "Ask",
    "AskAnswer",
    "AskItem",
    "Asked",
    "AskingLadder",
    "Blob",
    "Budget",
    "Capacity",
    "Channel",
    "Claim",
    "Comment",
    "Concern",
    "Decision",
    "Delivery",
    "Dependency",
    "Dirty",
    "Document",
    "Edit",
    "Enhancement",
    "Entry",
    "Event",
    "ExceptionFile",
    "ExceptionFreeze",
    "ExceptionProblem",
    "ExceptionRequest",
    "ExceptionState",
    "ExceptionText",
    "ExceptionVote",
    "Exempt",
    "FeedAddress",
    "GateLink",
    "Head",
    "HeadFile",
    "Headline",
    "HelpWanted",
    "Identifier",
    "Item",
    "Job",
    "Label",
    "Mail",
    "Mailbox",
    "MergeAnswer",
    "Milestone",
    "Notice",
    "Outgoing",
    "Person",
    "Posting",
    "Project",
    "Proof",
    "Pulse",
    "Reading",
    "Record",
    "Registration",
    "Release",
    "ReleaseCriteria",
    "ReleaseLetter",
    "Remark",
    "Reply",
    "Repository",
    "SavedView",
    "ScheduleRun",
    "Sending",
    "Series",
    "Sig",
    "SigOutreach",
    "Snapshot",
    "Source",
    "Stream",
    "Subscription",
    "Tag",
    "TagFile",
    "TakeOver",
    "TimelineItem",
    "Token",
    "Verdict",
    "Version",
    "Watermark",
    "Wording",
]
