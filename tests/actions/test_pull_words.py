"""Enhancements are found by what their pull requests say, and said at a past moment."""

from __future__ import annotations

import pytest

from enhancements.actions import attributions
from enhancements.models import Event, Item, Release, Wording
from enhancements.queries import contract
from enhancements.queries.search import narrowing
from enhancements.sources import sync
from tests.support.mirror_rows import CODE, Mirror, body
from tests.support.tracked import NOW, day, vep

DOCUMENTS = {
    "veps/sig-compute/10-warm-standby/vep.md": vep(10),
    "veps/sig-compute/11-cold-standby/vep.md": vep(11, "Cold standby"),
}
NAMES = "Tracking issue: #10"


@pytest.fixture
def hub(demo):
    demo.track("documents")
    demo.commit(DOCUMENTS, day(1))
    demo.sync()
    hub = Mirror(demo.project)
    hub.issue(10)
    hub.issue(11, "VEP 11: Cold standby")
    return hub


@pytest.fixture
def code(hub):
    """A mirrored repository of code."""
    return hub.repository(CODE)


@pytest.fixture
def found(demo):
    """Keys of the enhancements found by these words at a moment."""

    def find(text, at=None):
        setting = demo.at(at)
        wanted = narrowing.read(setting, {"text": [text]})
        return [row["key"] for row in contract.find(setting, wanted)]

    return find


def test_enhancement_is_found_by_the_words_of_its_pull_request(hub, found):
    text = f"{NAMES}\r\n/kind feature\r\nGuests hibernate. <!-- a checkpoint -->"
    text += "\r\n### Checklist\r\n- [ ] Approved\r\n### Notes\r\nA LiveMigration."
    hub.pull(12, "Let guests sleep", text, day(3))
    hub.pull(13, "Let guests dream", "Of another matter.", day(3))
    hub.derive()

    assert found("sleeping") == found('"guests hibernate"') == ["10"]
    assert found("livemigration") == found("migration notes") == ["10"]
    assert found("checkpoint") == found("kind") == found("approved") == []
    assert found("dream") == []
    assert {one.item.number for one in Wording.objects.filter(item__kind="pull")} == {
        12
    }


def test_text_counts_as_it_stood_and_the_title_as_well(hub, found):
    pull = hub.pull(12, "Let guests sleep", f"{NAMES} A snapshot.", day(3))
    hub.edit(pull, f"{NAMES} A checkpoint.", day(5))
    hub.event(pull, "renamed", day(7), "Let guests dream", old_name="Let guests sleep")
    hub.derive()

    assert [found("snapshot", day(at)) for at in (2, 4, 6)] == [[], ["10"], []]
    assert [found("checkpoint", day(at)) for at in (4, 6)] == [[], ["10"]]
    assert [found("sleep", day(at)) for at in (6, 8)] == [["10"], []]
    assert [found("dream", day(at)) for at in (6, 8)] == [[], ["10"]]


def test_text_counts_for_the_enhancement_that_it_belonged_to(hub, found):
    pull = hub.pull(12, "Let guests sleep", "Tracking issue: #10", day(3))
    hub.edit(pull, "Tracking issue: #11", day(5))
    hub.derive()

    assert [found("sleep", day(at)) for at in (4, 6)] == [["10"], ["11"]]

    hub.edit(pull, "Tracked nowhere.", day(7))
    hub.derive()
    assert [found("sleep", day(at)) for at in (4, 6, 8)] == [["10"], ["11"], []]


def test_pull_request_that_is_gone_is_found_no_more(hub, found):
    pull = hub.pull(12, "Let guests sleep", NAMES, day(3))
    hub.derive()
    assert found("sleep") == ["10"]

    pull.gone_at = day(6)
    hub.touch(pull, day(6))
    hub.derive()
    assert [found("sleep", day(at)) for at in (5, 7)] == [["10"], []]


def test_pull_request_that_an_issue_comes_to_list_is_found_from_then_on(
    hub, code, found
):
    hub.pull(7, "Let guests sleep", at=day(2), repository=code)
    hub.derive()
    assert found("sleep") == []
    assert not Wording.objects.filter(item__kind="pull").exists()

    issue = Item.objects.get(number=11, kind="issue")
    hub.edit(issue, body(stage="Alpha", pulls=[f"{CODE}#7"]), day(5))
    hub.derive()
    assert [found("sleep", day(at)) for at in (4, 6)] == [[], ["11"]]


def test_pull_request_that_somebody_gave_to_an_enhancement_follows_its_text(
    demo, hub, code, found
):
    pull = hub.pull(7, "Let guests sleep", at=day(2), repository=code)
    hub.derive()
    release = Release.objects.create(
        project=demo.project, name="v1.9", major=1, minor=9
    )
    attributions.attribute(
        project=demo.project,
        release=release,
        item=pull,
        key="10",
        reason="it does the work",
        by="ann",
        now=NOW,
    )
    hub.derive()
    assert found("sleep") == ["10"]
    assert Event.objects.filter(kind=Event.Kind.DRIFT_MENDED).count() == 1

    hub.edit(pull, "And dream.", day(3))
    hub.derive()
    assert found("sleep dream") == ["10"]


def test_words_are_made_again_by_rebuild_and_written_once(demo, hub, code):
    hub.pull(12, "Let guests sleep", NAMES, day(3))
    hub.pull(7, "Let guests dream", at=day(2), repository=code)
    hub.issue(14, "VEP 14: Clock", body(stage="Alpha", pulls=[f"{CODE}#7"]))
    hub.derive()
    columns = ("item", "since", "until", "digest", "words")
    before = list(Wording.objects.order_by("item", "since").values_list(*columns))
    ids = set(Wording.objects.values_list("pk", flat=True))
    assert len(before) == 5

    for pull in Item.objects.filter(kind="pull"):
        hub.touch(pull, day(4))
    hub.derive()
    assert set(Wording.objects.values_list("pk", flat=True)) == ids

    Wording.objects.all().delete()
    sync.rebuild(project=demo.project, now=NOW)
    after = Wording.objects.order_by("item", "since").values_list(*columns)
    assert list(after) == before
