"""Deriving what GitHub says comes to an end, whatever documents and issues say."""

from __future__ import annotations

import pytest

from enhancements.actions import tracking
from enhancements.models import Item
from enhancements.queries import lookup
from tests.support.mirror_rows import Mirror
from tests.support.tracked import day, vep

SIG = "veps/sig-compute"


@pytest.fixture
def hub(demo):
    demo.track("documents")
    return Mirror(demo.project)


def test_documents_that_name_each_other_s_issues_are_settled(demo, hub, monkeypatch):
    """Each issue belongs to the document with its number; each document names the
    other's, so settling either gave reason to look at the other again, for ever.
    """
    for number, other in ((10, 12), (12, 10)):
        text = vep(number, f"Number {number}").replace(
            b"\n\n", f"\n\nTracking issue: #{other}\n\n".encode(), 1
        )
        demo.commit({f"{SIG}/{number}-part/vep.md": text}, day(number))
        hub.issue(number, at=day(1))
    rounds = iter(range(20))
    settle = tracking.settle

    def counted(**given):
        next(rounds)  # Ends in StopIteration where it goes on and on.
        return settle(**given)

    monkeypatch.setattr(tracking, "settle", counted)
    demo.sync()

    assert demo.keys() == ["10", "12"]
    tracked = dict(Item.objects.values_list("number", "enhancement"))
    assert tracked == {n: lookup.by_key(demo.project, str(n)).pk for n in (10, 12)}
    assert not Item.objects.filter(owed_since__isnull=False).exists()
