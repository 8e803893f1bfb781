"""A project with one release that is out, one in work, and a third that is planned."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from enhancements.models import Enhancement, Proof, Record, Release
from enhancements.policy import outcomes
from tests.support.tracked import Tracked, day, schedule, vep

SIGS = b"""sigs:
- name: compute
  dir: sig-compute
  leadership: {}
- name: network
  dir: sig-network
  leadership: {}
"""
OUT, WORK, LATER = "v1.8", "v1.9", "v1.10"
DATES = {
    OUT: {"freeze": "2025-02-05", "code": "2025-03-05", "out": "2025-04-02"},
    WORK: {"freeze": "2027-01-13", "code": "2027-02-17", "out": "2027-03-17"},
}
ENTRIES = {
    "10": ("compute", {"alpha": OUT, "beta": WORK}),
    "11": ("compute", {"alpha": OUT}),
    "12": ("network", {"alpha": OUT}),
    "13": ("network", {"alpha": WORK}),
    "14": ("network", {"alpha": WORK, "beta": LATER}),
}


def tell(demo: Tracked) -> Tracked:
    """Write the project's repositories and read them."""
    calendars = {
        f"releases/{name}/schedule.yaml": schedule(**dates)
        for name, dates in DATES.items()
    }
    demo.commit(calendars, day(1), kind="schedules")
    demo.commit({"sigs.yaml": SIGS}, day(1), kind="rosters")
    documents = {
        f"veps/sig-{sig}/{key}-thing/vep.md": vep(key, f"Thing {key}", **targets)
        for key, (sig, targets) in ENTRIES.items()
    }
    demo.commit(documents, day(2))
    demo.track()
    demo.sync()
    return demo


def enhancement(key: str) -> Enhancement:
    """The enhancement of a key."""
    record = Record.objects.get(key=key, until=None)
    return Enhancement.objects.get(pk=record.enhancement_id)


def release(name: str) -> Release:
    """The release of a name."""
    return Release.objects.select_related("project").get(name=name)


def prove(key: str, word: str = outcomes.PROVEN, name: str = OUT) -> Proof:
    """What the tag of a release shows of an entry at alpha."""
    return Proof.objects.create(
        release=release(name),
        enhancement=enhancement(key),
        stage="alpha",
        word=word,
        gate=f"Thing{key}",
        registered="alpha" if word == outcomes.PROVEN else "disabled",
        tag=f"{name}.0",
        tagged_at=day(90),
        path="pkg/gates.go",
        line=7,
        url="https://example.org/gates#L7",
    )


def typed(answer: Any, act: str) -> dict[str, str]:
    """What the form of a page that does this act would send as it is."""
    for form in re.findall(
        r"<form[^>]*method=\"post\".*?</form>", answer.content.decode(), re.DOTALL
    ):
        found = _fields(form)
        if found.get("act") == act:
            return found
    raise AssertionError(f"no form does {act}")


def _fields(form: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        given = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if "name" in given and given["name"] != "csrfmiddlewaretoken":
            found[given["name"]] = unescape(given.get("value", ""))
    for name, body in re.findall(
        r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select', form, re.DOTALL
    ):
        chosen = re.findall(r'value="([^"]*)" selected', body)
        found[name] = chosen[0] if chosen else re.findall(r'value="([^"]*)"', body)[0]
    return found
