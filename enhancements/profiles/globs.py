"""Path patterns of a profile, compiled once and asked thousands of times."""

from __future__ import annotations

import re
from collections.abc import Iterable


def compile_globs(globs: Iterable[str]) -> re.Pattern[str]:
    """One expression that matches a whole path when any of the globs does.

    `*` stands for anything but a slash, `**` for anything at all, `?` for one
    character but a slash. Everything else stands for itself. No globs match
    nothing.
    """
    parts = [_glob_expression(glob) for glob in globs]
    return re.compile("|".join(parts) if parts else r"(?!)", re.DOTALL)


def _glob_expression(glob: str) -> str:
    words = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    pieces = re.split(r"(\*\*|\*|\?)", glob)
    return "(?:" + "".join(words.get(p, re.escape(p)) for p in pieces) + ")"
