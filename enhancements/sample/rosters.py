"""The history of the sample's community repository: SIGs, chairs, approvers."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from enhancements.sample.changes import Change
from enhancements.sample.people import PEOPLE, RELEASE_TEAM

if TYPE_CHECKING:
    from enhancements.sample.calendar import Calendar

CHARTERS = {
    "compute": "Runs appliances: starting, placing, moving and resizing them.",
    "network": "Connects appliances to each other and to the world.",
    "storage": "Keeps the volumes of appliances, and copies of them.",
    "observability": "Makes visible what appliances and hosts are doing.",
}

MEETINGS = {
    "compute": ("Wednesday", "14:00"),
    "network": ("Tuesday", "13:00"),
    "storage": ("Monday", "15:00"),
    "observability": ("Thursday", "12:30"),
}

README = b"# The Lodestead community\n\nSIGs are listed in sigs.yaml.\n"

Sigs = dict[str, tuple[str, ...]]
"""SIG to its chairs, in the order of the file."""

FIRST: Sigs = {
    "compute": ("oda-vintermark", "tarek-solunga"),
    "network": ("junpei-orikasa", "noor-hallabek"),
    "storage": ("sunniva-akredal",),
}

APPROVERS: Sigs = {
    "compute": ("oda-vintermark", "wren-abascot", "ilse-marchgrund"),
    "network": ("junpei-orikasa", "noor-hallabek", "cato-ferrenby"),
    "storage": ("sunniva-akredal", "dov-lindqvaren", "pia-montefalk"),
    "observability": ("emeka-oyelund", "brannagh-quist"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A change of the SIGs: those that it names get these chairs."""

    day: int
    subject: str
    chairs: Sigs
    why: str = ""


TURNS = (
    Turn(day=-338, subject="List the SIGs and their chairs", chairs=FIRST),
    Turn(
        day=-150,
        subject="Add SIG Observability",
        chairs={"observability": ("emeka-oyelund",)},
        why="Agreed on in the community call.",
    ),
    Turn(
        day=-61,
        subject="SIG Compute: wren-abascot follows tarek-solunga as a chair",
        chairs={"compute": ("oda-vintermark", "wren-abascot")},
        why="Thank you, Tarek.",
    ),
    Turn(
        day=-27,
        subject="SIG Storage: add dov-lindqvaren as a chair",
        chairs={"storage": ("sunniva-akredal", "dov-lindqvaren")},
    ),
    Turn(
        day=84,
        subject="SIG Observability: add brannagh-quist as a chair",
        chairs={"observability": ("emeka-oyelund", "brannagh-quist")},
    ),
)


def rosters(calendar: Calendar) -> list[Change]:
    """All changes of the community repository, in the order of their making."""
    sigs: Sigs = {}
    changes: list[Change] = []
    for turn in TURNS:
        sigs |= turn.chairs
        changes.append(
            Change(
                at=calendar.at(turn.day, seed=17),
                by="vesna-tolmark",
                subject=turn.subject,
                why=turn.why,
                files=_files(sigs),
            )
        )
    return changes


def _files(sigs: Sigs) -> dict[str, bytes | None]:
    files: dict[str, bytes | None] = {
        "README.md": README,
        "OWNERS": b"approvers:\n- approvers\nreviewers:\n- reviewers\n",
        "OWNERS_ALIASES": _aliases(sigs).encode(),
        "sigs.yaml": _sigs_yaml(sigs).encode(),
    }
    for sig in sigs:
        owners = (
            f"approvers:\n- sig-{sig}-approvers\nreviewers:\n- sig-{sig}-reviewers\n"
        )
        files[f"sig-{sig}/OWNERS"] = owners.encode()
    return files


def _aliases(sigs: Sigs) -> str:
    lines = ["aliases:"]
    groups: Sigs = {
        "approvers": ("vesna-tolmark", "rui-castelmar"),
        "reviewers": ("oda-vintermark", "noor-hallabek"),
        **RELEASE_TEAM,
    }
    for sig in sigs:
        groups[f"sig-{sig}-approvers"] = tuple(
            dict.fromkeys((*sigs[sig], *APPROVERS[sig][:2]))
        )
        groups[f"sig-{sig}-reviewers"] = APPROVERS[sig]
    for group, handles in groups.items():
        lines += [f"  {group}:", *[f"  - {handle}" for handle in handles]]
    return "\n".join(lines) + "\n"


def _sigs_yaml(sigs: Sigs) -> str:
    lines = ["sigs:"]
    for sig, chairs in sigs.items():
        day, time = MEETINGS[sig]
        lines += [
            f"  - name: {sig}",
            f"    dir: sig-{sig}",
            f"    label: sig/{sig}",
            f"    mission_statement: {CHARTERS[sig]!r}",
            "    leadership:",
            "      chairs:",
            *[line for handle in chairs for line in _person(handle)],
            "    meetings:",
            f"      - description: SIG {sig.capitalize()} weekly",
            f"        day: {day}",
            f'        time: "{time}"',
            "        tz: UTC",
            "        frequency: weekly",
            "    contact:",
            f"      slack: lodestead-{sig}",
            f"      mailing_list: sig-{sig}@lodestead.example",
        ]
    return "\n".join(lines) + "\n"


def _person(handle: str) -> list[str]:
    person = PEOPLE[handle]
    return [
        f"        - github: {person.handle}",
        f"          name: {person.name}",
        f"          company: {person.company}",
    ]
