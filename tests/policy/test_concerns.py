"""Who may resolve a concern: whoever raised it, and the roles of the table."""

from __future__ import annotations

import pytest

from enhancements.policy.concerns import may_resolve
from enhancements.policy.permissions import OWNER, Held, Thing
from enhancements.profiles.role_rules import RELEASE_LEAD, SIG_LEAD

THING = Thing(sig="compute", key="10")
PAST = Thing("v1.7", "compute", "10", is_served=False)


@pytest.mark.parametrize(
    ("held", "by", "thing", "may"),
    [
        ((), "Olga", THING, True),
        ((), "pit", THING, False),
        ((), "", THING, False),
        ((), "olga", PAST, False),
        ((Held(OWNER, "10"),), "pit", THING, False),
        ((Held(RELEASE_LEAD),), "pit", THING, True),
        ((Held(RELEASE_LEAD),), "pit", PAST, False),
        ((Held(SIG_LEAD, "compute"),), "pit", THING, True),
        ((Held(SIG_LEAD, "network"),), "pit", THING, False),
    ],
)
def test_who_raised_it_resolves_it_and_so_do_team_and_leads(held, by, thing, may):
    answer = may_resolve(held, by=by, raised_by="olga", thing=thing)
    assert answer.allowed is may
    assert bool(answer.reason) is not may
