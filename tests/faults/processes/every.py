"""Every module with cases of processes; importing this one enters them."""

from __future__ import annotations

from tests.faults.processes import cases_hooks, cases_servers, cases_work
from tests.faults.processes.cases import CASES

MODULES = (cases_hooks, cases_work, cases_servers)
__all__ = ["CASES", "MODULES"]
