"""What stands in the repositories of a hostile project: every text in every place."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import yaml

from tests.support.boards import days

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.safety.corpus import Hostile

FIRST = 1001
"""The number of the enhancement that the first text is in; others follow it."""
FRONT = 50_001
"""The same for those whose documents have front matter."""
KEPS = 1001
LEAD, OUR_LEAD, OTHER_LEAD, OWNER = "ann", "nils", "stina", "olga"
RELEASE = "v1.9"
DATES = {"VEP Freeze": -20, "Code Freeze": 10, "GA": 60}


class Texts:
    """Texts by place and number: in each place every one of them once."""

    def __init__(self, texts: Sequence[Hostile]) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    def at(self, place: str, number: int) -> str:
        """The text that stands in this place of the thing of this number."""
        shift = 0 if place == "title" else zlib.crc32(place.encode())
        return self.texts[(number + shift) % len(self.texts)].text


def in_path(text: str) -> str:
    """The text as a part of a path of git, which has neither / nor NUL in it."""
    name = text.replace("/", "\u2215").replace("\x00", "")[:80]
    return name if name.strip(".") else "x"


def documents(texts: Texts) -> dict[str, bytes]:
    """Two documents for each text: one tells in prose, one in front matter."""
    found = {}
    for n in range(len(texts)):
        sig = in_path(texts.at("sig", n)) if n % 2 else "compute"
        key = f"{FIRST + n}-{in_path(texts.at('directory', n))}"
        found[f"veps/sig-{sig}/{key}/vep.md"] = _prose(texts, n)
        side = in_path(texts.at("side", n))
        found[f"veps/sig-{sig}/{key}/{side}.md"] = _prose(texts, n + 1)
        found[f"veps/sig-network/{FRONT + n}-plain/vep.md"] = _front(texts, n)
    return found


def _prose(texts: Texts, n: int) -> bytes:
    lines = [
        f"# VEP #{FIRST + n}: {texts.at('title', n)}",
        "",
        f"Owners: @{texts.at('owner', n)}, @{OWNER}",
        "",
        "## VEP Status Metadata",
        "",
        "### Target releases",
        "",
        f"- This VEP targets alpha for version: {RELEASE}",
        f"- This VEP targets beta for version: {texts.at('target', n)}",
        f"- {texts.at('target line', n)}",
        "",
        "## Overview",
        "",
        texts.at("summary", n),
        "",
        f"The feature gate `{texts.at('gate sentence', n)}` turns it on.",
        "",
        f"## {texts.at('heading', n)}",
        "",
        texts.at("body", n),
        "",
    ]
    return "\n".join(lines).encode()


def _front(texts: Texts, n: int) -> bytes:
    told = {
        "title": texts.at("title", n),
        "vep-number": FRONT + n,
        "creation-date": texts.at("created", n),
        "status": texts.at("status", n) if n % 3 else "implementable",
        "owning-sig": texts.at("sig of metadata", n) if n % 2 else "sig-network",
        "participating-sigs": [texts.at("part", n), "sig-compute"],
        "authors": [f"@{OWNER}", f"@{texts.at('author', n)}", texts.at("author 2", n)],
        "reviewers": [texts.at("reviewer", n)],
        "approvers": [texts.at("approver", n)],
        "feature-gates": [{"name": texts.at("gate", n), "components": ["x"]}],
        "milestone": {"alpha": RELEASE, "beta": texts.at("milestone", n)},
        "latest-milestone": RELEASE,
        "stage": "alpha",
        "replaces": [texts.at("replaces", n)],
        "see-also": [texts.at("see also", n)],
        texts.at("key", n) or "x": texts.at("value", n),
    }
    text = yaml.safe_dump(told, sort_keys=False, allow_unicode=True)
    body = f"# {texts.at('title', n)}\n\n{texts.at('summary', n)}\n"
    return f"---\n{text}---\n\n{body}".encode()


def schedule(texts: Texts) -> bytes:
    """The release's dates, and rows that nobody asked for."""
    rows = [
        {"when": f"{days(n):%Y-%m-%d}", "milestone": name, "what": name}
        for name, n in DATES.items()
    ]
    rows += [
        {
            "when": f"{days(20):%Y-%m-%d}",
            "milestone": texts.at("milestone of dates", n),
            "what": f"Doc freeze {texts.at('what', n)}",
            "who": texts.at("who", n),
        }
        for n in range(len(texts))
    ]
    rows.append({"when": texts.at("when", 0), "milestone": "Docs Freeze", "what": ""})
    return yaml.safe_dump(rows, sort_keys=False, allow_unicode=True).encode()


