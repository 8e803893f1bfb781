r"""Which addresses a form may lead back to: those of our own pages.

Pure. A text that a browser would resolve to another host must never pass: neither
`//host`, nor `/\host`, nor what a browser makes of tabs and line breaks within.
"""

from __future__ import annotations

import re

# What an address of ours is made of once it is encoded; everything else is refused.
_FIRST = r"A-Za-z0-9._~!$&'()*+,;=:@%?-"
_OURS = re.compile(rf"/(?:[{_FIRST}][/{_FIRST}]*)?")
_LONGEST = 2000
# Pages of signing in lead nowhere themselves.
_NOT_BACK_TO = ("/accounts/",)


def own_address(text: str, otherwise: str = "/") -> str:
    """The text if it is an address of our own to go back to, else `otherwise`.

    >>> own_address("/sample/?as_of=2026-01-01")
    '/sample/?as_of=2026-01-01'
    >>> own_address("//evil.example/")
    '/'
    """
    is_ours = len(text) <= _LONGEST and _OURS.fullmatch(text) is not None
    return text if is_ours and not text.startswith(_NOT_BACK_TO) else otherwise
