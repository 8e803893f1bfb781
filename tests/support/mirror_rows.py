"""Mirrored rows written by hand: issues and pull requests with their past."""

from __future__ import annotations

import hashlib
import itertools
from typing import TYPE_CHECKING, Any

from enhancements.actions import derive_github, verdicts, verdicts_owed
from enhancements.models import (
    Blob,
    Comment,
    Edit,
    Head,
    HeadFile,
    Item,
    Label,
    Milestone,
    Person,
    Repository,
    TimelineItem,
)
from enhancements.profiles import load
from tests.support.tracked import NOW, day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from enhancements.actions.claims import Tally
    from enhancements.models import Project

HOST = "https://api.github.com"
DOCUMENTS = "demo/enhancements"
NAMES = ("names_number", "names_rule")
CODE = "demo/code"


def body(
    *,
    contact: str = "",
    stage: str = "",
    sig: str = "",
    link: str = "",
    pulls: Iterable[str] = (),
    **targets: str,
) -> str:
    """A tracking issue's body in the form of the template of 2025."""
    lines = [
        f"**Primary contact (assignee)**: {contact}",
        f"**Current Feature Stage**: {stage}",
        "**Responsible SIGs**:",
        f"Primary SIG: {sig}",
        f"**Enhancement link**: {link}",
        "**Timeline**:",
        *(f"* {stage} release target (x.y): {one}" for stage, one in targets.items()),
        "",
        "* [ ] Alpha",
        f"  * [ ] Code PRs: {', '.join(pulls)}",
    ]
    return "\n".join(lines)


