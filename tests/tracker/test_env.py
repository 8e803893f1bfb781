from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker import env

if TYPE_CHECKING:
    from pathlib import Path


def test_text_is_stripped(monkeypatch):
    monkeypatch.setenv("WORD", "  spoken \n")
    assert env.read_text("WORD") == "spoken"


def test_text_empty_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("WORD", " ")
    assert env.read_text("WORD", "default") == "default"


def test_text_missing_says_the_name_and_the_hint(monkeypatch):
    monkeypatch.delenv("WORD", raising=False)
    with pytest.raises(ImproperlyConfigured) as caught:
        env.read_text("WORD", hint="Say one.")
    assert str(caught.value) == "The environment variable WORD must be set. Say one."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", True),
        ("Yes", True),
        ("TRUE", True),
        ("on", True),
        ("0", False),
        ("no", False),
        ("False", False),
        ("OFF", False),
        ("", True),
    ],
)
def test_bool_reads_the_usual_words(monkeypatch, text: str, expected: bool):
    monkeypatch.setenv("SWITCH", text)
    assert env.read_bool("SWITCH", default=True) is expected


def test_bool_refuses_other_words(monkeypatch):
    monkeypatch.setenv("SWITCH", "maybe")
    with pytest.raises(ImproperlyConfigured) as caught:
        env.read_bool("SWITCH", default=False)
    assert str(caught.value) == (
        "SWITCH is 'maybe', but must be one of: 1, true, yes, on, 0, false, no, off."
    )


def test_int_reads_a_number_or_the_default(monkeypatch):
    monkeypatch.setenv("SECONDS", "30")
    assert env.read_int("SECONDS", 5) == 30
    monkeypatch.delenv("SECONDS")
    assert env.read_int("SECONDS", 5) == 5


@pytest.mark.parametrize("text", ["three", "1.5", "0", "-1"])
def test_int_refuses_what_is_no_number_or_too_small(monkeypatch, text: str):
    monkeypatch.setenv("SECONDS", text)
    with pytest.raises(ImproperlyConfigured) as caught:
        env.read_int("SECONDS", 5, minimum=1)
    assert str(caught.value) == (
        f"SECONDS is {text!r}, but must be a whole number from 1 up."
    )


def test_list_splits_at_commas_and_drops_empty_parts(monkeypatch):
    monkeypatch.setenv("HOSTS", " one.example, two.example,,")
    assert env.read_list("HOSTS") == ["one.example", "two.example"]


def test_list_default_may_be_empty(monkeypatch):
    monkeypatch.delenv("HOSTS", raising=False)
    assert env.read_list("HOSTS", []) == []


def test_secret_comes_from_a_file(monkeypatch, tmp_path: Path):
    (tmp_path / "key").write_text("hush\n", encoding="utf-8")
    monkeypatch.delenv("KEY", raising=False)
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    assert env.read_secret("KEY") == "hush"


def test_secret_from_both_places_is_refused(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("KEY", "hush")
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(ImproperlyConfigured) as caught:
        env.read_secret("KEY")
    assert str(caught.value) == "Both KEY and KEY_FILE are set. Remove one of them."


def test_secret_missing_says_how_to_give_it(monkeypatch):
    monkeypatch.delenv("KEY", raising=False)
    monkeypatch.delenv("KEY_FILE", raising=False)
    with pytest.raises(ImproperlyConfigured) as caught:
        env.read_secret("KEY")
    assert str(caught.value) == (
        "The environment variable KEY must be set. Or name a file in KEY_FILE."
    )


def test_secret_file_missing_is_said_with_its_path(monkeypatch, tmp_path: Path):
    monkeypatch.delenv("KEY", raising=False)
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "none"))
    with pytest.raises(ImproperlyConfigured) as caught:
        env.read_secret("KEY")
    said = str(caught.value)
    assert said.startswith(f"KEY_FILE names {tmp_path}/none, which cannot be read: ")


def test_secret_file_empty_is_refused(monkeypatch, tmp_path: Path):
    (tmp_path / "key").touch()
    monkeypatch.delenv("KEY", raising=False)
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(ImproperlyConfigured) as caught:
        env.read_secret("KEY")
    assert str(caught.value) == f"KEY_FILE names {tmp_path}/key, which is empty."


def test_seconds_may_have_fractions_and_must_be_more_than_none(monkeypatch):
    assert env.read_seconds("SECONDS", 60.0) == 60.0
    monkeypatch.setenv("SECONDS", "0.5")
    assert env.read_seconds("SECONDS", 60.0) == 0.5
    for text in ("0", "-1", "soon", "inf", "nan"):
        monkeypatch.setenv("SECONDS", text)
        with pytest.raises(ImproperlyConfigured, match="above 0"):
            env.read_seconds("SECONDS", 60.0)


def test_github_ids_are_numbers_and_a_login_is_refused(monkeypatch):
    assert env.read_github_ids("IDS") == frozenset()
    monkeypatch.setenv("IDS", "7, 12,7")
    assert env.read_github_ids("IDS") == {7, 12}
    for text in ("ann", "7,ann", "0", "-7", "7.0", "\u0667", "9" * 30):
        monkeypatch.setenv("IDS", text)
        with pytest.raises(ImproperlyConfigured, match="numeric ids of GitHub"):
            env.read_github_ids("IDS")
