"""Feeds as Atom: texts of others, names that stay."""

from __future__ import annotations

import dataclasses
import datetime as dt
from xml.etree import ElementTree as ET

import pytest

from enhancements.feeds import atom
from enhancements.feeds.atom import Item
from enhancements.queries.feeds import FeedEntry
from enhancements.queries.shapes import Change

NS = "{http://www.w3.org/2005/Atom}"
AT = dt.datetime(2026, 5, 4, 12, 30, tzinfo=dt.UTC)
HERE = "https://tracker.example.org/demo/changes/feed.atom?a=1"


def read(*items: Item, **more) -> ET.Element:
    given = {
        "title": "Demo: what changed",
        "subtitle": "2 changes",
        "address": HERE,
        "page": "https://tracker.example.org/demo/changes/",
        "family": "/demo/changes/",
        "updated": AT,
    }
    return ET.fromstring(atom.write(**{**given, **more}, items=items))  # noqa: S314 - our own


def item(**more) -> Item:
    given = {
        "place": "10 then",
        "title": "#10 Warm standby: Beta set",
        "lines": ("Beta set: v1.9",),
        "link": "https://tracker.example.org/demo/10/",
        "at": AT,
    }
    return Item(**{**given, **more})


def test_feed_says_what_it_is_where_it_is_and_of_what():
    feed = read(item(author="Document", categories=("target", "SIG compute")))
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{NS}link")}
    assert links == {
        "self": HERE,
        "alternate": "https://tracker.example.org/demo/changes/",
    }
    assert feed.findtext(f"{NS}id") == (
        "tag:tracker.example.org,2026:/demo/changes/feed.atom?a=1"
    )
    assert feed.findtext(f"{NS}updated") == "2026-05-04T12:30:00+00:00"
    assert feed.findtext(f"{NS}subtitle") == "2 changes"
    entry = feed.find(f"{NS}entry")
    assert entry.findtext(f"{NS}title") == "#10 Warm standby: Beta set"
    assert entry.findtext(f"{NS}updated") == "2026-05-04T12:30:00+00:00"
    assert entry.findtext(f"{NS}author/{NS}name") == "Document"
    assert [one.get("term") for one in entry.findall(f"{NS}category")] == [
        "target",
        "SIG compute",
    ]
    assert entry.findtext(f"{NS}id").startswith(
        "tag:tracker.example.org,2026:/demo/changes/"
    )


def test_id_depends_on_the_place_alone():
    def ids(*items):
        return [one.findtext(f"{NS}id") for one in read(*items).findall(f"{NS}entry")]

    first, other, again = ids(
        item(), item(place="11 then"), item(title="Another", lines=(), link=HERE)
    )
    assert first == again
    assert first != other


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "]]><entry/>&amp;&lt;b&gt;",
        '"><img src=x onerror=alert(1)>',
        "a\x00b\x1bc\ufffe\ud800",
    ],
)
def test_texts_of_others_are_shown_as_they_were_typed(hostile):
    shown = atom._plain(hostile)
    feed = read(
        item(title=hostile, lines=(hostile, "x"), author=hostile), title=hostile
    )
    entry = feed.find(f"{NS}entry")
    assert feed.findtext(f"{NS}title") == shown
    assert entry.findtext(f"{NS}title") == shown
    assert entry.findtext(f"{NS}author/{NS}name") == shown
    # It is HTML that reads as the text: the only tag is ours.
    summary = entry.findtext(f"{NS}summary")
    assert summary.count("<") == summary.count("<br>") == 1
    assert summary.partition("<br>")[2] == "x"


def test_without_news_it_stays_as_it_is():
    assert ET.tostring(read()) == ET.tostring(read())
    assert read().findtext(f"{NS}updated") == "2026-05-04T12:30:00+00:00"


def test_secret_address_is_not_in_the_feed():
    given = {
        "address": "https://tracker.example.org/feeds/trkf_s3cret/waiting.atom",
        "family": "/feeds/waiting/7/",
        "is_secret": True,
    }
    text = ET.tostring(read(item(), **given)).decode()
    assert "s3cret" not in text
    assert "tag:tracker.example.org,2026:/feeds/waiting/7/" in text


def change(**more) -> Change:
    given = {"at": AT, "kind": "target", "key": "10", "title": "Warm standby"}
    return Change(**{**given, "text": "Beta set", "source": "document", **more})


def test_entry_tells_all_that_one_thing_underwent():
    entry = FeedEntry(
        (
            change(new="v1.9", sig="compute", subject="Plan it"),
            change(text="Status changed", old="draft", new="ready"),
            change(text="Text changed"),
        )
    )
    made = atom.of_changes(entry, HERE)
    assert made.title == "#10 Warm standby: Beta set, and 2 more"
    assert made.lines == (
        "Beta set: v1.9",
        "Status changed from draft to ready",
        "Text changed",
        "Document: Plan it",
    )
    assert (made.link, made.at, made.author) == (HERE, AT, "Document")
    assert made.categories == ("target", "SIG compute")


def test_what_is_about_no_enhancement_is_named_by_its_title():
    made = atom.of_changes(FeedEntry((change(key="", title="v1.9", source=""),)), HERE)
    assert made.title == "v1.9: Beta set"
    assert dataclasses.replace(made, lines=()).author == ""
