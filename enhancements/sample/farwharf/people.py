"""Farwharf's people, all invented, and the places that they hold."""

from __future__ import annotations

import dataclasses

from enhancements.sample.people import Person

PEOPLE = {
    person.handle: person
    for person in (
        Person("aino-reinholt", "Aino Reinholt", "Brackwater"),
        Person("bashir-okonweth", "Bashir Okonweth", "Tidemill"),
        Person("celia-drummock", "Celia Drummock", "Brackwater"),
        Person("dmitra-valasquo", "Dmitra Valasquo", "Stavanne"),
        Person("edda-norrhavn", "Edda Norrhavn", "Stavanne"),
        Person("felix-ombareth", "Felix Ombareth", "Quayside Labs"),
        Person("gwen-tarrock", "Gwen Tarrock", "Tidemill"),
        Person("hideo-minamura", "Hideo Minamura", "Quayside Labs"),
        Person("ines-calderwick", "Ines Calderwick", "Brackwater"),
        Person("jonah-petrakov", "Jonah Petrakov", "Tidemill"),
        Person("kavya-ranganeth", "Kavya Ranganeth", "Stavanne"),
        Person("lior-ashkevar", "Lior Ashkevar", "Quayside Labs"),
        Person("maren-skovgate", "Maren Skovgate", "Stavanne"),
        Person("nikos-thalberg", "Nikos Thalberg", "Brackwater"),
        Person("orla-fenwyck", "Orla Fenwyck", "Tidemill"),
        Person("priya-malhavan", "Priya Malhavan", "Quayside Labs"),
        Person("quentin-arleux", "Quentin Arleux", "Stavanne"),
        Person("rosa-bellinghurst", "Rosa Bellinghurst", "Tidemill"),
        Person("sefa-tuilevau", "Sefa Tuilevau", "Brackwater"),
        Person("tomas-wiederholt", "Tomas Wiederholt", "Quayside Labs"),
    )
}


@dataclasses.dataclass(frozen=True, slots=True)
class Team:
    """Who leads a SIG, by handle."""

    chairs: tuple[str, ...]
    leads: tuple[str, ...]
    """Technical leads."""


SIGS = {
    "queue": Team(("edda-norrhavn", "hideo-minamura"), ("kavya-ranganeth",)),
    "placement": Team(("gwen-tarrock", "nikos-thalberg"), ("lior-ashkevar",)),
    "haulage": Team(("maren-skovgate", "priya-malhavan"), ("jonah-petrakov",)),
    "sites": Team(("orla-fenwyck", "felix-ombareth"), ("bashir-okonweth",)),
    "auth": Team(("ines-calderwick", "quentin-arleux"), ("sefa-tuilevau",)),
}
"""SIG to those who lead it at the end of the story, in the order of the roster."""

READINESS = ("dmitra-valasquo", "aino-reinholt", "rosa-bellinghurst")
"""Who may approve production readiness."""

READINESS_EMERITUS = ("celia-drummock",)

RELEASE_LEAD = "tomas-wiederholt"


def commit_author(handle: str) -> str:
    """The name and address that stand in a commit."""
    return f"{PEOPLE[handle].name} <{handle}@farwharf.example>"
