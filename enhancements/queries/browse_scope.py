"""What the list of enhancements holds, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from enhancements.languages import gettext, grouped
from enhancements.policy.search import saying
from enhancements.queries import words
from enhancements.queries.filters import Filters
from enhancements.queries.frame import Setting


def scope(setting: Setting, filters: Filters, total: int) -> str:
    """One sentence that says what the list holds."""
    profile = setting.profile
    noun = profile.word if total == 1 else profile.words
    parts = [f"{grouped(total)} {noun}"]
    no_stage, without = gettext("no stage"), gettext("without status")
    if filters.sigs:
        none = gettext("no SIG")
        named = [sig if sig != "none" else none for sig in filters.sigs]
        parts.append(gettext("of SIG %(sigs)s", sigs=_either(named)))
    if filters.stages:
        labels = [
            words.stage_of(profile, key).label if key != "none" else no_stage
            for key in filters.stages
        ]
        parts.append(gettext("at %(stages)s", stages=_either(labels)))
    if filters.statuses:
        labels = [
            words.status_label(profile, key).lower() if key != "none" else without
            for key in filters.statuses
        ]
        parts.append(gettext("that are %(statuses)s", statuses=_either(labels)))
    if filters.releases:
        planned = _either(filters.releases)
        parts.append(gettext("planned for %(release)s", release=planned))
    if filters.needs:
        needs = {
            "problem": gettext("have a problem"),
            "drift": gettext("have sources that disagree"),
        }
        wanted = _either([needs[need] for need in filters.needs])
        parts.append(gettext("that %(needs)s", needs=wanted))
    people = [gettext("author @%(login)s", login=one) for one in filters.authors]
    people += [gettext("approver @%(login)s", login=one) for one in filters.approvers]
    if people:
        parts.append(gettext("with %(people)s", people=_either(people)))
    if filters.text:
        parts.append(saying.sentence(filters.text))
    return " ".join(parts)


def _either(names: Sequence[str]) -> str:
    """Any of these: "a or b or c"."""
    return gettext(" or ").join(names)
