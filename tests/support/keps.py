"""Files of a project in Kubernetes' form, as tests write them."""

from __future__ import annotations

from typing import Any

import yaml


def kep(number: int | str = 1234, title: str = "Warm standby", **fields: Any) -> bytes:
    """A kep.yaml; an underscore in a name stands for a hyphen, None leaves it out."""
    given = {
        "authors": ["@ada"],
        "owning_sig": "sig-node",
        "status": "implementable",
        "approvers": ["@linus"],
        **fields,
    }
    data = {"title": title, "kep-number": number}
    data |= {
        name.replace("_", "-"): value
        for name, value in given.items()
        if value is not None
    }
    return yaml.safe_dump(data, sort_keys=False).encode()


def alpha(release: str, **fields: Any) -> bytes:
    """A KEP whose work is alpha in that release."""
    milestone = {"alpha": release}
    return kep(stage="alpha", latest_milestone=release, milestone=milestone, **fields)


def readiness(number: int | str = 1234, **approvers: str) -> bytes:
    """A production-readiness file."""
    data = {"kep-number": number}
    stages = {stage: {"approver": name} for stage, name in approvers.items()}
    return yaml.safe_dump({**data, **stages}, sort_keys=False).encode()
