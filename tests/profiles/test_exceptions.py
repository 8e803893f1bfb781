"""`[exceptions]` of a profile: what it may say, and what is told when it is wrong."""

from __future__ import annotations

import re

import pytest

from enhancements import profiles
from enhancements.profiles import ProfileInvalid
from enhancements.profiles.exception_loader import with_rules
from enhancements.profiles.exception_rules import ExceptionRules
from enhancements.profiles.reader import Table

DAYS = {"key": "days", "label": "Days", "fills": "days"}


def load(**more) -> ExceptionRules:
    data = {"decided_by": "the team", "questions": [DAYS], **more}
    table = Table(data, "x.toml: exceptions.")
    return with_rules(profiles.load("kubevirt"), table).exceptions


def test_profiles_ask_what_their_projects_ask():
    asks = {
        name: [one.key for one in profiles.load(name).exceptions.questions]
        for name in ("kubernetes", "kubevirt")
    }
    assert asks["kubevirt"][:3] == ["justification", "days", "impact"]
    assert asks["kubernetes"][:9] == [
        *("enhancement", "stage", "sig", "issue", "pulls"),
        *("days", "reason", "risk-late", "risk-cut"),
    ]
    rules = profiles.load("kubernetes").exceptions
    assert dict(rules.windows) == {
        "prr-freeze": 72,
        "enhancements-freeze": 72,
        "code-freeze": 72,
        "docs-freeze": 24,
    }
    assert rules.ends["code-freeze"] == "release"
    assert rules.lists("releases/release-1.30/exceptions.yaml")
    assert not rules.lists("releases/release-1.30/README.md")


def test_a_profile_may_say_nothing_of_them():
    profile = profiles.load("kubevirt")
    assert with_rules(profile, Table({}, "")) is profile
    assert not ExceptionRules().is_offered


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"windows": {"tea-freeze": 3}}, "'tea-freeze' is no deadline"),
        ({"windows": {"code-freeze": 0}}, "a whole number of hours"),
        ({"ends": {"tea-freeze": "release"}}, "'tea-freeze' is no deadline"),
        ({"ends": {"code-freeze": "tea"}}, "'tea' is no deadline"),
        ({"combined": [["code-freeze"]]}, "two or more freezes"),
        ({"combined": ["code-freeze"]}, "two or more freezes"),
        ({"combined": [["code-freeze", "tea"]]}, "keys among"),
        ({"questions": []}, 'exactly one question has fills = "days"'),
        ({"questions": [DAYS, {"key": "days", "label": "B"}]}, "stands twice"),
        ({"questions": [{**DAYS, "fills": "tea"}]}, "one of title"),
        ({"questions": [{**DAYS, "key": "No Key"}]}, "lower-case"),
        ({"most_days": 0}, "1 or more"),
        (
            {"approved": ["/close {{tea}}"]},
            "x.toml: exceptions.approved: line 1: there is no name 'tea'",
        ),
        ({"approved": ["/close {{title}}"]}, "approved: line 1: there is no name"),
        ({"approved": ["/close {{"]}, "approved: line 1: this is no tag"),
        ({"approved": ["close"]}, "approved: write one slash command"),
        ({"rejected": ["/milestone clear"]}, "nobody hears '/milestone clear'"),
        (
            {"mail": {"subject": "a\nb"}},
            "exceptions.mail.subject: write a single line",
        ),
        ({"mail": {"to": ["{{sog}}"]}}, "mail.to: line 1: there is no name 'sog'"),
        ({"mail": {"announce": ["{{#sig}}"]}}, "mail.announce: line 1: {{#sig}}"),
        ({"tea": 1}, "no profile has this key"),
    ],
)
def test_mistakes_are_told_with_the_remedy(wrong, said):
    with pytest.raises(ProfileInvalid, match=re.escape(said)):
        load(**wrong)
