"""What heads every page of a release: weeks left, what comes next, and when."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from enhancements.queries import weeks
from tests.support.tracked import day, schedule, vep

SCHEDULE = "releases/v1.9/schedule.yaml"
FREEZE, CODE, OUT = "2025-01-20", "2025-02-24", "2025-03-26"
SIG_DATE = b"- when: 2025-02-03\n  milestone: SIG network API review ends\n  what: x\n"


@pytest.fixture
def dated(demo):
    text = schedule(freeze=FREEZE, code=CODE, out=OUT) + SIG_DATE
    demo.commit({SCHEDULE: text}, day(1), kind="schedules")
    demo.commit({"veps/sig-compute/10-a/vep.md": vep(10, alpha="v1.10")}, day(1))
    demo.track()
    demo.sync()
    return demo


def week(demo, at=None, release="v1.9"):
    setting = demo.at(at)
    return weeks.of_release(setting, setting.release(release))


def head(client, path, **query):
    """The heading's words, the small print, and the names of the tabs."""
    text = client.get(path, query).content.decode()
    (shown,) = re.findall(r'<div class="weekhead">.*?</nav>', text, re.DOTALL)
    words = [
        " ".join(re.sub(r"<[^>]+>", " ", part).replace("&#39;", "'").split())
        for pattern in (
            r'class="rweek">(.*?)</(?:h1|p)>',
            r'class="weekwhen">(.*?)</p>',
            r'class="tabs"[^>]*>(.*)</nav>',
        )
        for part in re.findall(pattern, shown, re.DOTALL)
    ]
    assert len(words) == 3
    return words


def test_weeks_count_down_to_the_release(dated):
    one = week(dated, day(10))

    assert (one.number, one.next.label, one.is_out) == (10, "VEP freeze", False)
    assert one.out_at == dt.datetime(2025, 3, 27, 12, tzinfo=dt.UTC)
    assert one.of_sig.label == "SIG network API review ends"


@pytest.mark.parametrize(
    ("at", "number", "following"),
    [
        # The freeze of 20 January ends on day 16 at 12:00 UTC, Anywhere on Earth.
        (day(16, 11, 59), 9, "VEP freeze"),
        (day(16, 12), 9, "Code freeze"),
        (day(80, 11), 0, "Release"),
    ],
)
def test_next_is_what_has_not_ended(dated, at, number, following):
    one = week(dated, at)
    assert (one.number, one.next.label) == (number, following)


def test_date_of_a_sig_is_no_longer_next_when_it_is_over(dated):
    assert week(dated, day(40)).of_sig is None


def test_release_that_is_out_counts_no_weeks(dated):
    one = week(dated, day(81, 12))
    assert (one.number, one.next, one.is_out) == (None, None, True)
    assert one.is_served


def test_release_without_schedule_has_no_dates(dated):
    one = week(dated, release="v1.10")
    assert not one.has_dates
    assert (one.number, one.next, one.out, one.last) == (None, None, None, None)


def test_freezes_without_a_release_date_name_the_last(demo):
    demo.commit({SCHEDULE: schedule(freeze=FREEZE)}, day(1), kind="schedules")
    demo.track("documents", "schedules")
    demo.sync()

    assert week(demo, day(40)).last.label == "VEP freeze"
    assert week(demo, day(2)).last is None


@pytest.mark.usefixtures("dated")
def test_page_says_weeks_moments_and_the_other_pages(client):
    title, when, tabs = head(client, "/demo/releases/v1.9/", as_of=f"{day(10):%FT%TZ}")

    assert title == "v1.9 · R-10 · VEP freeze in 6 days"
    assert when == (
        "Ends Mon 20 Jan Anywhere on Earth Tue 21 Jan 2025, 12:00 UTC"
        " Design phase, release on 26 Mar"
        " Next date of a SIG: SIG network API review ends, 3 Feb, in 20 days"
    )
    assert tabs.startswith("Overview")
    assert "What changed" in tabs


@pytest.mark.parametrize(
    ("path", "title", "when"),
    [
        (
            "releases/v1.9/changes/",
            "v1.9 is out since 26 Mar 2025",
            "That was ",
        ),
        (
            "releases/v1.10/",
            "v1.10 · no dates yet",
            "No schedule gives v1.10 a date, so nothing of it is judged as late.",
        ),
    ],
)
@pytest.mark.usefixtures("dated")
def test_page_has_words_for_every_state(client, path, title, when):
    shown = head(client, f"/demo/{path}")

    assert shown[0] == title
    assert shown[1].startswith(when)


def test_page_of_a_release_without_a_date_to_come(demo, client):
    demo.commit({SCHEDULE: schedule(freeze=FREEZE)}, day(1), kind="schedules")
    demo.track("documents", "schedules")
    demo.sync()

    title, when, _ = head(client, "/demo/releases/v1.9/")
    assert title == "v1.9 · no deadline to come"
    assert when == (
        "The last deadline was the VEP freeze on 20 Jan 2025."
        " No schedule says when v1.9 is out."
    )
