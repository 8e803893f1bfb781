"""The style sheet of all pages."""

from __future__ import annotations

import gzip
import re

import pytest
from django.test import Client

from enhancements import styles


def test_page_names_the_sheet_of_today_and_it_is_kept_for_good(client: Client, db):  # noqa: ARG001 - the page asks it
    text = client.get("/").content.decode()
    (address,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', text)
    response = client.get(address)

    assert address == styles.address()
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response["Cache-Control"]
    assert response.content == styles.bundle().content


def test_sheet_has_every_file_in_order():
    content = styles.bundle().content
    places = [content.index(path.read_bytes()) for path in styles._files()]

    assert len(places) == len(styles.STYLES)
    assert places == sorted(places)


def test_sheet_of_another_day_is_not_kept(client: Client):
    response = client.get("/static/css/all-0123456789ab.css")

    assert response["Cache-Control"] == "no-cache"
    assert response.content == styles.bundle().content


def test_sheet_is_compressed_for_those_who_take_it(client: Client):
    response = client.get(styles.address(), headers={"accept-encoding": "gzip"})

    assert gzip.decompress(response.content) == styles.bundle().content


def test_edited_file_of_a_checkout_changes_the_address(monkeypatch, tmp_path):
    file = tmp_path / "tokens.css"
    file.write_text("a {}", encoding="utf-8")
    monkeypatch.setattr(styles, "_files", lambda: (file,))
    before = styles.bundle().digest
    file.write_text("b {}", encoding="utf-8")

    assert styles.bundle().digest != before


def test_missing_file_is_named(monkeypatch):
    monkeypatch.setattr(styles, "STYLES", ("tokens", "nowhere"))
    with pytest.raises(FileNotFoundError, match="nowhere"):
        styles._files.__wrapped__()
