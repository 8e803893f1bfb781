"""docs/checks.md and the register say the same."""

from __future__ import annotations

from pathlib import Path

from enhancements.policy.checks.catalogue import CHECKS
from enhancements.profiles.checks_page import page

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


def test_page_is_what_the_register_says():
    assert PAGE.read_text("utf-8") == page()


def test_every_check_has_a_rule_a_source_and_a_meaning_of_each_parameter():
    for check in CHECKS.values():
        assert check.rule.endswith("."), check.key
        assert check.source.endswith("."), check.key
        assert "how" in check.parameters, check.key
        assert all(one.meaning for one in check.parameters.values()), check.key


def test_every_default_is_one_that_may_be_given():
    for check in CHECKS.values():
        for one in check.parameters.values():
            assert one.is_needed or one.read(one.default) == one.default
