"""Texts, numbers and days in the language of who reads them."""

from __future__ import annotations

import contextvars
import datetime as dt

import pytest

from enhancements import languages
from enhancements.languages import (
    dates,
    gettext,
    gettext_noop,
    grouped,
    ngettext,
    npgettext,
    pgettext,
    speaking,
)
from tests.support.pseudo import PSEUDO, accented

NOON = dt.datetime(2026, 6, 24, 12, tzinfo=dt.UTC)


def test_english_is_spoken_where_nobody_says_otherwise():
    assert languages.current().code == "en"
    assert languages.current().is_source
    assert gettext("Not read yet") == "Not read yet"


def test_a_language_holds_for_the_block_alone():
    with speaking("de") as german:
        assert languages.current() is german
        assert gettext("Not read yet") == "Noch nicht gelesen"
        with speaking("en"):
            assert gettext("Not read yet") == "Not read yet"
        assert gettext("Not read yet") == "Noch nicht gelesen"
    assert gettext("Not read yet") == "Not read yet"


def test_a_language_ends_with_its_block_when_that_fails():
    with pytest.raises(ZeroDivisionError), speaking("de"):
        _ = 1 / 0
    assert languages.current().code == "en"


def test_another_thread_or_task_speaks_its_own_language():
    with speaking("de"):
        inside = contextvars.copy_context().run(gettext, "Search")
        outside = contextvars.Context().run(gettext, "Search")
    assert (inside, outside) == ("Suchen", "Search")


def test_unknown_language_is_refused():
    with pytest.raises(languages.LanguageUnknown), speaking("../de"):
        pass


def test_text_without_a_translation_stays_english():
    with speaking("de"):
        assert gettext("Nobody has ever said this") == "Nobody has ever said this"


def test_nothing_to_say_stays_nothing():
    with speaking("de"):
        assert gettext("") == ""


def test_values_are_put_in_and_a_percent_sign_is_written_twice():
    assert gettext("%(num)s%% of %(what)s", num=5, what="100%") == "5% of 100%"
    assert gettext("all%%") == "all%"


@pytest.mark.parametrize(
    ("number", "english", "german"),
    [
        (0, "in 0 days", "in 0 Tagen"),
        (1, "in 1 day", "in 1 Tag"),
        (1200, "in 1,200 days", "in 1.200 Tagen"),
    ],
)
def test_a_number_has_its_own_form_and_signs(number, english, german):
    texts = ("in %(num)s day", "in %(num)s days")
    assert ngettext(*texts, number) == english
    with speaking("de"):
        assert ngettext(*texts, number) == german


def test_one_word_may_mean_two_things():
    with speaking("de"):
        assert pgettext("button", "Go") == "Los"
        assert gettext("Go") == "Go"
    with speaking(PSEUDO):
        assert npgettext("x", "one", "many", 2) == accented("many")


def test_a_marked_text_is_said_when_it_is_asked_for():
    table = {"open": gettext_noop("open")}
    with speaking("de"):
        assert gettext(table["open"]) == "offen"
    assert table == {"open": "open"}


def test_english_days_are_those_of_the_standard_library():
    days = [dt.date(2026, month, 28 - month) for month in range(1, 13)]
    assert [dates.day(day) for day in days] == [
        f"{day.day} {day:%b} {day.year}" for day in days
    ]
    assert [dates.weekday(day) for day in days] == [f"{day:%a}" for day in days]
    assert languages.current().long_months == tuple(f"{day:%B}" for day in days)


def test_days_are_written_as_the_language_does():
    with speaking("de"):
        assert dates.day(NOON) == "24. Juni 2026"
        assert dates.day(NOON, with_year=False) == "24. Juni"
        assert dates.weekday(NOON) == "Mi"
        assert dates.moment(NOON) == "Mi 24. Juni 2026, 12:00 UTC"


def test_moments_are_said_in_utc():
    ahead = NOON.astimezone(dt.timezone(dt.timedelta(hours=14)))
    assert dates.moment(ahead) == "Wed 24 Jun 2026, 12:00 UTC"
    assert dates.hour(ahead) == "12:00 UTC"


def test_numbers_are_grouped():
    assert [grouped(number) for number in (999, 1200, 1234567)] == [
        "999",
        "1,200",
        "1,234,567",
    ]


def test_languages_are_called_by_their_own_names():
    assert [languages.find(code).name for code in ("en", "de")] == [
        "English",
        "Deutsch",
    ]
    assert languages.codes() == ("en", "de")
