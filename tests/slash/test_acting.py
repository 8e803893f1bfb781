"""Slash commands end to end: said at a pretended GitHub, done there."""

from __future__ import annotations

import pytest

from enhancements.models import Asked, Event, Outgoing
from tests.support.mirrored import PLANS

pytestmark = pytest.mark.django_db


def labels(mirror, number=1):
    return sorted(one.name for one in mirror.world.issue(PLANS, number).labels)


def comments(mirror, number=1):
    """What the tracker said, without the marker."""
    told = [one.body for one in mirror.world.issue(PLANS, number).comments]
    return [one.partition("\n\n<!--")[0] for one in told if "<!-- tracker:" in one]


def test_command_of_a_new_comment_is_done_and_mirrored(acting):
    mirror = acting()
    mirror.world.comment(PLANS, 1, "/sig compute", by="bob")
    outcome = mirror.pump()

    assert outcome.error == ""
    assert labels(mirror) == ["sig/compute"]
    assert comments(mirror) == []
    assert mirror.stored() == mirror.truth()
    row = Outgoing.objects.get()
    assert (row.result, row.by) == ({"added": ["sig/compute"], "before": []}, "bob")
    kinds = ["command-answered", "written-to-github"]
    found = Event.objects.filter(kind__in=kinds).order_by("pk")
    assert list(found.values_list("kind", "by")) == [(one, "bob") for one in kinds]
    assert Asked.objects.get().plan == {"add": ["sig/compute"]}
