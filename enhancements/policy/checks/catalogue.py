"""All checks, by key: importing their modules registers them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from enhancements.policy.checks import (
    registry,
    rules_code,
    rules_docs,
    rules_document,
    rules_issue,
    rules_people,
    rules_record,
    rules_sections,
)
from enhancements.policy.checks.registry import Check

_MODULES = (
    rules_issue,
    rules_record,
    rules_document,
    rules_sections,
    rules_people,
    rules_code,
    rules_docs,
)

CHECKS: Final[Mapping[str, Check]] = MappingProxyType(dict(registry.registered()))
