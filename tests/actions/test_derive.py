"""What is owed, and in which order it is derived."""

from __future__ import annotations

from enhancements import profiles
from enhancements.actions import derive, derive_github
from enhancements.models import Document, Enhancement
from tests.support.tracked import NOW, day, vep

SIG = "veps/sig-compute"


def test_owed_enhancements_come_in_order_and_after_one_that_was_reached(demo):
    demo.commit({f"{SIG}/{n}-thing/vep.md": vep(n) for n in (11, 12, 13)}, day(1))
    demo.track("documents")
    demo.sync()
    ids = list(Enhancement.objects.order_by("pk").values_list("pk", flat=True))
    assert derive.count_owed(project=demo.project) == 0

    Document.objects.filter(enhancement_id__in=ids[:2]).update(owed_since=NOW)
    # One of them owes in both ways, and counts once.
    Enhancement.objects.filter(pk__in=ids[1:]).update(owed_since=NOW)

    def owed(limit: int, after: int = 0) -> list[int]:
        return derive.owed(project=demo.project, limit=limit, after=after)

    assert derive.count_owed(project=demo.project) == 3
    assert owed(9) == ids
    assert owed(2) == ids[:2]
    assert owed(9, after=ids[0]) == ids[1:]
    assert owed(9, after=ids[2]) == []


def test_what_owes_again_behind_what_was_reached_is_derived(demo, monkeypatch):
    """Deriving a later one gives an earlier one news, time and again."""
    demo.commit({f"{SIG}/{n}-thing/vep.md": vep(n) for n in (11, 12, 13)}, day(1))
    demo.track("documents")
    demo.sync()
    ids = list(Enhancement.objects.order_by("pk").values_list("pk", flat=True))
    Document.objects.filter(enhancement_id__in=ids).update(owed_since=NOW)
    derived, again = [], [ids[0], ids[1]]
    once = derive.enhancements

    def spy(*, ids, **more):
        tally = once(ids=ids, **more)
        derived.extend(ids)
        if again and ids[-1] > again[0]:
            Enhancement.objects.filter(pk=again.pop(0)).update(owed_since=NOW)
        return tally

    monkeypatch.setattr(derive, "enhancements", spy)
    profile = profiles.load(demo.project.profile)
    derive_github.project(project=demo.project, profile=profile, now=NOW, batch=1)

    assert derived == [*ids, *ids[:2]]
    assert derive.count_owed(project=demo.project) == 0
