"""The files around Farwharf's KEPs: rules, template, approvers, and what strays."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from enhancements.sample.changes import Change
from enhancements.sample.farwharf.people import READINESS, RELEASE_LEAD, SIGS
from enhancements.sample.farwharf.rosters import aliases

if TYPE_CHECKING:
    from collections.abc import Mapping

    from enhancements.sample.calendar import Calendar

README = b"""\
# Farwharf enhancements

Farwharf keeps many small computing sites supplied with work: it queues cargo, chooses
a site for it, hauls the data there and runs it. Everything that changes what users
can rely on starts here, as a key enhancement proposal (KEP).

1. Open an issue; its number is the KEP's number.
2. Copy `keps/NNNN-kep-template` to `keps/<sig>/<number>-<name>`.
3. The SIG's leads opt it in for a release.
4. Before the enhancements freeze `kep.yaml` names that release as `latest-milestone`,
   and an approver of production readiness stands in `keps/prod-readiness`.

Farwharf is invented. It exists to show a tracker at work.
"""

TEMPLATE = """\
title: KEP Template
kep-number: NNNN
authors:
  - "@jane.doe"
owning-sig: sig-xyz
participating-sigs:
  - sig-aaa
status: provisional|implementable|implemented|deferred|rejected|withdrawn|replaced
creation-date: yyyy-mm-dd
reviewers:
  - TBD
approvers:
  - TBD

see-also:
  - "/keps/sig-aaa/1234-we-heard-you-like-keps"
replaces:
  - "/keps/sig-ccc/3456-replaced-kep"

# The stage that this KEP aims for in the current cycle.
stage: alpha|beta|stable

# The newest release for which work on this KEP was planned.
latest-milestone: "{release}"

# The release of each stage, planned or reached.
milestone:
  alpha: "{release}"
  beta: "x.y"
  stable: "x.y"

# The answers below are needed for alpha.
feature-gates:
  - name: MyFeature
    components:
      - harbourmaster
disable-supported: true

# The answers below are needed for beta.
metrics:
  - my_feature_metric
"""

TEMPLATE_README = """\
# KEP-NNNN: Your short, descriptive title

## Release Signoff Checklist

## Summary

## Motivation

### Goals

### Non-Goals

## Proposal

## Design Details

### Test Plan

### Graduation Criteria

## Production Readiness Review Questionnaire

### Feature Enablement and Rollback

## Implementation History
"""

READINESS_TEMPLATE = 'kep-number: NNNN\nalpha:\n  approver: "@jane.doe"\n'

WINDOWS = """\
# KEP-0826: Windows for backfill

The metadata follows with the next change.

## Summary

Small cargo fills the gaps that large cargo leaves while it waits.
"""

ORPHAN = """\
kep-number: 693
alpha:
  approver: "@aino-reinholt"
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Chore:
    """A change of files that belong to no single KEP."""

    day: int
    subject: str
    files: Mapping[str, str]
    by: str = RELEASE_LEAD


TEMPLATES = {
    "keps/NNNN-kep-template/kep.yaml": TEMPLATE.format(release="v1.27"),
    "keps/NNNN-kep-template/README.md": TEMPLATE_README,
    "keps/prod-readiness/template/nnnn.yaml": READINESS_TEMPLATE,
}

CHORES = (
    Chore(
        -394,
        "Start the enhancements repository",
        {
            "README.md": README.decode(),
            "OWNERS": f"approvers:\n  - {RELEASE_LEAD}\n  - sig-queue-leads\n",
            "OWNERS_ALIASES": aliases(SIGS, READINESS),
            "keps/prod-readiness/OWNERS": "approvers:\n  - prod-readiness-approvers\n",
            **TEMPLATES,
            **{
                f"keps/sig-{sig}/OWNERS": f"approvers:\n  - sig-{sig}-leads\n"
                for sig in SIGS
            },
        },
    ),
    Chore(
        -330,
        "README: how to opt in",
        {"README.md": README.decode() + "\nOpt in with `/label lead-opted-in`.\n"},
    ),
    Chore(
        -315,
        "Template: ask for the metrics of beta",
        {"keps/NNNN-kep-template/kep.yaml": TEMPLATE.format(release="v1.28")},
    ),
    Chore(
        -290,
        "Template: graduation criteria are needed for alpha, too",
        {
            "keps/NNNN-kep-template/README.md": TEMPLATE_README
            + "\nGraduation criteria are needed for alpha, too.\n"
        },
    ),
    Chore(
        -230,
        "Readiness of haul batching",
        {"keps/prod-readiness/sig-haulage/693.yaml": ORPHAN},
        by="jonah-petrakov",
    ),
    Chore(
        -175,
        "Template: newest release",
        {"keps/NNNN-kep-template/kep.yaml": TEMPLATE.format(release="v1.29")},
    ),
    Chore(
        -156,
        "KEP-826: windows for backfill",
        {"keps/sig-queue/826-backfill-windows/README.md": WINDOWS},
        by="kavya-ranganeth",
    ),
    Chore(
        24,
        "README: where the board is",
        {"README.md": README.decode() + "\nThe board is linked from each release.\n"},
    ),
    Chore(
        90,
        "Template: newest release",
        {"keps/NNNN-kep-template/kep.yaml": TEMPLATE.format(release="v1.31")},
    ),
    Chore(
        126,
        "README: thank you for v1.30",
        {"README.md": README.decode() + "\nThank you for v1.30.\n"},
    ),
)


def housekeeping(calendar: Calendar) -> list[Change]:
    """The changes of everything but the KEPs themselves."""
    return [
        Change(
            at=calendar.at(chore.day, seed=3),
            by=chore.by,
            subject=chore.subject,
            files={path: text.encode() for path, text in chore.files.items()},
        )
        for chore in CHORES
    ]
