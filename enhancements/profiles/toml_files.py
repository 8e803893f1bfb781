"""TOML files of this folder: reading one, and laying one over another."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from enhancements.profiles.reader import ProfileInvalid


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a file; raises ProfileInvalid when it is not TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileInvalid(f"{path.name}: this is not TOML: {error}.") from error


def merge(parent: dict[str, Any], child: dict[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key; any other value replaces the parent's."""
    merged = dict(parent)
    for key, value in child.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[key] = merge(old, value)
        else:
            merged[key] = value
    return merged
