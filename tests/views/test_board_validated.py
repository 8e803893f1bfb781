"""The board is never stale: what changes makes another page, and nothing else does."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from enhancements.actions import accounts, freshness
from enhancements.models import (
    Account,
    Activity,
    Decision,
    Enhancement,
    Source,
    Verdict,
)
from tests.support.boards import BOARD, CODE, days, decide, judged, said
from tests.support.tracked import vep


def again(client, response, query=""):
    return client.get(f"{BOARD}{query}", headers={"If-None-Match": response["ETag"]})


@pytest.mark.usefixtures("five")
def test_what_has_not_changed_is_not_sent_again(client, django_assert_num_queries):
    first = client.get(BOARD)
    assert first["Cache-Control"] == "private, no-cache"
    with django_assert_num_queries(1):
        second = again(client, first)
    assert (second.status_code, second.content) == (304, b"")
    assert second["ETag"] == first["ETag"]
    assert again(client, first, "?sig=compute").status_code == 200


@pytest.mark.usefixtures("five")
def test_page_in_another_language_is_another_page(client, settings):
    settings.LANGUAGES_OFFERED = ["en", "de"]
    english = client.get(BOARD)
    assert again(client, english).status_code == 304
    client.cookies["language"] = "de"
    german = again(client, english)
    assert (german.status_code, german["Content-Language"]) == (200, "de")
    assert '<html lang="de"' in german.content.decode()
    assert again(client, german).status_code == 304
    client.cookies["language"] = "en"
    assert again(client, german)["Content-Language"] == "en"


def test_every_change_makes_another_page(client, five):
    changes = [
        lambda: judged(five, 5, CODE, "met", since=days(-3)),
        lambda: decide(five, 2, Decision.Kind.NOTE, "Late.", days(-1)),
        lambda: Decision.objects.filter(kind="note").update(
            until=timezone.now(),
            ended_by="ann",
            ended_batch=Decision.objects.first().batch,
        ),
        lambda: Activity.objects.create(
            enhancement=Enhancement.objects.first(), at=days(-2)
        ),
        lambda: (
            five.commit(
                {"veps/sig-compute/1-thing-1/vep.md": vep(1, "Another", alpha="v1.9")},
                days(-1),
            )
            and five.sync()
        ),
    ]
    for change in changes:
        before = client.get(BOARD)
        assert again(client, before).status_code == 304
        change()
        assert again(client, before).status_code == 200


def soon():
    """Ten past the next full hour. By then sources that were read before are late."""
    return timezone.now().replace(minute=10, second=0) + dt.timedelta(hours=1)


def test_page_ends_with_the_time_that_it_names(client, five):
    with time_machine.travel(soon(), tick=False) as now:
        five.sync()
        first = client.get(BOARD)
        now.shift(dt.timedelta(minutes=9))
        assert again(client, first).status_code == 304
        now.shift(dt.timedelta(minutes=50))
        assert again(client, first).status_code == 200


def test_verdict_that_changes_by_itself_ends_the_page(client, five):
    with time_machine.travel(soon(), tick=False) as now:
        five.sync()
        Verdict.objects.filter(freeze=CODE, word="met").update(
            until=timezone.now() + dt.timedelta(minutes=5)
        )
        judged(
            five,
            3,
            CODE,
            "at-risk",
            since=timezone.now() + dt.timedelta(minutes=5),
            failed=1,
        )
        first = client.get(BOARD)
        assert said(first.content.decode(), 3, CODE) == "Met"
        now.shift(dt.timedelta(minutes=4))
        assert again(client, first).status_code == 304
        now.shift(dt.timedelta(minutes=1))
        second = again(client, first)
        assert said(second.content.decode(), 3, CODE) == "At risk 1 of 1 fails"


@pytest.mark.usefixtures("five")
def test_page_of_one_reader_is_no_other_s(client):
    first = client.get(BOARD)
    client.force_login(accounts.sign_in(github_id=7, login="ann", name="Ann"))
    mine = again(client, first)
    assert mine.status_code == 200
    assert again(client, mine).status_code == 304
    Account.objects.update(visited_at=timezone.now())
    assert again(client, mine).status_code == 200


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    "tag", ['W/"x"', '"', "W/", "*", '"a.b"', 'W/"' + "9" * 5000 + '"']
)
def test_tags_that_are_none_of_ours_are_ignored(client, tag):
    response = client.get(BOARD, headers={"If-None-Match": tag})
    assert response.status_code == 200


def looked():
    """Every source was read just now, and there was no news."""
    for source in Source.objects.all():
        freshness.note(source=source, at=timezone.now())


def test_looks_without_news_end_the_page_within_ten_minutes(client, five):
    with time_machine.travel(soon(), tick=False) as now:
        five.sync()
        first = client.get(BOARD)
        now.shift(dt.timedelta(minutes=5))
        looked()
        assert again(client, first).status_code == 304
        now.shift(dt.timedelta(minutes=5))
        second = again(client, first)
        assert second.status_code == 200
        read_at = timezone.now() - dt.timedelta(minutes=5)
        assert f"{read_at:%H:%M}" in str(second.content)


def test_late_sources_are_never_said_to_be_late_for_longer(client, five, settings):
    with time_machine.travel(soon(), tick=False) as now:
        five.sync()
        first = client.get(BOARD)
        now.shift(dt.timedelta(seconds=3 * settings.SYNC_SECONDS + 61))
        late = again(client, first)
        assert late.status_code == 200
        assert "data-stale" in str(late.content)
        looked()
        fresh = again(client, late)
        assert fresh.status_code == 200
        assert "data-stale" not in str(fresh.content)
        assert again(client, fresh).status_code == 304


def test_page_is_validated_without_the_cache(client, five, monkeypatch):
    five.sync()
    first = client.get(BOARD)

    def asked(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(freshness, "looked", asked)
    monkeypatch.setattr(freshness, "polled", asked)
    assert again(client, first).status_code == 304
