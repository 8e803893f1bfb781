"""The part of a profile that says where the code registers its feature gates."""

from __future__ import annotations

import dataclasses
import re

from enhancements.documents import versions
from enhancements.profiles.globs import compile_globs

GO = "go"
VERSIONED_YAML = "versioned-yaml"
FORMATS = (GO, VERSIONED_YAML)
"""Names that `documents.gates` knows."""


@dataclasses.dataclass(frozen=True, slots=True)
class GateRules:
    """Which files at which tags register gates, and what their words mean."""

    format: str = ""
    """One of FORMATS; empty for a project whose code registers none."""
    roots: tuple[str, ...] = ()
    """Folders or files that hold all registrations, to fetch no others."""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    final: str = ""
    """Expression with the groups `major` and `minor`, of the tag that makes a
    release: of the first final one only."""
    hints: str = ""
    """The same of tags that lead to one; they prove nothing."""
    calls: tuple[str, ...] = ()
    """Go functions that register a gate."""
    name: str = "Name"
    state: str = "State"
    """Fields of what such a function is given."""
    stages: dict[str, str] = dataclasses.field(default_factory=dict)
    """The code's words to keys of stages."""
    _include: re.Pattern[str] = dataclasses.field(init=False, repr=False)
    _exclude: re.Pattern[str] = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_include", compile_globs(self.include))
        object.__setattr__(self, "_exclude", compile_globs(self.exclude))

    def wants(self, path: str) -> bool:
        """Whether the file at this path registers gates."""
        if self._exclude.fullmatch(path) is not None:
            return False
        return self._include.fullmatch(path) is not None

    def release_of(self, tag: str) -> tuple[str, bool] | None:
        """Release that a tag of this name makes or leads to, and whether it makes it.

        `("v1.9", True)` of "v1.9.0"; None for a tag that is about no release, such as
        one of a patch.
        """
        for pattern, is_final in ((self.final, True), (self.hints, False)):
            found = re.fullmatch(pattern, tag) if pattern else None
            if found is not None:
                name = versions.parse_release(f"{found['major']}.{found['minor']}")
                return (name, is_final) if name else None
        return None
