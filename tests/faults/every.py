"""Every module with cases; importing this one enters them into the list."""

from __future__ import annotations

from tests.faults import cases_http, cases_places, cases_wire, cases_world

MODULES = (cases_http, cases_wire, cases_world, cases_places)
