"""Release names: reading them, and comparing them as versions.

A release is named by its major and minor number: "v1.9", "1.9", "v1.9.0" and
"v1.9." are one release, `v1.9`, and v1.10 comes after v1.9.
"""

from __future__ import annotations

import re

_RELEASE = re.compile(
    r"\s*v?(?P<major>[0-9]{1,4})\.(?P<minor>[0-9]{1,4})(?:\.(?:[0-9]{1,4}|x))?\.?\s*",
    re.IGNORECASE,
)


def parse_release(text: str) -> str | None:
    """The release that a text names and nothing else: `v1.9` of "1.9.0".

    None for anything but a release: blank text, "TBD", "v1", "v1.9-rc.1".
    """
    found = _RELEASE.fullmatch(text)
    if found is None:
        return None
    return f"v{int(found['major'])}.{int(found['minor'])}"


def sort_key(release: str) -> tuple[int, int]:
    """Major and minor number, to sort releases by: (1, 10) of "v1.10".

    Raises ValueError for a text that is no release.
    """
    found = _RELEASE.fullmatch(release)
    if found is None:
        raise ValueError(f"{release!r} is no release such as v1.9.")
    return int(found["major"]), int(found["minor"])
