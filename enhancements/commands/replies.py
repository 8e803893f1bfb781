"""The one comment that answers all commands of a text that did nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from enhancements.commands.plans import Plan
from enhancements.commands.words import code, not_assignable

MOST = 10
"""Refusals that are told; more are counted."""
LONGEST = 60_000
"""Characters of a comment; GitHub takes 65,536."""

_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?")


def answer(plan: Plan, author: str) -> str:
    """Markdown that tells `author`, a login, what did nothing and what would work.

    Empty when nothing was refused. No line of it begins with a slash, so it is no
    command itself.
    """
    if not plan.refusals:
        return ""
    told = plan.refusals[:MOST]
    several = len(plan.refusals) > 1
    rest = "these did" if several else "this did"
    head = f"{rest} nothing" + (", the rest is done:" if plan.changes else ":")
    lines = [
        f"- Line {refusal.operation.line}, {code(refusal.operation.raw)}: "
        f"{_lower_start(refusal.sentence)}"
        for refusal in told
    ]
    if len(plan.refusals) > MOST:
        lines.append(f"- and {len(plan.refusals) - MOST} more.")
    text = "\n".join([f"{_greeting(author)}{head}", "", *lines, ""])
    return text[:LONGEST]


def passed_over(logins: Iterable[str], author: str) -> str:
    """Markdown that tells `author` whom GitHub did not let be assigned."""
    lines = [f"- {not_assignable(login)}" for login in logins]
    text = "\n".join([f"{_greeting(author)}this did nothing:", "", *lines, ""])
    return text[:LONGEST]


def _greeting(author: str) -> str:
    return f"@{author}, " if _LOGIN.fullmatch(author) is not None else ""


def _lower_start(sentence: str) -> str:
    """A sentence as it goes on behind a colon."""
    first, _, rest = sentence.partition(" ")
    return f"{first.lower()} {rest}" if first.istitle() and rest else sentence
