"""What stands before somebody does something: rows that the matrix is about."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from django.utils import timezone

from enhancements.actions import release_life, saved_views
from enhancements.models import (
    Account,
    Concern,
    Decision,
    Dependency,
    Enhancement,
    ExceptionFreeze,
    ExceptionRequest,
    ExceptionState,
    ExceptionText,
    Identifier,
    Project,
    Release,
    TakeOver,
)
from enhancements.policy.saved_views import Said
from tests.support.matrix import OWN, Act
from tests.support.tracked import day


def concerned(release: str, act: Act) -> int:
    """Raise the concern that the act is about; gives its id."""
    by = "player" if act.value == OWN else "bea"
    is_over = act.stands == "resolved"
    row = Concern.objects.create(
        enhancement=Enhancement.objects.get(),
        release=Release.objects.get(name=release),
        name="upgrade",
        text="It breaks upgrades.",
        raised_by=by,
        raised_at=day(3),
        by=by,
        since=day(3),
        until=day(4) if is_over else None,
        resolved_by="bea" if is_over else "",
        resolution="Tested." if is_over else "",
    )
    return int(row.pk)


def offered(act: Act) -> int:
    """Make the offer to take over that the act is about; gives its id."""
    by = "player" if act.value == OWN else "zoe"
    is_over = act.stands != "open"
    row = TakeOver.objects.create(
        enhancement=Enhancement.objects.get(),
        login=by,
        by=by,
        ground="silent",
        offered_at=day(3),
        since=day(3),
        until=day(4) if is_over else None,
        answer=act.stands if is_over else "",
        answered_by="bea" if is_over else "",
        reason="Not now." if is_over else "",
    )
    return int(row.pk)


def depended(act: Act) -> int | None:
    """Another enhancement, #11; for what is dropped also that it is needed, whose id
    it gives.
    """
    own = Enhancement.objects.get()
    other = Enhancement.objects.create(project=own.project)
    Identifier.objects.create(
        project=own.project,
        enhancement=other,
        kind="number",
        value="11",
        since=day(3),
    )
    if not act.stands:
        return None
    row = Dependency.objects.create(
        enhancement=own, needs=other, by="bea", since=day(3)
    )
    return int(row.pk)


def opened(name: str) -> None:
    """Open a release that no source names."""
    release_life.open_release(
        project=Project.objects.get(),
        name=name,
        given={},
        last="",
        reason="",
        by="bea",
        now=timezone.now(),
    )


def excepted(release: str, act: Act) -> int | None:
    """Make the request that the act is about; gives its id."""
    if not act.stands:
        return None
    place = {
        "release": Release.objects.get(name=release),
        "enhancement": Enhancement.objects.get(),
    }
    by = "player" if act.value == OWN else "bea"
    row = ExceptionRequest.objects.create(**place, by=by, at=day(3))
    # What is withdrawn lets its freeze go.
    until = day(3) if act.stands == "withdrawn" else None
    held = {"freeze": act.freeze, "since": day(3), "until": until}
    ExceptionFreeze.objects.create(request=row, **place, **held)
    ExceptionText.objects.create(request=row, days=3, by="bea", since=day(3))
    ExceptionState.objects.create(request=row, state=act.stands, by="bea", since=day(3))
    return int(row.pk)


def viewed(act: Act) -> int | None:
    """Save the view that the act is about, as somebody else; gives its number."""
    if not act.stands:
        return None
    sig = "compute" if act.stands == "sig" else ""
    saver = Account.objects.create(github_id=4711, login="saver")
    project = Project.objects.get()
    row = saved_views.save(
        account=saver, project=project, said=Said("Theirs", act.stands, sig), now=day(3)
    )
    if act.kind == "view-restore":
        given = {"project": project, "number": row.number, "by": "saver"}
        saved_views.retire(**given, now=day(4))
    return row.number


def of_view(act: Act) -> str:
    """Whom a view that stands is for, as forms say it."""
    return "sig:compute" if act.stands == "sig" else act.stands


STANDS: Mapping[str, Callable[[str, Act], int | None]] = {
    "exception-": excepted,
    "concern-": concerned,
    "take-over-": lambda _, act: offered(act),
    "dependency": lambda _, act: depended(act),
    "view-": lambda _, act: viewed(act),
    "unopen": lambda _, act: opened(act.value),
}
"""By how the kind of an act begins: what makes that which it is about."""


def stand(release: str, act: Act) -> int | None:
    """Make what stands before; gives the id of the decision."""
    for start, make in STANDS.items():
        if act.kind.startswith(start):
            return make(release, act)
    if not act.stands:
        return None
    row = Decision.objects.create(
        release=Release.objects.get(name=release),
        enhancement=Enhancement.objects.get(),
        kind=act.kind,
        freeze=act.freeze,
        criterion=act.criterion,
        value=act.stands,
        reason="It stood before.",
        by="bea",
        since=day(3),
        batch=uuid.uuid4(),
    )
    return int(row.pk)
