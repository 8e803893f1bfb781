"""Files that stand beside a profile, such as `kubernetes.letters.toml`: which one is a
profile's, and laying one over the one that it extends.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from enhancements.profiles import loader
from enhancements.profiles.reader import ProfileInvalid
from enhancements.profiles.toml_files import merge, read_toml

GENERAL = "general"
"""The file of a profile that brings none."""


@dataclasses.dataclass(frozen=True, slots=True)
class Companions:
    """All files of one sort."""

    suffix: str
    """How they end: `.letters.toml`."""
    what: str
    """What a profile has there, within a sentence: "a guide"."""
    may_extend_own: bool = False
    """Whether an operator's file may extend the bundled one of its own name."""

    def name_for(
        self, profile: str, folder: Path, parents: Iterable[str] | None = None
    ) -> str:
        """Whose file a profile uses: its own, else that of the nearest of `parents`
        that has one, else the general one. They are those that it extends.
        """
        nearer = _extended(profile, folder) if parents is None else parents
        candidates = (profile, *nearer)
        there = (one for one in candidates if self._path(one, folder).is_file())
        return next(there, GENERAL)

    def tables(self, name: str, folder: Path) -> dict[str, Any]:
        """The file's tables laid over those of the one that it extends.

        Raises ProfileInvalid, whose text names the file and says what to write there.
        """
        return self._merged(name, folder, ())

    def _merged(
        self, name: str, folder: Path, below: tuple[str, ...]
    ) -> dict[str, Any]:
        path = self._path(name, folder)
        if name in below or not path.is_file():
            whose = below[-1] if below else name
            raise ProfileInvalid(
                f"{whose}{self.suffix}: extends: write the name of another profile "
                f"that has {self.what}; {name!r} is none."
            )
        data = read_toml(path)
        parent = data.pop("extends", None)
        if parent is None:
            return data
        if self.may_extend_own and parent == name and path.parent != loader.HERE:
            return merge(self._merged(name, loader.HERE, below), data)
        return merge(self._merged(str(parent), folder, (*below, name)), data)

    def _path(self, name: str, folder: Path) -> Path:
        return loader.file_of(name, self.suffix, folder)


def _extended(name: str, folder: Path) -> Iterator[str]:
    """The profiles that this one extends, the nearest first."""
    found: list[str] = []
    path = loader.file_of(name, ".toml", folder)
    while path.is_file():
        parent = read_toml(path).get("extends")
        if not isinstance(parent, str) or parent in found:
            return
        found.append(parent)
        yield parent
        path = loader.file_of(parent, ".toml", folder)
