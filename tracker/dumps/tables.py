"""Which tables a dump has, in which order, and which rows of them are a project's.

Whoever adds a model decides here, else a test fails. A table comes after all that its
rows name, so that a load can put one after the other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from django.db import models as orm
from django.db.models import Q

from enhancements import models as m

OfProject = Callable[[int], Q]
Column: TypeAlias = "orm.Field[Any, Any]"


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A table of a dump."""

    model: type[orm.Model]
    of: str | OfProject | None
    """How its rows lead to their project: a lookup, or a function of the project's id;
    None where they are no project's."""
    is_secret: bool = False
    """Whether only a dump with secrets has it."""
    secrets: tuple[str, ...] = ()
    """Columns that only a dump with secrets has; a load gives them their defaults."""
    beside: dict[str, type[orm.Model]] = dataclasses.field(default_factory=dict)
    """Columns that mean something only together with rows of another table."""

    @property
    def name(self) -> str:
        """Its name in a dump: the model's."""
        return self.model.__name__

    @property
    def stored(self) -> str:
        """Its name in the database."""
        return str(self.model._meta.db_table)  # noqa: SLF001 - documented by Django

    @property
    def columns(self) -> Sequence[Column]:
        """Every column that it has in the database."""
        return self.model._meta.concrete_fields  # noqa: SLF001 - the same

    def rows(self, project: int | None) -> orm.QuerySet[Any]:
        """Its rows in the order of their keys; of one project where its id is given."""
        found = self.model._base_manager.order_by("pk")  # noqa: SLF001 - the same
        if project is None:
            return found
        if self.of is None:
            return found.none()
        if isinstance(self.of, str):
            return found.filter(**{self.of: project})
        return found.filter(self.of(project))


def _blobs(project: int) -> Q:
    versions = m.Version.objects.filter(document__source__project=project)
    tags = m.TagFile.objects.filter(tag__source__project=project)
    heads = m.HeadFile.objects.filter(head__item__repository__project=project)
    return (
        Q(pk__in=versions.filter(blob__isnull=False).values("blob"))
        | Q(pk__in=tags.values("blob"))
        | Q(pk__in=heads.filter(blob__isnull=False).values("blob"))
    )


def _readings(project: int) -> Q:
    return Q(blob__in=m.Blob.objects.filter(_blobs(project)).values("pk"))


def _people(project: int) -> Q:
    """Everybody of its hosts: items name people by number in arrays, too."""
    hosts = m.Repository.objects.filter(project=project).values("host")
    return Q(host__in=hosts)


def _accounts(project: int) -> Q:
    """Whose views, subscriptions, notices or channels are the project's."""
    views = m.SavedView.objects.filter(project=project, account__isnull=False)
    return (
        Q(pk__in=views.values("account"))
        | Q(pk__in=m.Subscription.objects.filter(project=project).values("account"))
        | Q(pk__in=m.Channel.objects.filter(project=project).values("account"))
        | Q(pk__in=_notices(project).values("account"))
    )


def _notices(project: int) -> orm.QuerySet[m.Notice]:
    return m.Notice.objects.filter(headline__project=project)


