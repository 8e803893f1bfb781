"""What people did in a small project, so that every address of it has something."""

from __future__ import annotations

import uuid

from django.db import connection

from enhancements.models import (
    Concern,
    Decision,
    Dependency,
    Enhancement,
    Event,
    ExceptionFreeze,
    ExceptionRequest,
    ExceptionState,
    ExceptionText,
    Outgoing,
    Posting,
    Project,
    Release,
    Repository,
    SavedView,
    TakeOver,
)
from tests.support.tracked import day


def done(project: Project, batch: uuid.UUID) -> None:
    """Of #10 in v1.9: a decision, a correction, a concern, an offer, what it depends
    on, a comment on its way, a view of everybody and a request for an exception.
    """
    Decision.objects.create(
        release=Release.objects.get(name="v1.9"),
        enhancement=Enhancement.objects.get(records__key="10"),
        kind="standing",
        freeze="code-freeze",
        value="tracked",
        by="bea",
        since=day(3),
        batch=batch,
    )
    Event.objects.create(
        project=project,
        enhancement=Enhancement.objects.get(records__key="10"),
        kind="corrected",
        subject="owners",
        old={"field": "owners", "value": [], "reason": "", "is_said": False},
        new={"field": "owners", "value": ["bea"], "correction": 1, "batch": str(batch)},
        by="bea",
        happened_at=day(3),
    )
    with connection.cursor() as cursor:
        # The address names the first one; what the tests raise has other numbers.
        for table in ("concern", "exceptionstate"):
            sequence = f"pg_get_serial_sequence('enhancements_{table}', 'id')"
            cursor.execute(f"SELECT setval({sequence}, 100)")
    Concern.objects.create(
        pk=1,
        enhancement=Enhancement.objects.get(records__key="10"),
        name="upgrade",
        text="It breaks upgrades.",
        raised_by="bea",
        raised_at=day(3),
        by="bea",
        since=day(3),
    )
    TakeOver.objects.create(
        pk=1,
        enhancement=Enhancement.objects.get(records__key="10"),
        login="zoe",
        by="zoe",
        ground="silent",
        offered_at=day(3),
        since=day(3),
    )
    Dependency.objects.create(
        pk=1,
        enhancement=Enhancement.objects.get(records__key="10"),
        needs=Enhancement.objects.get(records__key="11"),
        by="bea",
        since=day(3),
    )
    _on_its_way(project, batch)
    SavedView.objects.create(
        project=project,
        number=1,
        owner="bea",
        audience="everybody",
        name="Theirs",
        query="warm",
        made_at=day(3),
        changed_at=day(3),
    )
    place = {
        "release": Release.objects.get(name="v1.9"),
        "enhancement": Enhancement.objects.get(records__key="10"),
    }
    row = ExceptionRequest.objects.create(pk=1, **place, by="ann", at=day(3))
    ExceptionFreeze.objects.create(
        request=row, **place, freeze="code-freeze", since=day(3)
    )
    ExceptionText.objects.create(request=row, days=3, by="ann", since=day(3))
    ExceptionState.objects.create(
        pk=1, request=row, state="pending", by="ann", since=day(3)
    )


def _on_its_way(project: Project, batch: uuid.UUID) -> None:
    """A comment that is not sent yet."""
    repository = Repository.objects.create(
        project=project, host="https://api.github.com", name="acme/plans", is_main=True
    )
    Posting.objects.create(
        release=Release.objects.get(name="v1.9"),
        enhancement=Enhancement.objects.get(records__key="10"),
        freeze="code-freeze",
        kind="reminder",
        case="met",
        outgoing=Outgoing.objects.create(
            repository=repository,
            number=10,
            kind="comment",
            cause="posting:1:text",
            payload={"body": "Text."},
            by="bea",
        ),
        body="Text.",
        digest="0",
        batch=batch,
        by="bea",
        at=day(3),
    )
