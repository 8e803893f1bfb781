"""Badges, cards and the JSON of one thing."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from enhancements import charts
from enhancements.models import Record
from tests.views.test_pages import an_enhancement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def pictures(client: Client) -> list[str]:
    own = an_enhancement(client)
    return [
        f"{one}{name}.svg"
        for one in (own, "/sample/releases/v1.10/")
        for name in ("badge", "card")
    ]


def test_picture_is_named_and_pinned_and_may_be_shown_elsewhere(client, pictures):
    for address in pictures:
        response = client.get(address)
        root = ET.fromstring(response.content)  # noqa: S314 - our own
        ids = {e.get("id"): e for e in root.iter() if e.get("id")}

        assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
        assert response["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'unsafe-inline'"
        )
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert response["Cache-Control"] == "public, max-age=300"
        assert not response.cookies
        assert root.get("role") == "img"
        assert all(ids[one].text for one in root.get("aria-labelledby", "").split())
        for text in root.iter(f"{SVG}text"):
            end = float(text.get("x", "")) + float(text.get("textLength", ""))
            assert end <= float(root.get("width", ""))
        assert "prefers-color-scheme: dark" in response.content.decode()


def test_picture_that_is_known_is_not_sent_again(client, pictures):
    for address in pictures:
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})

        assert (again.status_code, again.content) == (304, b"")
        assert again["Cache-Control"] == first["Cache-Control"]
        assert "unsafe-inline" in again["Content-Security-Policy"]


def test_policy_of_pages_is_not_that_of_pictures(client):
    assert "unsafe-inline" not in client.get("/sample/")["Content-Security-Policy"]
    missing = client.get("/sample/none-such/badge.svg")
    assert missing.status_code == 404
    assert "unsafe-inline" not in missing["Content-Security-Policy"]


def test_picture_of_a_past_moment_says_so(client):
    text = client.get("/sample/releases/v1.10/card.svg?as_of=2026-03-01")
    assert "as of 2 Mar 2026" in text.content.decode()


HOSTILE = st.text(max_size=80) | st.sampled_from(
    ["</text><script>x</script>", "&amp;<![CDATA[", "]]>", '" onload="x', "\x00\ufffe"]
)


@given(HOSTILE, HOSTILE)
def test_any_title_makes_a_well_formed_picture(title, said):
    drawn = {
        "badge": charts.badge(title, said, "planned"),
        "card": charts.card(title, said, [("Planned", said)], title),
    }
    for name, page in drawn.items():
        text = render_to_string(f"embed/{name}.svg", {"page": page}, using="jinja2")
        root = ET.fromstring(text)  # noqa: S314 - what is tested
        assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {
            "svg",
            "title",
            "desc",
            "style",
            "clipPath",
            "rect",
            "g",
            "text",
        }


def test_json_is_the_enhancement_with_address_moment_and_entries(client):
    address = an_enhancement(client)
    key = address.strip("/").rpartition("/")[2]
    data = client.get(f"/sample/{key}.json?as_of=2026-06-01").json()

    assert data["address"] == f"http://testserver{address}?as_of=2026-06-01"
    assert (data["key"], data["as_of"]) == (key, "2026-06-02T12:00:00Z")
    assert {"title", "sig", "targets", "tracks", "problems", "drift"} <= set(data)
    planned = {
        release
        for track in data["tracks"]
        for release in track["targets"].values()
        if release
    }
    assert {e["release"] for e in data["entries"] if e["planned"]} == planned
    assert all(entry["shipped"] is None for entry in data["entries"])


def test_key_with_dots_keeps_its_page_and_its_json(client):
    record = Record.objects.filter(until__isnull=True).exclude(number=None).first()
    assert record is not None
    for key in ("a.b.json", "x.json", "v1.9"):
        Record.objects.filter(pk=record.pk).update(key=key)
        assert client.get(f"/sample/{key}/").status_code == 200
        assert client.get(f"/sample/{key}.json").json()["key"] == key
        assert client.get(f"/sample/{key}/badge.svg").status_code == 200


def test_unknown_json_is_not_found(client):
    assert client.get("/sample/none-such.json").status_code == 404


def test_pages_offer_their_pictures_as_markdown(client):
    for page in (an_enhancement(client), "/sample/releases/v1.10/"):
        text = client.get(page).content.decode()
        for name in ("badge", "card"):
            wanted = f"](http://testserver{page}{name}.svg)](http://testserver{page})"
            assert f'src="{page}{name}.svg"' in text
            assert text.count(wanted) == 2
