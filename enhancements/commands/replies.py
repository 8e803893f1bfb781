"""The one comment that answers the commands of a text: what did nothing, and what is
done where GitHub does not show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from enhancements.commands.plans import Plan
from enhancements.commands.words import code, not_assignable
from enhancements.profiles.command_rules import RESOLVE

MOST = 10
"""Refusals that are told; more are counted."""
LONGEST = 60_000
"""Characters of a comment; GitHub takes 65,536."""

_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?")


def answer(plan: Plan, author: str) -> str:
    """Markdown that tells `author`, a login, what did nothing and what would work, and
    which concerns were raised and resolved, since no label of the issue tells that.

    Empty when there is neither. No line of it begins with a slash, so it is no command
    itself.
    """
    refused, done = _refused(plan), _concerned(plan)
    head = "This is done:" if refused else "this is done:"
    lines = [*refused, *((head, "", *done, "") if done else ())]
    text = "\n".join(lines)
    return f"{_greeting(author)}{text}"[:LONGEST] if lines else ""


def _refused(plan: Plan) -> list[str]:
    if not plan.refusals:
        return []
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
    return [head, "", *lines, ""]


def _concerned(plan: Plan) -> list[str]:
    lines = [
        f"- the concern {code(one.name)} is raised; {code(f'/{RESOLVE} {one.name}: …')}"
        " resolves it."
        for one in plan.raised[:MOST]
    ]
    lines += [
        f"- the concern {code(one.name)} is resolved." for one in plan.resolved[:MOST]
    ]
    if (more := len(plan.raised) + len(plan.resolved) - len(lines)) > 0:
        lines.append(f"- and {more} more.")
    return lines


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
