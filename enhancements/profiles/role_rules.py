"""The part of a profile that says which alias or team holds which role.

Chairs and technical leads of a SIG are its leads in every project; an enhancement's
owners and authors are named by its own sources. What is left is the release team, and
teams of SIG leads that no roster lists.
"""

from __future__ import annotations

import dataclasses
import re

RELEASE_LEAD = "release-lead"
RELEASE_SHADOW = "release-shadow"
RELEASE_DOCS = "release-docs"
RELEASE_COMMS = "release-comms"
SIG_LEAD = "sig-lead"
RELEASE_TEAM = (RELEASE_LEAD, RELEASE_SHADOW, RELEASE_DOCS, RELEASE_COMMS)
"""The release team, from the one who answers for the release on."""
ROLES = (*RELEASE_TEAM, SIG_LEAD)
SIG = "{sig}"
"""Stands in the name of an alias or a team for the name of a SIG."""


@dataclasses.dataclass(frozen=True, slots=True)
class RoleRule:
    """A role, and the alias of OWNERS_ALIASES or the team at GitHub that holds it."""

    role: str
    """One of ROLES."""
    alias: str = ""
    """In lower case."""
    team: str = ""
    """Short name of a team of the main repository's organisation, in lower case."""

    def sig_of(self, name: str) -> str | None:
        """The SIG that an alias or team of this name leads; "" for a role of the
        release team. None when the rule is not about it.
        """
        pattern = self.alias or self.team
        if SIG not in pattern:
            return "" if name.casefold() == pattern else None
        before, after = (re.escape(part) for part in pattern.split(SIG, 1))
        found = re.fullmatch(f"{before}(?P<sig>.+){after}", name.casefold())
        return found["sig"] if found else None
