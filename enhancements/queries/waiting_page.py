"""The page of what waits for somebody, or for a SIG."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from enhancements.languages import gettext
from enhancements.policy.permissions import Held
from enhancements.profiles.role_rules import RELEASE_TEAM, SIG_LEAD
from enhancements.queries import waiting
from enhancements.queries.frame import Setting
from enhancements.queries.handles import plain
from enhancements.queries.shapes import Frame
from enhancements.queries.shapes.waiting import WaitRow


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """What waits for one of those whom somebody speaks for."""

    title: str
    key: str
    """Name of the list in addresses of files."""
    rows: tuple[WaitRow, ...]
    done: str
    """What is said when nothing waits."""


@dataclasses.dataclass(frozen=True, slots=True)
class WaitingPage:
    """Everything the page shows."""

    frame: Frame
    title: str
    parts: tuple[Part, ...]
    login: str = ""
    """Of whom it is, as somebody or as whoever is signed in; empty for a SIG."""
    sig: str = ""
    is_me: bool = False
    releases: tuple[str, ...] = ()
    """Those in work, whose entries are looked at."""

    @property
    def total(self) -> int:
        """How much waits in all."""
        return sum(len(part.rows) for part in self.parts)


def of_me(setting: Setting, login: str, held: Sequence[Held]) -> WaitingPage:
    """What waits for whoever is signed in, for the SIGs that they lead, and for the
    release team when they are of it; in one SQL statement.
    """
    sigs = [one.of for one in held if one.role == SIG_LEAD and one.of]
    team = any(one.role in RELEASE_TEAM for one in held)
    found = waiting.queue(setting, logins=[login], sigs=sigs, team=team)
    mine = found.on(logins=[login])
    parts = [
        Part(gettext("On me"), "me", mine, gettext("Nothing waits for you. Enjoy it."))
    ]
    for sig in sigs:
        rows = tuple(row for row in found.on(sigs=[sig]) if row not in mine)
        parts.append(_of_sig(sig, f"sig-{sig}", rows))
    if team:
        done = gettext("Nothing waits for the release team.")
        rows = tuple(row for row in found.on_team() if row not in mine)
        parts.append(Part(gettext("On the release team"), "team", rows, done))
    return WaitingPage(
        setting.frame,
        gettext("Waiting on me"),
        tuple(parts),
        login=login,
        is_me=True,
        releases=_releases(setting),
    )


def of_person(setting: Setting, login: str) -> WaitingPage:
    """What waits for somebody, whoever asks; in one SQL statement."""
    name = plain(login)
    found = waiting.queue(setting, logins=[name])
    part = Part(
        gettext("On @%(name)s", name=name),
        "me",
        found.on(logins=[name]),
        gettext("Nothing waits for @%(name)s.", name=name),
    )
    return WaitingPage(
        setting.frame,
        gettext("Waiting on @%(name)s", name=name),
        (part,),
        login=name,
        releases=_releases(setting),
    )


def of_sig(setting: Setting, sig: str) -> WaitingPage:
    """What waits for a SIG, for the people of its entries, and what it waits for from
    others; in one SQL statement.
    """
    found = waiting.queue(setting, sigs=[sig])
    ours, people, others = split(found.rows, sig)
    none = gettext("Nothing waits for them.")
    nobody = gettext("SIG %(sig)s waits for nobody else.", sig=sig)
    parts = (
        _of_sig(sig, "us", ours),
        Part(gettext("On people of its entries"), "people", people, none),
        Part(gettext("On others"), "others", others, nobody),
    )
    return WaitingPage(
        setting.frame,
        gettext("Waiting on SIG %(sig)s", sig=sig),
        parts,
        sig=sig,
        releases=_releases(setting),
    )


def _of_sig(sig: str, key: str, rows: tuple[WaitRow, ...]) -> Part:
    """What waits for a SIG itself."""
    done = gettext("Nothing waits for SIG %(sig)s.", sig=sig)
    return Part(gettext("On SIG %(sig)s", sig=sig), key, rows, done)


def split(
    rows: Sequence[WaitRow], sig: str
) -> tuple[tuple[WaitRow, ...], tuple[WaitRow, ...], tuple[WaitRow, ...]]:
    """What waits for a SIG, for people of its entries, and for others about these."""
    ours, people, others = [], [], []
    for row in rows:
        if waiting.is_on_sig(row, sig):
            ours.append(row)
        elif row.entry.sig == sig and any(one.is_named for one in row.wait.whom):
            people.append(row)
        elif row.entry.sig == sig:
            others.append(row)
    return tuple(ours), tuple(people), tuple(others)


def _releases(setting: Setting) -> tuple[str, ...]:
    return tuple(one.name for one in waiting.in_work(setting))
