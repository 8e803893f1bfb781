"""What the gates of all open releases say of a pull request together. Pure.

One label says of a pull request that it may merge, while several releases may be open:
the one in work, and those that people have opened beside it. Any of them may say yes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from enhancements.policy.merge_gate import Answer, Reason
from enhancements.profiles.merge_rules import MergeRules


def rules_of(rules: MergeRules, *, is_in_work: bool) -> MergeRules:
    """The rules of a release. In another than the one in work what is only at risk has
    not been agreed on by anybody, so it lets nothing merge.
    """
    return rules if is_in_work else dataclasses.replace(rules, before=())


def together(answers: Sequence[Answer]) -> tuple[int, Answer]:
    """The answer that counts, and its place; `answers` begin with the release in work.

    The first yes counts. Else it is no by the release in work, unless of some release
    it is not known: then nothing is sure. What the others say is told with it.
    """
    for place, one in enumerate(answers):
        if one.approved:
            return place, one
    for place, one in enumerate(answers):
        if not one.is_sure:
            return place, one
    told = [one.why for one in answers[1:] if one.reason == Reason.STANDING]
    return 0, dataclasses.replace(answers[0], why=" ".join((answers[0].why, *told)))
