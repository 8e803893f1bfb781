"""Text of rows that is kept is that of the row as it stands."""

from __future__ import annotations

import json

import pytest

from enhancements.models import Entry, Record
from enhancements.queries import api_releases, contract, written
from enhancements.queries.filters import Filters
from tests.support.tracked import day, schedule, vep

WARM = "veps/sig-compute/10-warm-standby/vep.md"


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch):
    monkeypatch.setattr(written, "_known", {})


def page(demo):
    setting = demo.at()
    found = contract.page(setting, Filters(), sort="key", limit=10)
    return json.loads(found.items)


@pytest.fixture
def warm(demo):
    demo.track("documents")
    demo.commit({WARM: vep(10, alpha="v1.8")}, day(1))
    demo.sync()
    return demo


def test_text_kept_is_what_the_command_says(warm):
    assert page(warm) == page(warm) == warm.rows()


def test_changed_row_is_written_anew(warm):
    titles = []
    for title in ("One", "Two", "Three"):
        Record.objects.update(title=title)
        titles.append([row["title"] for row in page(warm)])

    assert titles == [["One"], ["Two"], ["Three"]]


def test_moved_repository_changes_the_addresses(warm):
    page(warm)
    source = warm.source()
    source.location = "https://github.com/example/enhancements"
    source.save()

    (row,) = page(warm)
    assert row["document"]["url"].startswith(source.location)


def test_only_rows_that_are_not_known_are_made(warm):
    page(warm)
    made = []

    def shape(rows):
        made.extend(rows)
        return [{} for _ in rows]

    assert written.rows([], "form", shape) == "[]"
    rows = [{"id": n, "place": "(0,1)", "written": "7"} for n in (1, 2)]
    assert written.rows(rows[:1], "form", shape) == "[{}]"
    assert written.rows(rows, "form", shape) == "[{},{}]"
    assert [row["id"] for row in made] == [1, 2]


def test_entry_is_written_anew_when_anything_of_it_changed(demo):
    def dated(number, freeze, out):
        path = "releases/v1.8/schedule.yaml"
        dates = schedule(freeze=freeze, out=out)
        demo.commit({path: dates}, day(number), kind="schedules")
        demo.sync()

    def told(number=30):
        board = api_releases.board(demo.at(day(number)), "v1.8", {})
        (entry,) = json.loads(board["entries"])
        names = ("title", "stage", "planned", "committed", "late_record")
        return tuple(entry[name] for name in names)

    demo.track()
    demo.commit({WARM: vep(10, alpha="v1.8")}, day(1))
    dated(1, "2025-01-15", "2025-03-15")  # The freeze ends on day 11.
    assert told() == told() == ("Warm standby", "alpha", True, True, False)
    assert told(5) == ("Warm standby", "alpha", True, None, False)
    Record.objects.update(title="Cold standby")
    assert told() == ("Cold standby", "alpha", True, True, False)
    Entry.objects.update(stage="beta")
    assert told() == ("Cold standby", "beta", True, True, False)
    Entry.objects.update(until=day(20))
    assert told(15) == ("Cold standby", "beta", True, True, False)
    assert told() == ("Cold standby", "beta", False, True, False)
    dated(2, "2025-01-15", "2025-01-18")
    assert told() == ("Cold standby", "beta", False, True, True)
    Entry.objects.update(since=day(12), spoken_since=day(7))
    assert told(15) == ("Cold standby", "beta", True, False, False)
    dated(3, "2025-01-10", "2025-01-18")
    assert told(15) == ("Cold standby", "beta", True, None, False)


def test_only_so_much_is_kept(monkeypatch):
    monkeypatch.setattr(written, "_MOST", 2)
    for n in range(5):
        row = {"id": n, "place": "(0,1)", "written": "7"}
        written.rows([row], "form", lambda rows: [{} for _ in rows])

    assert len(written._known) <= 2
