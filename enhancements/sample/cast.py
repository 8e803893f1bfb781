"""Whom of the samples' people one may be in the demo, and for what."""

from __future__ import annotations

import dataclasses

from enhancements.sample import people
from enhancements.sample.farwharf import people as farwharf


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """Somebody of a sample: `project` is its name in the demo."""

    project: str
    login: str
    name: str
    part: str
    """What they are there, in a few words."""


LEADS = {"sample": "vesna-tolmark", "farwharf": farwharf.RELEASE_LEAD}
"""Who leads the release team, by the project's name in the demo."""
CHAIRS = {
    "sample": {
        "compute": "oda-vintermark",
        "network": "junpei-orikasa",
        "storage": "sunniva-akredal",
        "observability": "emeka-oyelund",
    },
    "farwharf": {sig: team.chairs[0] for sig, team in farwharf.SIGS.items()},
}
"""Who speaks for each SIG."""


def _chairs(project: str) -> dict[str, str]:
    return {
        login: f"chairs SIG {sig.capitalize()}"
        for sig, login in CHAIRS[project].items()
    }


def _lodestead() -> tuple[Part, ...]:
    told = {
        LEADS["sample"]: "leads the release team",
        "ilse-marchgrund": "shadow in the release team",
        "cato-ferrenby": "docs in the release team",
        "brannagh-quist": "comms in the release team",
        **_chairs("sample"),
        "rui-castelmar": "owns enhancements, holds no office",
        "tarek-solunga": "owns some, and chaired SIG Compute before",
    }
    return tuple(
        Part("sample", login, people.PEOPLE[login].name, part)
        for login, part in told.items()
    )


def _farwharf() -> tuple[Part, ...]:
    told = {
        LEADS["farwharf"]: "leads the release team",
        "aino-reinholt": "shadow in the release team",
        **_chairs("farwharf"),
        "kavya-ranganeth": "technical lead of SIG Queue",
        "dmitra-valasquo": "approves production readiness",
        "celia-drummock": "was in office once, owns nothing",
    }
    return tuple(
        Part("farwharf", login, farwharf.PEOPLE[login].name, part)
        for login, part in told.items()
    )


CAST = (*_lodestead(), *_farwharf())
