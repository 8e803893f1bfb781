"""The sample's people, all invented, and the places that they hold."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the sample project. `company` is where they work."""

    handle: str
    name: str
    company: str


PEOPLE = {
    person.handle: person
    for person in (
        Person("brannagh-quist", "Brannagh Quist", "Pell Instruments"),
        Person("cato-ferrenby", "Cato Ferrenby", "Northgate Carrier"),
        Person("dov-lindqvaren", "Dov Lindqvaren", "Hollin Storage"),
        Person("emeka-oyelund", "Emeka Oyelund", "Pell Instruments"),
        Person("ilse-marchgrund", "Ilse Marchgrund", "Ferrow Works"),
        Person("junpei-orikasa", "Junpei Orikasa", "Northgate Carrier"),
        Person("noor-hallabek", "Noor Hallabek", "Ferrow Works"),
        Person("oda-vintermark", "Oda Vintermark", "Ferrow Works"),
        Person("pia-montefalk", "Pia Montefalk", "Hollin Storage"),
        Person("rui-castelmar", "Rui Castelmar", "Ferrow Works"),
        Person("sunniva-akredal", "Sunniva Akredal", "Hollin Storage"),
        Person("tarek-solunga", "Tarek Solunga", "Osterby Cloud"),
        Person("vesna-tolmark", "Vesna Tolmark", "Osterby Cloud"),
        Person("wren-abascot", "Wren Abascot", "Osterby Cloud"),
    )
}

REVIEWERS = {
    "compute": ("oda-vintermark", "wren-abascot"),
    "network": ("noor-hallabek", "junpei-orikasa"),
    "storage": ("sunniva-akredal", "dov-lindqvaren"),
    "observability": ("emeka-oyelund", "brannagh-quist"),
    "": ("vesna-tolmark", "rui-castelmar"),
}
"""Who reads the proposals of a SIG; under "" those that belong to none."""

APPROVERS = ("vesna-tolmark", "oda-vintermark")
"""Who may approve proposals, in the order in which they came."""

LATER_APPROVER = "rui-castelmar"

RELEASE_TEAM = {
    "release-team-leads": ("vesna-tolmark",),
    "release-team": ("ilse-marchgrund", "pia-montefalk"),
    "release-team-docs": ("cato-ferrenby",),
    "release-team-comms": ("brannagh-quist",),
}
"""Aliases of those who steer the releases."""


def commit_author(handle: str) -> str:
    """The name and address that stand in a commit."""
    return f"{PEOPLE[handle].name} <{handle}@lodestead.example>"