TABLES = (
    Table(m.Project, "pk"),
    # Triggers count these up with whatever comes after; so they go on from there.
    Table(m.Pulse, "project"),
    # With another stamp no session goes on.
    Table(m.Account, _accounts, secrets=("stamp",)),
    Table(m.Token, None, is_secret=True),
    Table(m.FeedAddress, None, is_secret=True),
    Table(m.Mailbox, None, is_secret=True),
    Table(m.Sig, "project"),
    Table(m.Release, "project"),
    Table(m.Source, "project"),
    Table(m.Repository, "project"),
    Table(m.Stream, "repository__project"),
    Table(m.Enhancement, "project"),
    Table(m.Blob, _blobs),
    Table(m.Reading, _readings),
    Table(m.Document, "source__project"),
    Table(m.Version, "document__source__project"),
    Table(m.Identifier, "project"),
    Table(m.Series, "project"),
    Table(m.Claim, "series__project"),
    Table(m.Record, "project"),
    Table(m.Entry, "enhancement__project"),
    Table(m.Activity, "enhancement__project"),
    Table(m.Verdict, "release__project"),
    Table(m.Tag, "source__project"),
    Table(m.TagFile, "tag__source__project"),
    Table(m.Registration, "tag__source__project"),
    Table(m.GateLink, "enhancement__project"),
    Table(m.Proof, "release__project"),
    Table(m.Person, _people),
    Table(m.Label, "repository__project"),
    Table(m.Milestone, "repository__project"),
    Table(m.Item, "repository__project"),
    Table(m.Edit, "item__repository__project"),
    Table(m.Comment, "item__repository__project"),
    Table(m.TimelineItem, "item__repository__project"),
    Table(m.Head, "item__repository__project"),
    Table(m.HeadFile, "head__item__repository__project"),
    Table(m.Wording, "item__repository__project"),
    Table(m.Remark, "comment__item__repository__project"),
    Table(m.Asked, "repository__project"),
    Table(m.MergeAnswer, "item__repository__project"),
    Table(m.Exempt, "item__repository__project"),
    Table(m.Outgoing, "repository__project"),
    Table(m.Posting, "release__project"),
    Table(m.Dirty, "repository__project"),
    Table(m.Job, "project"),
    Table(m.Event, "project"),
    Table(m.ReleaseCriteria, "release__project"),
    Table(m.ReleaseLetter, "release__project"),
    Table(m.SigOutreach, "sig__project"),
    Table(m.Capacity, "release__project"),
    Table(m.Decision, "release__project"),
    Table(m.Snapshot, "release__project"),
    Table(m.ExceptionRequest, "release__project"),
    Table(m.ExceptionFreeze, "release__project"),
    Table(m.ExceptionText, "request__release__project"),
    Table(m.ExceptionState, "request__release__project"),
    Table(m.ExceptionVote, "request__release__project"),
    Table(m.ExceptionFile, "project"),
    Table(m.ExceptionProblem, "release__project"),
    Table(m.AskingLadder, "sig__project"),
    Table(m.Ask, "project"),
    Table(m.AskItem, "ask__project"),
    Table(m.AskAnswer, "item__ask__project"),
    Table(m.Dependency, "enhancement__project"),
    Table(m.Concern, "enhancement__project"),
    Table(m.HelpWanted, "enhancement__project"),
    Table(m.TakeOver, "enhancement__project"),
    Table(m.SavedView, "project"),
    Table(m.Channel, "project", is_secret=True),
    Table(m.Sending, "channel__project", is_secret=True),
    Table(m.Subscription, "project"),
    Table(m.Watermark, "project"),
    Table(m.Headline, "project"),
    Table(m.Mail, None, is_secret=True),
    # Without its mails nobody knows which notices were sent: none is sent again.
    Table(m.Notice, "headline__project", beside={"rhythm": m.Mail}),
)

NEVER = {
    "enhancements.Budget": "what GitHub still allows this installation",
    "enhancements.ScheduleRun": "what this installation's clock has done",
    "enhancements.Delivery": "webhooks as they came; what they told of is mirrored",
    "enhancements.Reply": "answers to programs, kept for a week",
    "sessions.Session": "who is signed in",
    "contenttypes.ContentType": "Django's own list of tables",
    "auth.Permission": "unused",
    "auth.Group": "unused",
    "account.EmailAddress": "unused",
    "account.EmailConfirmation": "unused",
    "socialaccount.SocialAccount": "made anew when somebody signs in",
    "socialaccount.SocialApp": "unused: the OAuth App is a setting",
    "socialaccount.SocialToken": "unused: tokens of people are not kept",
}
"""Models that no dump has, and why."""


def chosen(*, project: int | None, secrets: bool) -> list[Table]:
    """The tables of a dump. One project's has nothing that belongs to no project."""
    return [
        table
        for table in TABLES
        if (secrets or not table.is_secret) and (project is None or table.of)
    ]


def columns(table: Table, among: Iterable[Table], *, secrets: bool) -> list[Column]:
    """Columns of a table in a dump that has those tables.

    Without those that are secret, and those that name rows which are not in it.
    """
    there = {one.model for one in among}
    out = set() if secrets else set(table.secrets)
    out |= {name for name, model in table.beside.items() if model not in there}
    return [
        field
        for field in table.columns
        if field.attname not in out
        and (field.related_model is None or field.related_model in there)
    ]
