"""What GitHub tells is judged by the run of the pump that heard it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from enhancements.models import Project, Verdict
from enhancements.sources import sync
from tests.support.mirror_rows import body
from tests.support.mirrored import PLANS, Mirrored, mirrored

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(db: None, settings: Any) -> Iterator[Mirrored]:  # noqa: ARG001 - for its effect
    with mirrored(settings) as made:
        made.world.add_label(PLANS, "kind/tracker")
        text = body(Alpha="1.9")
        issue = made.world.open_issue(PLANS, "VEP 1: Standby", body=text, by="alice")
        made.world.label(PLANS, issue.number, "kind/tracker", by="alice")
        yield made


def states(*checks: str) -> list[str]:
    """States of these checks as they stand."""
    row = Verdict.objects.get(
        freeze="enhancements-freeze", release__name="v1.9", until__isnull=True
    )
    found = {one["check"]: one["state"] for one in row.checks}
    return [found[check] for check in checks]


def test_change_on_github_changes_the_verdict(hub):
    hub.pump()
    # What is read for the first time is judged by the sweep.
    assert not Verdict.objects.exists()
    sync.finish(project=Project.objects.get())
    assert states("issue-open", "owner") == ["passed", "failed"]
    hub.world.assign(PLANS, 1, "bob", by="alice")
    hub.pump()
    assert states("issue-open", "owner") == ["passed", "passed"]
    hub.world.close(PLANS, 1, by="alice")
    hub.pump()
    assert states("issue-open", "owner") == ["failed", "passed"]
    assert Verdict.objects.filter(until__isnull=False).count() >= 2
