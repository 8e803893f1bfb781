"""A search's text in pieces, those in trouble apart from the others."""

from __future__ import annotations

from collections.abc import Sequence

from enhancements.policy.search.grammar import Trouble


def marked(text: str, troubles: Sequence[Trouble]) -> tuple[tuple[str, bool], ...]:
    """(piece, whether it is in trouble); joined they are the text."""
    bad = set()
    for one in troubles:
        bad |= set(range(one.place.start, one.place.end))
    pieces: list[tuple[str, bool]] = []
    for place, sign in enumerate(text):
        is_bad = place in bad
        if pieces and pieces[-1][1] is is_bad:
            pieces[-1] = (pieces[-1][0] + sign, is_bad)
        else:
            pieces.append((sign, is_bad))
    return tuple(pieces)
