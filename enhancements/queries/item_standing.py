"""How an issue or a pull request stood at a moment: why closed, whether locked.

Each thing was as the first later event says that it had been before; what no later
event speaks of was as it is today.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from enhancements.policy.addresses import is_web
from enhancements.policy.item_words import Standing

_LATEST = """FROM enhancements_timelineitem happened
               WHERE happened.item_id = item.id AND happened.at <= %(at)s"""
_NEXT = """FROM enhancements_timelineitem happened
               WHERE happened.item_id = item.id AND happened.at > %(at)s"""
FACTS = f"""
            'because', coalesce((SELECT coalesce(happened.raw->>'stateReason',
                         happened.raw->>'state_reason') {_LATEST}
                 AND happened.kind = 'closed'
               ORDER BY happened.at DESC, happened.id DESC LIMIT 1),
               CASE WHEN item.state = 'closed' THEN item.state_reason END),
            'locked', coalesce((SELECT happened.kind = 'unlocked' {_NEXT}
                 AND happened.kind IN ('locked', 'unlocked')
               ORDER BY happened.at, happened.id LIMIT 1),
               item.is_locked AND (item.updated_at <= %(at)s
                 OR EXISTS (SELECT {_LATEST} AND happened.kind = 'locked'))),
            'lock_reason', coalesce((SELECT coalesce(happened.raw->>'lockReason',
                         happened.raw->>'lock_reason') {_LATEST}
                 AND happened.kind = 'locked'
               ORDER BY happened.at DESC, happened.id DESC LIMIT 1),
               CASE WHEN item.is_locked THEN item.lock_reason END),
            'discussion', (SELECT jsonb_build_object(
                         'url', happened.raw->'discussion'->>'url') {_LATEST}
                 AND happened.kind = 'converted_to_discussion'
               ORDER BY happened.at DESC, happened.id DESC LIMIT 1),
            'gone_reason', item.gone_reason, 'moved_to', item.moved_to"""
"""As part of a JSON object in a statement with `item`: pairs of names and values."""


def standing(facts: Mapping[str, Any], state: str) -> Standing:
    """What `FACTS` say of an item in a state; a lock tells nothing of what is gone."""
    if state == "gone":
        return Standing(state)
    return Standing(
        state,
        because=facts["because"] or "",
        is_locked=facts["locked"],
        lock_reason=(facts["lock_reason"] or "") if facts["locked"] else "",
    )


def became_discussion(facts: Mapping[str, Any], state: str) -> tuple[bool, str]:
    """Whether `FACTS` say that an item in a state is a discussion now, and its address.

    The address is empty where nobody told it.
    """
    told = facts["discussion"]
    if state == "gone" and facts["gone_reason"].startswith("converted:"):
        url = facts["moved_to"] or (told or {}).get("url")
        return True, url if url and is_web(url) else ""
    if told is None:
        return False, ""
    url = told.get("url")
    return True, url if url and is_web(url) else ""
