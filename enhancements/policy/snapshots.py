"""Snapshots as text: the same board gives the same bytes, wherever it is written.

Pure. Whoever has the file can work out its digest with any tool for SHA-256.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

FORMAT = 3
"""Version of what a snapshot's content looks like; counted up when it changes. Since 2
it lists exceptions, since 3 what each entry depends on. What was kept in an older form
stays as it is, digest and all."""


def canonical(content: Mapping[str, Any]) -> str:
    """The content as JSON in one way only: sorted keys, no blanks, no escapes but
    those that JSON needs.
    """
    return json.dumps(
        content,
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
    )


def digest_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
