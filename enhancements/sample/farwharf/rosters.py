"""The history of Farwharf's community repository, in the form of Kubernetes'."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from enhancements.sample.changes import Change
from enhancements.sample.farwharf.people import (
    PEOPLE,
    READINESS,
    READINESS_EMERITUS,
    RELEASE_LEAD,
    SIGS,
    Team,
)

if TYPE_CHECKING:
    from enhancements.sample.calendar import Calendar

MISSIONS = {
    "queue": "Takes cargo in, keeps it in order and decides when it is its turn.",
    "placement": "Chooses the site on which cargo runs.",
    "haulage": "Moves data to where it is needed, and back.",
    "sites": "Runs cargo on sites of every size, and wharfctl that makes them.",
    "auth": "Decides who may do what, and keeps the record of it.",
}

MEETINGS = {
    "queue": ("Tuesday", "16:00", "weekly"),
    "placement": ("Thursday", "15:00", "weekly"),
    "haulage": ("Wednesday", "09:30", "biweekly"),
    "sites": ("Monday", "17:00", "weekly"),
    "auth": ("Wednesday", "18:00", "biweekly"),
}

SUBPROJECTS = {"sites": ("dockhand", "wharfctl"), "placement": ("pilot",)}

Teams = dict[str, Team]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A change of the roster: the SIGs that it names get these leaders."""

    day: int
    subject: str
    teams: Teams = dataclasses.field(default_factory=dict)
    readiness: tuple[str, ...] = ()
    why: str = ""


BEGINNING = {
    **SIGS,
    "placement": Team(("gwen-tarrock", "celia-drummock"), ("lior-ashkevar",)),
    "auth": Team(("ines-calderwick",), ("sefa-tuilevau",)),
}

TURNS = (
    Turn(
        day=-392,
        subject="List the SIGs and who leads them",
        teams=BEGINNING,
        readiness=("celia-drummock", *READINESS[:2]),
    ),
    Turn(
        day=-281,
        subject="Readiness: rosa-bellinghurst follows celia-drummock",
        readiness=READINESS,
        why="Thank you, Celia, for four years of reviews.",
    ),
    Turn(
        day=-187,
        subject="SIG Placement: nikos-thalberg follows celia-drummock as a chair",
        teams={"placement": SIGS["placement"]},
    ),
    Turn(
        day=-51,
        subject="SIG Auth: add quentin-arleux as a chair",
        teams={"auth": SIGS["auth"]},
    ),
    Turn(
        day=75,
        subject="SIG Haulage: add jonah-petrakov as a chair",
        teams={
            "haulage": Team(
                ("maren-skovgate", "priya-malhavan", "jonah-petrakov"),
                ("jonah-petrakov",),
            )
        },
    ),
)


def rosters(calendar: Calendar) -> list[Change]:
    """All changes of the community repository, in the order of their making."""
    teams: Teams = {}
    readiness: tuple[str, ...] = ()
    changes: list[Change] = []
    for turn in TURNS:
        teams |= turn.teams
        readiness = turn.readiness or readiness
        changes.append(
            Change(
                at=calendar.at(turn.day, seed=29),
                by=RELEASE_LEAD,
                subject=turn.subject,
                why=turn.why,
                files=_files(teams, readiness),
            )
        )
    return changes


def aliases(teams: Teams, readiness: tuple[str, ...]) -> str:
    """The text of OWNERS_ALIASES: teams of SIGs and of production readiness."""
    groups: dict[str, tuple[str, ...]] = {}
    for sig, team in teams.items():
        groups[f"sig-{sig}-leads"] = tuple(dict.fromkeys((*team.chairs, *team.leads)))
        groups[f"sig-{sig}-reviewers"] = (*team.leads, team.chairs[0])
    groups["release-team-enhancements"] = (RELEASE_LEAD, "aino-reinholt")
    groups["prod-readiness-approvers"] = readiness
    groups["prod-readiness-approvers-emeritus"] = READINESS_EMERITUS
    lines = ["aliases:"]
    for group, handles in groups.items():
        lines += [f"  {group}:", *[f"    - {handle}" for handle in handles]]
    return "\n".join(lines) + "\n"


def _files(teams: Teams, readiness: tuple[str, ...]) -> dict[str, bytes | None]:
    files: dict[str, bytes | None] = {
        "README.md": b"# The Farwharf community\n\nSIGs are listed in sigs.yaml.\n",
        "OWNERS": f"approvers:\n  - {RELEASE_LEAD}\n".encode(),
        "OWNERS_ALIASES": aliases(teams, readiness).encode(),
        "sigs.yaml": _sigs(teams).encode(),
    }
    for sig in teams:
        owners = (
            f"reviewers:\n  - sig-{sig}-reviewers\napprovers:\n  - sig-{sig}-leads\n"
            f"labels:\n  - sig/{sig}\n"
        )
        files[f"sig-{sig}/OWNERS"] = owners.encode()
    return files


def _sigs(teams: Teams) -> str:
    lines = ["sigs:"]
    for sig, team in teams.items():
        day, clock, frequency = MEETINGS[sig]
        lines += [
            f"  - dir: sig-{sig}",
            f"    name: {sig.capitalize()}",
            "    mission_statement: >",
            f"      {MISSIONS[sig]}",
            "",
            "    charter_link: charter.md",
            f"    label: {sig}",
            "    leadership:",
            "      chairs:",
            *[line for handle in team.chairs for line in _person(handle)],
            "      tech_leads:",
            *[line for handle in team.leads for line in _person(handle)],
            "    meetings:",
            "      - description: Regular SIG Meeting",
            f"        day: {day}",
            f'        time: "{clock}"',
            "        tz: UTC",
            f"        frequency: {frequency}",
            "    contact:",
            f"      slack: sig-{sig}",
            f"      mailing_list: sig-{sig}@farwharf.example",
            "      teams:",
            f"        - name: sig-{sig}-leads",
            f"          description: Leads of SIG {sig.capitalize()}",
            *_subprojects(sig),
        ]
    return (
        "\n".join([*lines, "workinggroups: []", "usergroups: []", "committees: []"])
        + "\n"
    )


def _subprojects(sig: str) -> list[str]:
    names = SUBPROJECTS.get(sig, ())
    lines = ["    subprojects:"] if names else []
    for name in names:
        address = f"https://farwharf.example/{name}/OWNERS"
        lines += [f"      - name: {name}", "        owners:", f"          - {address}"]
    return lines


def _person(handle: str) -> list[str]:
    person = PEOPLE[handle]
    return [
        f"        - github: {person.handle}",
        f"          name: {person.name}",
        f"          company: {person.company}",
    ]
