"""What the page of a person says of them, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from enhancements.languages import gettext, gettext_noop, ngettext, pgettext
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.people import Name, PersonRow, SigRole

ROLES = ("author", "reviewer", "approver")
NO_RELEASE = "none"
"""What is planned for none, as a value of the filter."""


def roles() -> list[tuple[str, str]]:
    """Roles in an enhancement, each with what who has it does, for choices."""
    said = {
        "author": pgettext("duty", "Owns"),
        "reviewer": pgettext("duty", "Reviews"),
        "approver": pgettext("duty", "Approves"),
    }
    return [(role, said[role]) for role in ROLES]


def summary(
    setting: Setting, rows: Sequence[PersonRow], sigs: Sequence[SigRole]
) -> str:
    """What they do here, in one sentence or two."""
    frame = setting.frame
    said = []
    for role in ROLES:
        ours = [row for row in rows if role in row.roles]
        if not ours:
            continue
        noun = frame.word if len(ours) == 1 else frame.words
        part = gettext(_DOES[role], number=len(ours), noun=noun)
        now = sum(frame.current in row.planned for row in ours)
        if now and frame.current:
            planned = gettext(
                "%(number)s planned for %(release)s", number=now, release=frame.current
            )
            part += f" ({planned})"
        said.append(part)
    sentences = [_sentence(said)] if said else []
    duties = [
        gettext(_DUTIES[role][0 if one.sig else 1], sig=one.sig)
        for one in sigs
        for role in one.roles[:1]
    ]
    if duties:
        sentences.append(_sentence(duties))
    return " ".join(sentences)


_DOES = {
    "author": gettext_noop("owns %(number)s %(noun)s"),
    "reviewer": gettext_noop("reviews %(number)s %(noun)s"),
    "approver": gettext_noop("approves %(number)s %(noun)s"),
}
# Of a SIG, and of the whole project.
_DUTIES = {
    "chairs": (
        gettext_noop("chairs SIG %(sig)s"),
        gettext_noop("chairs the whole project"),
    ),
    "leads": (
        gettext_noop("leads SIG %(sig)s"),
        gettext_noop("leads the whole project"),
    ),
    "approvers": (
        gettext_noop("approves for SIG %(sig)s"),
        gettext_noop("approves for the whole project"),
    ),
    "reviewers": (
        gettext_noop("reviews for SIG %(sig)s"),
        gettext_noop("reviews for the whole project"),
    ),
}
_MANY = 3


def _sentence(parts: Sequence[str]) -> str:
    shown = list(parts[:_MANY])
    if len(parts) > _MANY:
        shown.append(gettext("%(number)s more", number=len(parts) - _MANY))
    joined = shown[-1]
    if shown[1:]:
        some = ", ".join(shown[:-1])
        joined = gettext("%(some)s and %(last)s", some=some, last=joined)
    return f"{joined[0].upper()}{joined[1:]}."


def scope(
    setting: Setting,
    name: Name,
    count: int,
    chosen: Mapping[str, Sequence[str]],
) -> str:
    """One sentence that says what the list holds."""
    noun = setting.frame.word if count == 1 else setting.frame.words
    said = {"count": count, "noun": noun, "login": name.login}
    if verbs := _verbs(chosen.get("role", ())):
        text = ngettext(
            "%(count)s %(noun)s that @%(login)s %(verbs)s",
            "%(count)s %(noun)s that @%(login)s %(verbs)s",
            count,
            verbs=verbs,
            **said,
        )
    else:
        text = ngettext(
            "%(count)s %(noun)s that names @%(login)s as somebody to turn to",
            "%(count)s %(noun)s that name @%(login)s as somebody to turn to",
            count,
            **said,
        )
    if releases := chosen.get("release"):
        text = f"{text}, {_planned_for(releases)}"
    return text


def _verbs(chosen: Sequence[str]) -> str:
    """What they do to that which is looked at: "owns or reviews"."""
    does = {
        "author": pgettext("that they", "owns"),
        "reviewer": pgettext("that they", "reviews"),
        "approver": pgettext("that they", "approves"),
    }
    either = gettext("or")
    between = f" {either} "
    return between.join(does[one] for one in chosen if one in does)


def _planned_for(releases: Sequence[str]) -> str:
    """For what is planned that which is looked at."""
    either = gettext("or")
    between = f" {either} "
    named = between.join(one for one in releases if one != NO_RELEASE)
    parts = [gettext("planned for %(releases)s", releases=named)] if named else []
    parts += [gettext("planned for no release")] * (NO_RELEASE in releases)
    return between.join(parts)
