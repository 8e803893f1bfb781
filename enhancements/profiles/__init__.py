"""Profiles: a project's process as data.

`load("kubevirt")` gives the typed profile; `names()` lists the known ones. The
data are TOML files in this folder; `schema` says what they may hold.
"""

from __future__ import annotations

from enhancements.profiles.loader import load, names
from enhancements.profiles.reader import ProfileInvalid
from enhancements.profiles.schema import Profile

__all__ = ["Profile", "ProfileInvalid", "load", "names"]
