"""Every module with cases; importing this one enters them into the list."""

from __future__ import annotations

from tests.faults import (
    cases_backup,
    cases_honest,
    cases_http,
    cases_leases,
    cases_operator,
    cases_places,
    cases_wire,
    cases_world,
)
from tests.faults.processes import cases_hooks, cases_servers, cases_work

MODULES = (
    cases_honest,
    cases_http,
    cases_wire,
    cases_world,
    cases_places,
    cases_operator,
    cases_leases,
    cases_backup,
    cases_hooks,
    cases_work,
    cases_servers,
)
