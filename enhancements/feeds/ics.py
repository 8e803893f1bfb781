"""Calendars (RFC 5545): each deadline is a moment in UTC, with a name that stays.

`SEQUENCE` and `LAST-MODIFIED` grow when a deadline moves, and one that was taken back
is there as cancelled, so that calendars move and strike out what they have.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

import icalendar
from icalendar import vText

from enhancements.queries.calendars import Occasion

CONTENT_TYPE = "text/calendar; charset=utf-8"
AGAIN = dt.timedelta(hours=1)
"""After which readers are asked to look again."""
_PRODUCT = "-//Enhancement tracker//Deadlines//EN"
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def write(
    *,
    name: str,
    address: str,
    family: str,
    occasions: Iterable[Occasion],
    link: Callable[[Occasion], str],
    about: str = "",
) -> bytes:
    """The calendar at an absolute address; `about` says what is in it, where that is
    not plain, and how to be rid of it.

    `family` begins the UIDs: two calendars of one project name the same deadline
    differently where they say different things of it. `link` gives absolute addresses.
    """
    made = icalendar.Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("name", vText(_plain(name)))
    made.add("x-wr-calname", vText(_plain(name)))
    if about:
        made.add("description", vText(_plain(about)))
        made.add("x-wr-caldesc", vText(_plain(about)))
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    host = urlsplit(address).hostname or "localhost"
    for one in sorted(occasions, key=lambda occasion: (occasion.at, occasion.key)):
        made.add_component(_event(one, f"{family}/{one.key}@{host}", link(one)))
    return bytes(made.to_ical())


def _event(one: Occasion, uid: str, link: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", uid)
    # When it was last revised: a calendar without news stays as it is, byte for byte.
    event.add("dtstamp", one.changed_at)
    event.add("last-modified", one.changed_at)
    event.add("sequence", one.sequence)
    event.add("dtstart", one.at)
    event.add("summary", _plain(one.title))
    event.add("description", _plain("\n".join(one.lines).strip()))
    event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("url", link)
    return event


def _plain(text: str) -> str:
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)
