"""All checks, by key: importing their modules registers them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from enhancements.policy.checks import (
    registry,
    rules_code,
    rules_document,
    rules_issue,
    rules_people,
    rules_record,
)
from enhancements.policy.checks.registry import Check

_MODULES = (rules_issue, rules_document, rules_record, rules_people, rules_code)

CHECKS: Final[Mapping[str, Check]] = MappingProxyType(dict(registry.registered()))
