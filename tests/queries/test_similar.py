"""What is alike is found by words and spelling, said why, in as many statements."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from enhancements.models import Item, Project, Repository
from enhancements.policy.propose import draft as drafts
from enhancements.profiles.propose_loader import propose_of
from enhancements.queries import similar
from tests.support.tracked import day, vep

if TYPE_CHECKING:
    from enhancements.queries.similar import Similar
    from tests.support.tracked import Tracked

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2025, 8, 1, tzinfo=dt.UTC)
FILES = {
    "veps/sig-storage/10-warm-standby/vep.md": vep(
        10, "Warm standby of volumes", body="A volume is kept ready on a second node."
    ),
    "veps/sig-storage/11-volume-copies/vep.md": vep(11, "Volume copies", alpha="v1.9"),
    "veps/sig-network/12-bandwidth/vep.md": vep(
        12, "Bandwidth limits", body="Keeps the standby link of a volume from starving."
    ),
    "veps/sig-compute/13-cpu-models/vep.md": vep(13, "CPU models"),
}


@pytest.fixture
def four(demo: Tracked) -> Tracked:
    demo.track("documents")
    demo.commit(FILES, day(1))
    demo.sync()
    return demo


def mirror(project: Project) -> Repository:
    return Repository.objects.create(
        project=project,
        host="https://api.github.com",
        name="acme/plans",
        is_main=True,
        synced_at=NOW,
    )


def item(repository: Repository, number: int, title: str, **more: Any) -> Item:
    kind = more.pop("kind", "issue")
    given = {
        "body": "",
        "state": "open",
        "raw": {"url": f"https://github.com/acme/plans/{kind}s/{number}"},
        **more,
    }
    return Item.objects.create(
        repository=repository,
        kind=kind,
        number=number,
        github_id=number,
        node_id=f"I{number}",
        title=title,
        created_at=NOW,
        updated_at=NOW,
        fetched_at=NOW,
        **given,
    )


def found(
    tracked: Tracked, moment: dt.datetime | None = None, **typed: str
) -> list[Similar]:
    setting = tracked.at(moment)
    given = {name: [value] for name, value in typed.items()}
    return list(
        similar.find(
            setting, drafts.read(given, setting.profile, propose_of(setting.profile))
        )
    )


def keys(rows: list[Similar]) -> list[str]:
    return [one.key for one in rows]


def test_words_of_titles_come_first_in_any_form(four: Tracked):
    rows = found(four, title="Standby volume")
    assert keys(rows)[0] == "10"
    assert set(keys(rows)) >= {"10", "11", "12"}
    assert "13" not in keys(rows)
    assert rows[0].reasons == (
        "its title says “standby”, “volumes”",
        "its title is spelled much alike",
    )
    assert [piece.text for piece in rows[0].title if piece.is_hit] == [
        "standby",
        "volumes",
    ]
    assert "A volume is kept ready" in "".join(one.text for one in rows[0].snippet)


def test_document_is_found_by_what_it_says(four: Tracked):
    (row,) = [one for one in found(four, title="Standby link") if one.key == "12"]
    assert row.reasons == ("its document says “standby”, “link”",)
    assert row.sig == "network"
    assert row.has_document


def test_title_that_is_spelled_otherwise_is_found(four: Tracked):
    (row,) = found(four, title="Bandwith limit")
    assert row.key == "12"
    assert "its title is spelled much alike" in row.reasons


def test_nothing_is_alike(four: Tracked):
    assert found(four, title="Zebra crossing") == []
    assert found(four, title="of the and") == []


@pytest.mark.parametrize(
    "title",
    ["'", "\\", "a:*", "!", "& | !", "it's", "x'; DROP", "()", "%", "foo-bar\\'"],
)
def test_signs_of_a_query_are_words(four: Tracked, title: str):
    assert found(four, title=f"volume {title} copies")[0].key == "11"


def test_what_was_alike_then(four: Tracked):
    four.commit(
        {"veps/sig-storage/14-volume-x/vep.md": vep(14, "Volume copies")}, day(9)
    )
    four.sync()
    assert keys(found(four, title="Volume copies"))[:2] == ["11", "14"]
    assert "14" not in keys(found(four, day(5), title="Volume copies"))


def test_open_without_a_document(four: Tracked):
    main = mirror(four.project)
    item(main, 101, "Copies of volumes", body="We need a copy of a volume.")
    item(main, 102, "Volume copies of late", state="closed")
    item(main, 103, "VEP 104: copies of volumes", kind="pull", names_number=104)
    # It changes a document that is merged.
    item(main, 105, "Volume copies to beta", kind="pull", names_number=11)
    item(main, 106, "Volume copies, gone", gone_at=NOW, gone_reason="deleted: x")
    other = Repository.objects.create(
        project=four.project, host="https://api.github.com", name="acme/code"
    )
    item(other, 107, "Volume copies in code")
    rows = [
        one for one in found(four, title="Volume copies") if one.kind != "enhancement"
    ]
    assert [(one.kind, one.number) for one in rows] == [("issue", 101), ("pull", 103)]
    assert rows[0].reasons == (
        "its title says “Copies”, “volumes”",
        "its title is spelled much alike",
    )
    assert rows[0].url == "https://github.com/acme/plans/issues/101"
    assert "a copy of a volume" in "".join(one.text for one in rows[0].snippet)
    # Of then nobody knows what was open.
    past = found(four, day(5), title="Volume copies")
    assert {one.kind for one in past} == {"enhancement"}


def test_other_projects_are_not_looked_at(four: Tracked):
    other = Project.objects.create(name="other", profile="kubevirt")
    item(mirror(other), 1, "Volume copies")
    rows = found(four, title="Volume copies")
    assert {one.kind for one in rows} == {"enhancement"}


@pytest.mark.parametrize("count", [1, 30])
def test_two_statements_however_many(
    four: Tracked, count: int, django_assert_num_queries: Any
):
    files = {
        f"veps/sig-storage/{n}-volume-{n}/vep.md": vep(n, f"Volume copies {n}")
        for n in range(100, 100 + count)
    }
    four.commit(files, day(8))
    four.sync()
    setting = four.at()
    typed = drafts.read(
        {"title": ["Volume copies"]}, setting.profile, propose_of(setting.profile)
    )
    with django_assert_num_queries(2):
        rows = similar.find(setting, typed)
    assert len(rows) == min(similar.MOST, count + 2)
    with django_assert_num_queries(0):
        assert similar.find(setting, drafts.Draft()) == ()
