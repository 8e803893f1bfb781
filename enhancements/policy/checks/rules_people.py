"""Checks of who stands behind an enhancement."""

from __future__ import annotations

from enhancements.languages import gettext_noop
from enhancements.languages.sentences import Sentence, sentence
from enhancements.policy.checks.outcome import Evidence, Text
from enhancements.policy.checks.parameters import text, texts
from enhancements.policy.checks.registry import (
    Answer,
    Ask,
    check,
    failed,
    passed,
    unknown,
)
from enhancements.policy.checks.seen import Said, SignOff
from enhancements.policy.checks.wording import (
    ASK_EXCEPTION,
    HOW,
    READ_AGAIN,
    both,
    how,
    is_nobody,
    joined,
    late,
)

FIELDS = ("owners", "authors", "reviewers", "approvers")
_ONE = {
    "owners": sentence("an owner"),
    "authors": sentence("an author"),
    "reviewers": sentence("a reviewer"),
    "approvers": sentence("an approver"),
}
SILENCE = text(
    "failed",
    gettext_noop(
        "What it means that nothing speaks of it: failed, or unknown where it may be"
        " said in a place that is not read."
    ),
    "failed",
    "unknown",
)
WHY = text("", gettext_noop("Why silence tells nothing, as a sentence."))


@check(
    "people-named",
    "Names its {fields}",
    fields=texts(
        ("owners",), gettext_noop("Each must name somebody."), *FIELDS, needed=True
    ),
    silence=SILENCE,
    why=WHY,
    how=HOW,
)
def people_named(ask: Ask) -> Answer:
    """Somebody is named as owner, author, reviewer or approver, and not as TBD.

    Source: kubevirt/enhancements .github/ISSUE_TEMPLATE/vep.md, "Primary contact
    (assignee)"; VEP 282 (named reviewers and approvers, no TBD, before a VEP is
    implementable); from v1.10 on a named VEP reviewer on the board.
    """
    fields = [(one, _people(ask, one)) for one in ask.texts("fields")]
    for field, said in fields:
        ask.look(**{field: said.value}, **{f"{field}_others": said.others})
    evidence = tuple((field, said.url) for field, said in fields if said.url)
    nobody = [
        (field, said)
        for field, said in fields
        if not _gap(ask, field, said) and not _named(said)
    ]
    if nobody:
        return _nobody(ask, nobody, evidence)
    gaps = (_gap(ask, *one) for one in fields)
    why: Text = next((gap for gap in gaps if gap), "")
    if why:
        return unknown(why, READ_AGAIN, evidence)
    names = joined([name for _, said in fields for name in _named(said)])
    by = dict.fromkeys(f"@{said.by}" for _, said in fields if said.by)
    if not by:
        return passed(sentence("It names %(names)s.", names=names), evidence)
    reason = sentence(
        "It names %(names)s, as %(people)s said for %(release)s.",
        names=names,
        people=joined(list(by)),
        release=ask.seen.entry.release,
    )
    return passed(reason, evidence)


def _gap(ask: Ask, field: str, said: Said[tuple[str, ...]]) -> Text:
    """Why it cannot be told who is named; what a person says is known here."""
    return "" if said.by or said.source == "person" else ask.gap(field)


def _nobody(
    ask: Ask, nobody: list[tuple[str, Said[tuple[str, ...]]]], evidence: Evidence
) -> Answer:
    """The answer when these fields were read and name nobody."""
    wanted = joined([_ONE[field] for field, _ in nobody])
    default = sentence("Name %(people)s in the document or the issue.", people=wanted)
    remedy = how(ask, default)
    disputed = [said.others for _, said in nobody if said.others]
    if disputed:
        reason = sentence(
            "Its sources disagree: %(others)s.", others=joined(disputed[0])
        )
        return unknown(reason, remedy, evidence)
    # Where a place says TBD, or is there and left open, that is no silence.
    is_left_open = any(said.value or said.url for _, said in nobody)
    if is_left_open or ask.text("silence") == "failed":
        reason = sentence("It does not name %(people)s.", people=wanted)
        return failed(reason, remedy, evidence)
    reason = sentence("Nothing that is read names %(people)s.", people=wanted)
    return unknown(_because(ask, reason), remedy, evidence)


def _because(ask: Ask, reason: Sentence) -> Text:
    """The reason with why silence tells nothing, where the profile says that."""
    why = ask.text("why").rstrip()
    return both(reason, why) if why else reason


def _people(ask: Ask, field: str) -> Said[tuple[str, ...]]:
    record = ask.seen.record
    known = {
        "owners": record.owners,
        "authors": record.authors,
        "reviewers": record.reviewers,
        "approvers": record.approvers,
    }
    return known[field]


def _named(said: Said[tuple[str, ...]]) -> list[str]:
    """Those who are named; nobody as soon as one place is left open."""
    names = [f"@{name.lstrip('@')}" for name in said.value if not is_nobody(name)]
    return names if len(names) == len(said.value) else []


@check(
    "signoffs",
    "SIGs {sigs} signed off",
    sigs=texts((), gettext_noop("The SIGs that must say yes."), needed=True),
    silence=SILENCE,
    why=WHY,
    how=HOW,
)
def signoffs(ask: Ask) -> Answer:
    """Each of these SIGs said yes by one of its representatives, by the freeze.

    Source: kubevirt/enhancements README.md: each SIG signs off with an LGTM from a
    chair or approver, even if the proposal does not affect it. Nothing there records or
    enforces it.
    """
    seen = ask.seen
    wanted = ask.texts("sigs")
    found: dict[str, SignOff] = {}
    for one in seen.signoffs:
        sig = one.sig.casefold()
        first = found.get(sig)
        if first is None or (seen.is_late(first.at) and not seen.is_late(one.at)):
            found[sig] = one
    ask.look(signoffs={one.sig: one.by for one in found.values()})
    given = [found[sig] for sig in map(str.casefold, wanted) if sig in found]
    missing = [sig for sig in wanted if sig.casefold() not in found]
    evidence = tuple(
        (f"{one.sig}: @{one.by.lstrip('@')}", one.url) for one in given if one.url
    )
    too_late = [(one, late(seen, one.at)) for one in given if late(seen, one.at)]
    default = sentence(
        "Ask a chair or approver of SIG %(sigs)s for /lgtm on the document's pull"
        " request.",
        sigs=joined(missing),
    )
    why = ask.gap("signoffs")
    # A yes that was read stays one, whatever else was not read.
    if why and (missing or too_late):
        return unknown(why, READ_AGAIN, evidence)
    if missing and ask.text("silence") == "failed":
        reason = sentence("SIG %(sigs)s has not signed off.", sigs=joined(missing))
        return failed(reason, how(ask, default), evidence)
    if too_late:
        one, when = too_late[0]
        reason = sentence(
            "SIG %(sig)s signed off %(when)s.", sig=one.sig, when=when or ""
        )
        return failed(reason, ASK_EXCEPTION, evidence, one.at)
    if missing:
        reason = sentence(
            "No sign-off of SIG %(sigs)s was found.", sigs=joined(missing)
        )
        return unknown(_because(ask, reason), how(ask, default), evidence)
    moments = [one.at for one in given if one.at is not None]
    since = max(moments) if moments and len(moments) == len(given) else None
    reason = sentence("SIG %(sigs)s signed off.", sigs=joined(wanted))
    return passed(reason, evidence, since)
