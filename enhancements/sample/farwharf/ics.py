"""Renders schedule.ics: a release's deadlines as a calendar to subscribe to.

As in kubernetes/sig-release, lines end as in any text file and freezes are moments
in UTC, while other dates are whole days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

NAMES = {
    "prr": "Production Readiness Freeze (PRR)",
    "enhancements": "Enhancements Freeze",
    "code": "Code & Test Freeze",
    "docs": "Docs Freeze",
}


def calendar_file(release: str, days: Mapping[str, date]) -> str:
    """The file's text; `days` are the last days of the deadlines, and the release."""
    events = [_freeze(release, key, name, days[key]) for key, name in NAMES.items()]
    events.append(_day(release, days["release"]))
    start = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Farwharf SIG Release//Farwharf {release} Release Schedule//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "",
    ]
    body = [line for event in events for line in (*event, "")]
    return "\n".join([*start, *body, "END:VCALENDAR"]) + "\n"


def _freeze(release: str, key: str, name: str, day: date) -> list[str]:
    moment = f"{day + timedelta(days=1):%Y%m%d}T120000Z"
    return [
        "BEGIN:VEVENT",
        f"UID:farwharf-{release}-{key}-freeze@farwharf.example",
        f"DTSTAMP:{day:%Y%m%d}T000000Z",
        f"DTSTART:{moment}",
        f"DTEND:{moment}",
        f"SUMMARY:🚨 {name}",
        f"DESCRIPTION:{name} begins\\nDeadline: {day:%A %b} {day.day} (AoE)",
        "STATUS:CONFIRMED",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{name} TOMORROW!",
        "TRIGGER:-P1D",
        "END:VALARM",
        "END:VEVENT",
    ]


def _day(release: str, day: date) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:farwharf-{release}-release@farwharf.example",
        f"DTSTAMP:{day:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:🎉 Farwharf {release}.0 RELEASED!",
        "STATUS:CONFIRMED",
        "END:VEVENT",
    ]
