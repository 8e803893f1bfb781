"""Whether a field of the document is what it must be: shared by several checks."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Final

from enhancements.languages import gettext_noop
from enhancements.languages.sentences import Sentence, sentence
from enhancements.policy.checks.outcome import Evidence, Text
from enhancements.policy.checks.parameters import flag, text
from enhancements.policy.checks.registry import Answer, Ask, failed, passed, unknown
from enhancements.policy.checks.seen import Proposal, Said
from enhancements.policy.checks.wording import (
    ASK_EXCEPTION,
    READ_AGAIN,
    both,
    by_freeze,
    file_name,
    how,
    joined,
    late,
    link,
    of_pulls,
    short,
)

MERGED: Final = "merged"
PROPOSED: Final = "proposed"
WHERE = text(
    MERGED,
    gettext_noop(
        "merged: a merged document must say so; proposed: an open pull request may."
    ),
    MERGED,
    PROPOSED,
)
IN_TIME = flag(
    gettext_noop("Whether what was merged after the freeze fails."), default=True
)


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """What a field must be."""

    name: str
    """Of the field, as in `Seen.gaps`."""
    said: Said[str | None]
    accepted: tuple[str, ...]
    proposes: Callable[[Proposal], str | None]
    """What a proposal says of the field."""
    what: Sentence
    """Words for what is named: "the stage beta"."""
    remedy: Sentence
    is_in_time: bool = True
    """Whether what was merged after the freeze fails."""


def judge_field(ask: Ask, wanted: Wanted) -> Answer:
    """The answer on one field. What is merged goes before what is proposed, and what
    could not be read matters only where it would have decided.
    """
    said = wanted.said
    proposals = [
        one for one in ask.seen.proposals if wanted.proposes(one) in wanted.accepted
    ]
    ask.look(**{wanted.name: said.value}, since=said.since, source=said.source)
    ask.look(is_merged=said.is_merged, others=said.others, accepted=wanted.accepted)
    ask.look(proposed_by=[one.place for one in proposals])
    return (
        _merged(ask, wanted)
        or _open(ask, wanted, proposals)
        or _cannot_tell(ask, wanted)
        or (_proposed(ask, wanted, proposals) if proposals else _nobody(ask, wanted))
    )


def _merged(ask: Ask, wanted: Wanted) -> Answer | None:
    """The answer when a merged document names it."""
    said, what, here = wanted.said, wanted.what, _here(ask, wanted.said)
    is_named = said.is_merged and said.value in wanted.accepted
    if not is_named or ask.gap(wanted.name, "document"):
        return None
    too_late = late(ask.seen, said.since) if wanted.is_in_time else None
    if too_late and ask.text("where") == MERGED:
        reason = sentence(
            "%(document)s names %(what)s since a merge %(when)s.",
            document=_document(ask),
            what=what,
            when=too_late,
        )
        return failed(reason, ASK_EXCEPTION, here, said.since)
    reason = sentence(
        "%(document)s names %(what)s.", document=_document(ask), what=what
    )
    if said.others:
        others = joined(said.others)
        differ = sentence("Other sources differ: %(others)s.", others=others)
        reason = both(reason, differ)
    return passed(reason, here, said.since)


def _open(ask: Ask, wanted: Wanted, proposals: list[Proposal]) -> Answer | None:
    """The answer when an open pull request names it in time, where that is enough."""
    if ask.text("where") != PROPOSED or ask.gap("proposals"):
        return None
    in_time = [one for one in proposals if not ask.seen.is_late(one.said_at)]
    if not in_time:
        return None
    reason = sentence(
        "%(names)s proposes %(what)s.", names=_names(in_time), what=wanted.what
    )
    return passed(reason, of_pulls(in_time), in_time[0].said_at)


def _cannot_tell(ask: Ask, wanted: Wanted) -> Answer | None:
    said, here = wanted.said, _here(ask, wanted.said)
    sources = ("proposals",) if ask.text("where") == PROPOSED else ()
    why = ask.gap(wanted.name, "document", *sources)
    if why:
        return unknown(why, READ_AGAIN, here)
    if said.value is None and said.others:
        reason = sentence(
            "Its sources disagree: %(others)s.", others=joined(said.others)
        )
        return unknown(reason, how(ask, wanted.remedy), here, said.since)
    return None


def _nobody(ask: Ask, wanted: Wanted) -> Answer:
    said = wanted.said
    remedy, here = how(ask, wanted.remedy), _here(ask, said)
    return failed(_not_named(ask, wanted), remedy, here, said.since)


def _proposed(ask: Ask, wanted: Wanted, proposals: list[Proposal]) -> Answer:
    """Open pull requests name it, and that is too late or not enough."""
    named = {"names": _names(proposals), "what": wanted.what}
    here = (*of_pulls(proposals), *_here(ask, wanted.said))
    if ask.text("where") == PROPOSED:
        reason = sentence("%(names)s proposed %(what)s only after the freeze.", **named)
        return failed(reason, ASK_EXCEPTION, here)
    if ask.seen.is_over:
        reason = sentence(
            "%(names)s proposes %(what)s, and was not merged by the freeze.", **named
        )
        return failed(reason, ASK_EXCEPTION, here)
    have = sentence("Have %(names)s merged", names=_names(proposals))
    reason = sentence("%(names)s proposes %(what)s, and is not merged.", **named)
    return failed(reason, by_freeze(ask.seen, have), here)


def _not_named(ask: Ask, wanted: Wanted) -> Sentence:
    said, what = wanted.said, wanted.what
    if said.value is not None and said.value in wanted.accepted:
        return sentence(
            "%(source)s names %(what)s, and no merged document does.",
            source=_speaker(said),
            what=what,
        )
    if ask.seen.document is None:
        return sentence("No merged document names %(what)s.", what=what)
    document = _document(ask)
    if said.value is None:
        return sentence(
            "%(document)s does not name %(what)s.", document=document, what=what
        )
    speaker = document if said.is_merged else _speaker(said)
    return sentence(
        "%(source)s names %(value)s, not %(what)s.",
        source=speaker,
        value=said.value,
        what=what,
    )


def _speaker(said: Said[str | None]) -> Sentence:
    if said.source in ("", "issue"):
        return sentence("Its issue")
    return sentence("Its %(source)s", source=said.source)


def _names(proposals: list[Proposal]) -> Text:
    return joined([short(one.place) for one in proposals])


def _document(ask: Ask) -> Text:
    document = ask.seen.document
    return file_name(document.path) if document else sentence("A merged document")


def _here(ask: Ask, said: Said[str | None]) -> Evidence:
    document = ask.seen.document
    return link(str(_document(ask)), said.url or (document.url if document else ""))