def _sig(texts: Texts, n: int) -> dict[str, Any]:
    told = {
        name: texts.at(f"sig {name}", n)
        for name in ("label", "charter_link", "mission_statement")
    }
    lead = {name: texts.at(f"lead {name}", n) for name in ("github", "name", "company")}
    contact = {name: texts.at(name, n) for name in ("slack", "mailing_list")}
    meeting = {name: texts.at(name, n) for name in ("description", "url", "time")}
    return {
        **told,
        "name": texts.at("sig", n),
        "dir": f"sig-{in_path(texts.at('sig', n))}",
        "leadership": {"chairs": [lead], "tech_leads": [lead]},
        "contact": {
            **contact,
            "teams": [{"name": texts.at("team", n), "description": "x"}],
        },
        "meetings": [meeting | {"day": "Monday", "tz": "UTC", "frequency": "weekly"}],
    }


def rosters(texts: Texts) -> dict[str, bytes]:
    """Who leads what: a few of use, and everybody else."""
    sigs: list[dict[str, Any]] = [
        {
            "name": name,
            "dir": f"sig-{name}",
            "leadership": {"chairs": [{"github": lead, "name": lead, "company": "x"}]},
        }
        for name, lead in (("compute", OUR_LEAD), ("network", OTHER_LEAD))
    ]
    sigs += [_sig(texts, n) for n in range(1, len(texts), 2)]
    aliases = {"sig-release-approvers": [LEAD]}
    aliases |= {
        texts.at("alias", n) or "x": [texts.at("aliased", n)] for n in range(len(texts))
    }
    return {
        "sigs.yaml": yaml.safe_dump({"sigs": sigs}, allow_unicode=True).encode(),
        "OWNERS_ALIASES": yaml.safe_dump(
            {"aliases": aliases}, allow_unicode=True
        ).encode(),
        "OWNERS": yaml.safe_dump({"approvers": ["sig-release-approvers"]}).encode(),
    }


def gates(texts: Texts) -> bytes:
    """A file of Go that registers a gate by every name."""
    names = range(len(texts))
    lines = ["package featuregate", "", "const ("]
    lines += [f"\tG{n}Gate = {json.dumps(texts.at('gate', n))}" for n in names]
    lines += [")", "", "func init() {"]
    lines += [
        f"\tRegisterFeatureGate(FeatureGate{{Name: G{n}Gate, State: Alpha}})"
        for n in names
    ]
    comments = ["x", *texts.at("comment", 0).splitlines()]
    lines += [f"\t// {one}" for one in comments]
    return "\n".join([*lines, "}", ""]).encode()


def keps(texts: Texts) -> dict[str, bytes]:
    """The same for a project in Kubernetes' form."""
    found = {}
    for n in range(len(texts)):
        folder = f"keps/sig-node/{KEPS + n}-{in_path(texts.at('directory', n))}"
        told = {
            "title": texts.at("title", n),
            "kep-number": KEPS + n,
            "authors": [f"@{OWNER}", f"@{texts.at('author', n)}"],
            "owning-sig": texts.at("sig", n) if n % 2 else "sig-node",
            "participating-sigs": [texts.at("part", n)],
            "reviewers": [texts.at("reviewer", n)],
            "approvers": [texts.at("approver", n)],
            "status": "implementable" if n % 3 else texts.at("status", n),
            "stage": "alpha",
            "latest-milestone": "v1.36",
            "milestone": {"alpha": "v1.36", "beta": texts.at("milestone", n)},
            "feature-gates": [{"name": texts.at("gate", n), "components": ["kubelet"]}],
            "see-also": [texts.at("see also", n)],
        }
        text = yaml.safe_dump(told, sort_keys=False, allow_unicode=True)
        found[f"{folder}/kep.yaml"] = text.encode()
        found[f"{folder}/README.md"] = (
            f"# KEP-{KEPS + n}: {texts.at('title', n)}\n\n## Summary\n\n"
            f"{texts.at('summary', n)}\n"
        ).encode()
    return found
