"""Whether who reads an enhancement's page may link feature gates to it."""

from __future__ import annotations

import dataclasses

from django.http import HttpRequest

from enhancements.policy.permissions import Deed, Thing
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import EnhancementPage
from enhancements.views.who import who


def of(
    request: HttpRequest, setting: Setting, page: EnhancementPage
) -> EnhancementPage:
    """The page with the answer; nobody links anything in the past."""
    if setting.frame.moment.is_past or not page.reads_gates:
        return page
    thing = Thing(sig=page.sig or "", key=page.key)
    answer = who(request, setting).may(Deed.LINK_GATE, thing)
    return dataclasses.replace(page, may_link=answer.allowed)
