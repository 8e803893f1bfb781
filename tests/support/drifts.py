"""Entries and issues whose sources are compared, and what was found of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from enhancements import profiles
from enhancements.policy import drift_rules
from enhancements.policy.drift import Difference, Entry, Eyes, Issue, Side, Works

AT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
KUBEVIRT, KUBERNETES, SAMPLE = map(profiles.load, ("kubevirt", "kubernetes", "sample"))
ALL = Works(opt_ins=True, standings=True)


def side(source: str, value: Any, **more: Any) -> Side:
    return Side(source, str(value), value, AT, "https://x", **more)


def issue(*labels: str, **more: Any) -> Issue:
    held = {name: side("label", value=True) for name in labels}
    given_ = {"state": "open", "state_since": AT, "state_url": "u", **more}
    return Issue("o/plans", 10, "https://x/10", labels=held, **given_)


def entry(on: Issue | None = None, **more: Any) -> Entry:
    usual: dict[str, Any] = {
        "sig": "compute",
        "is_out": False,
        "stages": ("beta",),
        "is_planned": True,
        "plan": side("document", "Beta in v1.36"),
        "issue": on,
        "releases": ("v1.36",),
    }
    return Entry("10", 10, "Warm", release="v1.36", **{**usual, **more})


def found(one: Entry, profile=KUBERNETES, works: Works = ALL) -> dict[str, Difference]:
    eyes = Eyes(
        profile=profile,
        works=works,
        say=lambda _, value: str(value),
        called=lambda field, _: field,
        link=lambda _: "",
    )
    return {d.field: d for d in drift_rules.differences(one, eyes)}


def kinds(one: Difference) -> dict[str, tuple[str, ...]]:
    return {fix.kind: fix.lines for fix in one.fixes}


GOOD = issue("stage/beta", "sig/compute", milestone=side("milestone", "v1.36"))


def said(source: str, value: Any, raw: str, line: int = 0, path: str = "") -> dict:
    return {
        "source": source,
        "value": value,
        "raw": raw,
        "since": AT.isoformat(),
        "line": line,
        "path": path,
    }
