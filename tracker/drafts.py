"""Files that have their name once they are whole, and never take another's."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def draft(path: Path) -> Iterator[Path]:
    """A file beside `path`, for its owner alone, that is gone in the end."""
    place = path.with_name(f".{path.name}.{os.getpid()}.part")
    os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield place
    finally:
        place.unlink(missing_ok=True)


def settle(place: Path, path: Path) -> None:
    """Give a whole file its name, unless somebody else took that meanwhile."""
    os.link(place, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