class Mirror:
    """What GitHub has of a project, as `actions.mirror` would have stored it."""

    def __init__(self, project: Project, host: str = HOST) -> None:
        self.project = project
        self.ids = itertools.count(1000)
        self.main = self.repository(DOCUMENTS, host=host, is_main=True)

    def repository(self, name: str = CODE, **more: Any) -> Repository:
        """A mirrored repository."""
        return Repository.objects.create(
            project=self.project, name=name, **{"host": HOST, **more}
        )

    def issue(
        self,
        number: int,
        title: str | None = None,
        text: str = "",
        at: dt.datetime | None = None,
        **more: Any,
    ) -> Item:
        """A tracking issue, opened on day 1 when no time is given."""
        title = f"VEP {number}: Warm standby" if title is None else title
        said = {"number": number, "title": title, "body": text}
        return self._item(Item.Kind.ISSUE, self.main, at, {**said, **more})

    def pull(
        self,
        number: int,
        title: str = "Some work",
        text: str = "",
        at: dt.datetime | None = None,
        *,
        repository: Repository | None = None,
        **more: Any,
    ) -> Item:
        """A pull request, on the documents' repository when none is given."""
        home = repository or self.main
        said = {"number": number, "title": title, "body": text}
        return self._item(Item.Kind.PULL, home, at, {**said, **more})

    def _item(
        self,
        kind: str,
        repository: Repository,
        at: dt.datetime | None,
        said: dict[str, Any],
    ) -> Item:
        id_ = next(self.ids)
        opened = at or day(1)
        values: dict[str, Any] = {
            "state": "open",
            "created_at": opened,
            "updated_at": opened,
            "fetched_at": NOW,
            "owed_since": NOW,
            "raw": {},
            "node_id": f"I_{id_}",
            "github_id": id_,
        }
        return Item.objects.create(
            repository=repository, kind=kind, **{**values, **said}
        )

    def label(self, name: str, repository: Repository | None = None) -> Label:
        """A label of a repository, of the documents' when none is given."""
        found, _ = Label.objects.get_or_create(
            repository=repository or self.main,
            node_id=f"L_{name}",
            defaults={"name": name},
        )
        return found

    def milestone(self, title: str) -> Milestone:
        """A milestone of the documents' repository."""
        number = Milestone.objects.filter(repository=self.main).count() + 1
        found, _ = Milestone.objects.get_or_create(
            repository=self.main,
            title=title,
            defaults={"node_id": f"M_{title}", "number": number},
        )
        return found

    def person(self, login: str, id_: int = 0) -> Person:
        """An account."""
        found, _ = Person.objects.get_or_create(
            host=self.main.host,
            login=login,
            defaults={"github_id": id_ or next(self.ids), "told_at": NOW},
        )
        return found

    def event(
        self, item: Item, kind: str, at: dt.datetime, name: str = "", **more: Any
    ) -> TimelineItem:
        """One thing that happened to an item; what it changed is changed as well."""
        id_ = next(self.ids)
        raw = {"id": id_, **more.pop("raw", {})}
        event = TimelineItem.objects.create(
            item=item, node_id=f"E_{id_}", kind=kind, at=at, name=name, raw=raw, **more
        )
        self._apply(item, kind, at, name)
        return event

    def _apply(self, item: Item, kind: str, at: dt.datetime, name: str) -> None:
        if kind in ("labeled", "unlabeled"):
            node = self.label(name, item.repository).node_id
            rest = [one for one in item.labels if one != node]
            item.labels = [*rest, node] if kind == "labeled" else rest
        elif kind == "milestoned":
            item.milestone = self.milestone(name)
        elif kind == "demilestoned":
            item.milestone = None
        elif kind in ("assigned", "unassigned"):
            id_ = self.person(name).github_id
            rest = [one for one in item.assignees if one != id_]
            item.assignees = [*rest, id_] if kind == "assigned" else rest
        elif kind in ("closed", "reopened", "merged"):
            item.state = {"reopened": "open"}.get(kind, kind)
            item.closed_at = None if kind == "reopened" else at
        elif kind == "renamed":
            item.title = name
        self.touch(item, at)

    def edit(self, item: Item, text: str, at: dt.datetime) -> None:
        """The body is written anew; the first time, how it was before is kept too."""
        if not item.edits.exists():
            Edit.objects.create(item=item, edited_at=item.created_at, body=item.body)
        Edit.objects.create(item=item, edited_at=at, body=text)
        item.body, item.edited_at = text, at
        self.touch(item, at)

    def comment(
        self, item: Item, text: str, at: dt.datetime, by: str = "ann", **more: Any
    ) -> Comment:
        """Something said about an item."""
        said = {"github_id": next(self.ids), "created_at": at, "updated_at": at}
        self.touch(item, at)
        return Comment.objects.create(
            item=item,
            kind="comment",
            author=self.person(by),
            body=text,
            raw={},
            **{**said, **more},
        )

    def touch(self, item: Item, at: dt.datetime) -> None:
        """It has news."""
        item.updated_at, item.owed_since = max(item.updated_at, at), NOW
        derived = {"id", "enhancement", "attached_by", "named", *NAMES}
        names = {field.name for field in Item._meta.concrete_fields}
        item.save(update_fields=names - derived)

    def head(
        self,
        item: Item,
        files: Mapping[str, bytes | None],
        at: dt.datetime,
        oid: str = "",
    ) -> Head:
        """A head of a pull request with the files that it changes; None removes one."""
        oid = oid or hashlib.sha256(repr((item.pk, at)).encode()).hexdigest()[:40]
        head = Head.objects.create(item=item, oid=oid, since=at, seen_at=NOW)
        for path, content in files.items():
            blob = None
            if content is not None:
                name = hashlib.sha256(content).hexdigest()
                blob, _ = Blob.objects.get_or_create(
                    oid=name, defaults={"content": content}
                )
            change = "removed" if content is None else "modified"
            HeadFile.objects.create(head=head, path=path, change=change, blob=blob)
        self.touch(item, at)
        return head

    def derive(self, at: dt.datetime = NOW) -> Tally:
        """Let everything follow."""
        profile = load(self.project.profile)
        given = {"project": self.project, "now": at}
        tally = derive_github.project(profile=profile, **given)
        verdicts_owed.keep_up(profile=profile, **given)
        while verdicts.judge_owed(**given):
            pass
        return tally
