from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.markdown import read_page
from enhancements.documents.targets import target_facts
from enhancements.profiles import load

KUBEVIRT = load("kubevirt")
SECTION = "# VEP #1: Title\n\n### Target releases\n\n"


def said(text):
    """Field, value and problem of every fact, in order."""
    facts = target_facts(read_page(text), profile=KUBEVIRT)
    return [(fact.field, fact.value, fact.problem) for fact in facts]


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("- This VEP targets alpha for version: v1.8", "target.alpha", "v1.8"),
        ("- This VEP targets GA for version:", "target.ga", None),
        ("- This VEP targets GA for version: ", "target.ga", None),
        ("- This VEP targeted alpha for version: v1.6 (first)", "target.alpha", "v1.6"),
        ("- This VEP targeted alpha2 for version: v1.8", "target.alpha2", "v1.8"),
        ("- This VEP targets Alpha 2 for version: v1.8", "target.alpha2", "v1.8"),
        ("- This VEP targets beta for version: TBD", "target.beta", None),
        ("- This VEP targets beta for version: N/A (no code)", "target.beta", None),
        ("- This VEP targets beta for version: v1.9. ", "target.beta", "v1.9"),
        ("- This VEP targets stable for version: 1.10.0", "target.ga", "v1.10"),
        ("- This VEP targets version: v1.9", "target.unstaged", "v1.9"),
        ("- Target version: v1.9", "target.unstaged", "v1.9"),
        ("- Ship target version: v1.6", "target.ship-once", "v1.6"),
        ("- Ship target version:", "target.ship-once", None),
        (
            "- This VEP targets announcement for version: v1.9",
            "target.announcement",
            "v1.9",
        ),
        (
            "- This VEP targets enforcement for version: v1.10",
            "target.enforcement",
            "v1.10",
        ),
        ("* This VEP targets beta for version: v1.9", "target.beta", "v1.9"),
        ("This VEP targets beta for version: v1.9", "target.beta", "v1.9"),
        ("  1. This VEP targets beta for version: v1.9", "target.beta", "v1.9"),
        ("- **This VEP targets beta for version:** v1.9", "target.beta", "v1.9"),
        ("- This VEP targets `beta` for version: `v1.9`", "target.beta", "v1.9"),
        ("- this vep TARGETS BETA FOR VERSION: V1.9", "target.beta", "v1.9"),
        ("- This VEP #1 targets beta for version: v1.9", "target.beta", "v1.9"),
        (
            "- This proposal targets the beta phase in release: v1.9",
            "target.beta",
            "v1.9",
        ),
        ("- Targets beta for version: v1.9", "target.beta", "v1.9"),
        ("- This VEP targets beta for v1.9", "target.beta", "v1.9"),
        ("- This VEP targets beta: v1.9", "target.beta", "v1.9"),
        ("- Beta: v1.9", "target.beta", "v1.9"),
        ("- Beta target: v1.9", "target.beta", "v1.9"),
        ("- Beta release target (x.y): 1.9", "target.beta", "v1.9"),
        (
            "- This VEP targets beta for version: <!-- was v1.8 --> v1.9",
            "target.beta",
            "v1.9",
        ),
        ("- This VEP targets beta for version: ~v1.8~ v1.9", "target.beta", "v1.9"),
        ("- This VEP targets ~alpha~ beta for version: v1.9", "target.beta", "v1.9"),
        ("- This VEP targets beta for version:\n  v1.9", "target.beta", "v1.9"),
        ("- This VEP targets beta for version:\n  - v1.9", "target.beta", "v1.9"),
    ],
)
def test_line_names_a_target(line, field, value):
    assert said(SECTION + line) == [(field, value, "")]


@pytest.mark.parametrize(
    "line",
    [
        "- ~This VEP targets alpha for version:~",
        "- ~This VEP targets alpha for version: v1.8~",
        "- ~~This VEP targets alpha for version: v1.8~~",
        "~This VEP targets alpha for version: v1.8~",
        "<!-- - This VEP targets alpha for version: v1.8 -->",
        "<!--\nThis VEP targets alpha for version: v1.8\n-->",
        "```\n- This VEP targets alpha for version: v1.8\n```",
        "~~~text\n- This VEP targets alpha for version: v1.8\n~~~",
        "- [x] (R) Alpha target version: approved for v1.8",
        "Alpha is skipped because nothing changes for users in v1.8.",
        "This VEP does not have graduation phases guarded by a feature gate.",
        "- Beta was skipped, nothing changes for users",
        "",
    ],
)
def test_line_claims_nothing(line):
    assert said(SECTION + line) == []


releases = st.builds("v{}.{}".format, st.integers(0, 99), st.integers(0, 99))
bullets = st.sampled_from(["- ", "* ", "+ ", "", "  - ", "1. "])
stages = st.sampled_from(["alpha", "Alpha", "alpha2", "beta", "GA", "stable", "ga"])
spellings = st.sampled_from(
    ["{}", "{}.0", "{}.", " {} ", "`{}`", "{} (note)", "**{}**"]
)
verbs = st.sampled_from(["targets", "targeted", "is targeting", "will target"])


@given(bullets, stages, verbs, releases, spellings)
def test_written_target_is_read_back(bullet, stage, verb, release, spelling):
    value = spelling.format(release)
    text = f"{SECTION}{bullet}This VEP {verb} {stage} for version: {value}\n"
    key = KUBEVIRT.stage(stage).key
    assert said(text) == [(f"target.{key}", release, "")]


@given(
    st.sampled_from(["~{}~", "~~{}~~", "- ~{}~", "- ~~{}~~", "<!-- {} -->"])
    | st.sampled_from(["<!--\n\n{}\n-->", "```\n{}\n```", "~~~ text\n\n{}\n~~~"]),
    stages,
    releases,
)
def test_hidden_target_claims_nothing(hide, stage, release):
    line = f"This VEP targets {stage} for version: {release}"
    assert said(SECTION + hide.format(line)) == []
