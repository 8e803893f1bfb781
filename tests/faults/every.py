"""Every module with cases; importing this one enters them into the list."""

from __future__ import annotations

from tests.faults import cases_http

MODULES = (cases_http,)
