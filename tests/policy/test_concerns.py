"""Who may resolve a concern: whoever raised it, and the roles of the table."""

from __future__ import annotations

import pytest

from enhancements.policy.concerns import may_resolve
from enhancements.policy.permissions import OWNER, Held, Thing
from enhancements.profiles.role_rules import RELEASE_LEAD, SIG_LEAD

THING = Thing(sig="compute", key="10")
PAST = Thing("v1.7", "compute", "10", is_served=False)


@pytest.mark.parametrize(
    ("held", "is_own", "thing", "may"),
    [
        ((), True, THING, True),
        ((), False, THING, False),
        ((), True, PAST, False),
        ((Held(OWNER, "10"),), False, THING, False),
        ((Held(OWNER, "10"),), True, THING, True),
        ((Held(RELEASE_LEAD),), False, THING, True),
        ((Held(RELEASE_LEAD),), False, PAST, False),
        ((Held(SIG_LEAD, "compute"),), False, THING, True),
        ((Held(SIG_LEAD, "network"),), False, THING, False),
    ],
)
def test_who_raised_it_resolves_it_and_so_do_team_and_leads(held, is_own, thing, may):
    answer = may_resolve(held, thing, is_own=is_own)
    assert answer.allowed is may
    assert bool(answer.reason) is not may
