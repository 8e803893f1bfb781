"""What kind of help an enhancement may want. Pure.

The kinds are those in which work on an enhancement is divided: kubernetes/enhancements
`keps/NNNN-kep-template/kep.yaml` names owners and reviewers, and both projects ask for
code and for docs by dates of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from enhancements.languages import gettext, gettext_noop

OWNER, REVIEWER, CODE, DOCS = "owner", "reviewer", "code", "docs"
KINDS = (OWNER, REVIEWER, CODE, DOCS)
LABELS: Mapping[str, str] = {
    OWNER: gettext_noop("An owner"),
    REVIEWER: gettext_noop("A reviewer"),
    CODE: gettext_noop("Code"),
    DOCS: gettext_noop("Docs"),
}
"""Kinds as people read them."""
LONGEST = 500
"""Characters of what is said about it."""


class HelpRefused(ValueError):
    """It cannot be said; the message says what to do."""


def checked(kind: str, text: str) -> str:
    """What is said about the help that is wanted, as it is kept. Raises HelpRefused."""
    said = text.strip()
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise HelpRefused(gettext("Choose what is wanted: %(kinds)s.", kinds=known))
    if not said:
        raise HelpRefused(gettext("Say in a sentence what there is to do."))
    if len(said) > LONGEST:
        message = gettext("Say it in at most %(most)s characters.", most=LONGEST)
        raise HelpRefused(message)
    return said
