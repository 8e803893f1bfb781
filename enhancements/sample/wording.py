"""Sentences that many of the sample's documents share, as real ones do.

Which one a document gets follows from its number, so that it never changes.
"""

from __future__ import annotations

import textwrap

ALTERNATIVES = (
    (
        "Leave it to scripts outside of the platform. This is what adopters do today; "
        "every script fails in its own way."
    ),
    "Do the same in the guest. Closed images and old guests would be left out.",
    "Do it in the controller alone. It sees the hosts too late to act in time.",
    "Wait for the kernel to offer it. The work there has no date.",
)

SCALABILITY = (
    (
        "One more object per appliance, watched by one controller. Measured with "
        "20,000 appliances the controller's memory grows by 40 MiB."
    ),
    "Nothing is added per appliance. The cost per host is one request a minute.",
    "Grows with the number of hosts and not with that of appliances.",
    "The number of writes is limited per host; beyond it, updates are merged.",
)

ROLLBACK = (
    (
        "Appliances that do not use it are not touched by an update. After a rollback "
        "the new fields are kept and ignored."
    ),
    (
        "An update changes nothing by itself. Before a rollback the gate has to be "
        "turned off and the appliances that use it stopped."
    ),
    "Old wardens ignore what new controllers ask of them, and say so in the status.",
)

TESTING = (
    (
        "Unit tests for every decision, and two journeys on the test rack: the usual "
        "one and the one in which the host fails half way."
    ),
    "A suite of its own in the nightly run, on both supported guests.",
    "The reference appliance lives its whole life, with the gate on and with it off.",
)

ALPHA_CRITERIA = (
    "- The gate is registered and off by default.\n- The usual journey is tested.",
    "- Behind a gate, with unit tests.\n- Described in the developers' guide.",
)

BETA_CRITERIA = (
    "- The interface stayed as it is for a release.\n- Faults are tested too.",
    "- At least two adopters have tried it.\n- Metrics show use and failures.",
)

GA_CRITERIA = (
    "- No open bug of the two highest priorities.\n- The gate is locked on.",
    "- In the users' guide.\n- Two releases of beta without a change of the interface.",
)

STAGE_LABELS = {
    "alpha": "alpha",
    "alpha2": "alpha2",
    "beta": "beta",
    "ga": "GA",
    "ship": "delivery",
    "version": "the rule",
    "announcement": "announcement",
    "enforcement": "enforcement",
}
"""How people write a stage in a sentence."""

_WIDTH = 86

_PREFIXES = ("VEP {}: ", "VEP #{}: ", "VEP {}: ", "VEP-{}: ", "VEP {}: ", "")


def pick(pool: tuple[str, ...], number: int) -> str:
    """The pool's text for the document with this number."""
    return pool[number % len(pool)]


def paragraph(pool: tuple[str, ...], number: int) -> str:
    """The pool's text for this document, in lines of a document's width."""
    return textwrap.fill(pick(pool, number), _WIDTH)


def prefixed(number: int, text: str) -> str:
    """A commit's subject as this enhancement's people write it."""
    prefix = pick(_PREFIXES, number).format(number)
    return prefix + text if prefix else text[:1].upper() + text[1:]
