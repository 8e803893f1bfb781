"""The style sheet of all pages: small files for those who edit, one for browsers.

A browser on a slow device spends longer on three dozen files than on what stands in
them. The address carries a digest of the content, so that it can be kept for good.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles import finders

# In the order of loading; the cascade is fixed by layers in tokens.css.
STYLES = (
    "tokens",
    "base",
    "layout",
    "components/button",
    "components/status",
    "components/stage",
    "components/chip",
    "components/form",
    "components/tabs",
    "components/figures",
    "components/phase",
    "components/table",
    "components/callout",
    "components/people",
    "components/person",
    "components/roadmap",
    "components/history",
    "components/ladder",
    "components/charts",
    "components/cards",
    "components/queue",
    "components/rendered",
    "components/sig",
    "components/who",
    "components/timeline",
    "components/query",
    "components/views",
    "components/guide",
    "components/guide-more",
    "components/propose",
    "components/release",
    "components/report",
    "components/dateline",
    "components/enhancement",
    "components/tracker",
    "components/home",
    "components/lists",
    "components/changes",
    "components/criteria",
    "components/life",
    "components/exceptions",
    "components/sources",
    "components/gates",
    "components/concerns",
    "components/dependencies",
    "components/asking",
    "components/snapshots",
    "components/drift",
    "components/matrix",
    "components/panel",
    "components/checks",
    "components/board",
    "components/account",
    "components/following",
    "components/party",
    "components/live",
    "components/decide",
    "components/letters",
    "components/keys",
    "components/palette",
    "components/touch",
    "components/print",
)


class Bundle(NamedTuple):
    """All styles in one: the digest that its address carries, and the text."""

    digest: str
    content: bytes


def bundle() -> Bundle:
    """The styles as they stand; read again when a file of a checkout was edited."""
    files = _files()
    edited = max(file.stat().st_mtime_ns for file in files) if _is_edited() else 0
    return _joined(files, edited)


def address() -> str:
    """Where the style sheet is."""
    return f"{settings.STATIC_URL}css/all-{bundle().digest}.css"


def _is_edited() -> bool:
    """Whether the files may change while we run: an image has a fixed copy."""
    return settings.STATIC_ROOT is None


@functools.cache
def _files() -> tuple[Path, ...]:
    found = [finders.find(f"css/{name}.css") for name in STYLES]
    missing = [name for name, path in zip(STYLES, found, strict=True) if not path]
    if missing:
        message = f"no file for the styles {', '.join(missing)}"
        raise FileNotFoundError(message)
    return tuple(Path(str(path)) for path in found)


@functools.lru_cache(maxsize=1)
def _joined(files: tuple[Path, ...], edited: int) -> Bundle:
    del edited  # Only tells one state of the files from another.
    content = b"\n".join(file.read_bytes() for file in files)
    return Bundle(hashlib.sha256(content).hexdigest()[:12], content)
