"""What letters may name, by what they are about."""

from __future__ import annotations

from collections.abc import Mapping

from enhancements.policy.letters.escaping import Kind
from enhancements.policy.letters.template import Names

_T, _W, _F = Kind.TEXT, Kind.WORD, Kind.FLAG
COMMON: Names = {
    "project": _T,
    "word": _T,
    "words": _T,
    "release": _W,
    "freeze": _T,
    "freeze_title": _T,
    "aoe": _T,
    "utc": _T,
    "is_over": _F,
}
"""What every letter may name. `freeze` is its label within a sentence; `aoe` and `utc`
are the moment at which it ends, empty where the release has no date for it."""
COMMENT: Names = {
    **COMMON,
    "key": _W,
    "number": _W,
    "title": _T,
    "track": _T,
    "sig": _W,
    "stage": _W,
    "is_deprecation": _F,
    "owners": {"login": Kind.LOGIN},
    "contact": Kind.LOGIN,
    "met": _W,
    "asked": _W,
    "checks": {
        "check": _T,
        "is_met": _F,
        "is_waived": _F,
        "is_unknown": _F,
        "reason": _T,
        "waived_by": _T,
        "waived_because": _T,
    },
    "actions": {"action": _T, "why": _T},
    "decided_because": _T,
}
"""Of a comment on an entry at a freeze."""
COMMAND: Mapping[str, Kind] = {
    name: kind for name, kind in COMMENT.items() if kind is Kind.WORD
}
"""Of a slash command: nothing that anybody could have written."""
CLEAN_UP: Names = {
    "author": Kind.LOGIN,
    "milestone": _W,
    "next": _W,
    "number": _W,
    "release": _W,
    "stage": _W,
    "title": _T,
    "word": _T,
}
"""Of the comment on an issue that is cleaned up at the end of a cycle. `author` wrote
the issue; `next` is the release after, empty while none is known."""
EXCEPTION: Names = {"release": _W, "number": _W, "sig": _W, "title": _T, "freeze": _T}
"""Of who gets the mail about an exception, and of its subject. `freeze` are its freezes
within a sentence."""
EXCEPTION_COMMAND: Mapping[str, Kind] = {
    name: kind for name, kind in EXCEPTION.items() if kind is Kind.WORD
}
EXCEPTION_COMMENT: Names = {
    "said": _T,
    "reason": {"line": _T},
    "address": Kind.LINK,
}
"""Of the comment about an exception. `said` is what was decided, in a sentence;
`reason` has an item for each line that was typed."""
CHECK_IN: Names = {
    "how": _T,
    "release": _W,
    "track": _T,
    "login": Kind.LOGIN,
    "day": _T,
    "because": _T,
}
"""Of the comment that says how an entry goes. `day` is in UTC; `because` is empty where
no reason was given."""
CHECK_IN_TEXT, CLEAN_UP_TEXT = "check-in", "clean-up-"
EXCEPTION_MAIL, EXCEPTION_TEXT = "exception-mail", "exception-comment"
"""Names of texts that are neither a comment at a freeze nor an announcement; behind
CLEAN_UP_TEXT stands the case."""


def of_lone(name: str) -> Names:
    """What such a text may name. Raises KeyError for another one."""
    if name.startswith(CLEAN_UP_TEXT):
        return CLEAN_UP
    return {
        CHECK_IN_TEXT: CHECK_IN,
        EXCEPTION_MAIL: EXCEPTION,
        EXCEPTION_TEXT: EXCEPTION_COMMENT,
    }[name]


_COUNTS: Names = {
    "total": _W,
    "tracked": _W,
    "met": _W,
    "at_risk": _W,
    "unknown": _W,
    "out": _W,
}
_ROWS: Names = {
    "title": _T,
    "key": _W,
    "number": _W,
    "stage": _W,
    "status": _T,
    "missing": _T,
    "owners": {"login": Kind.LOGIN},
}
_FREEZE = {**COMMON, **_COUNTS, "days_left": _W}
ANNOUNCEMENT: Mapping[str, Names] = {
    "freeze": {
        **_FREEZE,
        "sigs": {"sig": _W, **_COUNTS},
        "left": {"title": _T, "key": _W, "number": _W, "status": _T},
    },
    "call": {
        **_FREEZE,
        "deadlines": {"deadline": _T, "ends_aoe": _T, "ends_utc": _T},
        "asks": {"check": _T},
    },
    "outreach": {**_FREEZE, "sig": _W, "entries": _ROWS, "is_empty": _F},
    "weekly": {
        **_FREEZE,
        "light": _W,
        "reasons": {"reason": _T},
        "statuses": {"status": _T, "count": _W},
        "stages": {"stage": _W, "count": _W},
        "sigs": {"sig": _W, **_COUNTS},
    },
}
"""Of an announcement, by its name. Counts are of the entries of what it is about."""
