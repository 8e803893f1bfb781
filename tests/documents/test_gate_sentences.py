from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enhancements.documents.gate_sentences import named


def gates(text: str) -> list[str]:
    return [one.gate for one in named(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The work is guarded by the `WarmStart` feature gate.",
        "All changes are gated behind the `WarmStart` feature gate (off by default).",
        "It is protected by the WarmStart feature gate.",
        "The feature is gated behind a new `WarmStart` feature gate",
        "A new Feature gate `WarmStart` will be introduced to enable this.",
        "A new feature gate, `WarmStart`, will be introduced.",
        "A new Feature Gate will be introduced named `WarmStart`, in preparation.",
        "A feature-gate named `WarmStart` will be introduced.",
        "There is a feature gate called WarmStart.",
        "FeatureGate: `WarmStart`",
        "* **Feature Gate**: `WarmStart` feature gate disabled by default",
        "This design introduces a new feature gate: `WarmStart`.",
        "Proposed Feature Gate name: `WarmStart`.",
        "- [ ] Feature gate `WarmStart` guards all code changes",
        "- [ ] Feature gate (`WarmStart`) guards all code changes.",
        "A new `WarmStart` feature gate will guard this functionality.",
        "- Add feature gate `WarmStart`",
        "behind its own Alpha feature gate, `WarmStart`.",
        "Alpha implementation merged (feature gated under `WarmStart`).",
        "1. `WarmStart` - New featuregate that enables it",
        "The work is guarded\nby the `WarmStart`\nfeature gate.",
    ],
)
def test_sentence_that_names_the_gate_as_its_own(text: str):
    assert gates(text) == ["WarmStart"]


@pytest.mark.parametrize(
    "text",
    [
        "Unlike the `WarmStart` feature gate, this has none.",
        "It depends on the `WarmStart` feature gate.",
        "The `WarmStart` feature gate must be enabled.",
        "The feature gate (`WarmStart`) must be enabled.",
        "Unlike the feature gate (`WarmStart`) that guards it.",
        "It is not guarded by the `WarmStart` feature gate.",
        "Like what is behind another feature gate, `WarmStart`.",
        "VEP 141 introduces a new feature gate, `WarmStart`, for hooks.",
        "Separate from the `WarmStart` feature gate introduced by VEP #241.",
        "`WarmStart` is fast.",
        "Turn WarmStart on.",
        "The feature is guarded by a feature gate during alpha.",
        "<!-- guarded by the `WarmStart` feature gate -->",
        "```\nguarded by the `WarmStart` feature gate\n```",
        "~~It is guarded by the `WarmStart` feature gate.~~",
        "---\nfeature-gate: WarmStart\n---\n\nText.",
    ],
)
def test_sentence_that_does_not(text: str):
    assert gates(text) == []


def test_line_is_that_of_the_paragraph():
    (one,) = named("# Title\n\nText.\n\nIt is\nguarded by the `Hot1` feature gate.\n")
    assert (one.line, one.text) == (5, "It is guarded by the `Hot1` feature gate.")


@given(st.text(max_size=500))
def test_no_text_makes_it_fail(text: str):
    named(text)
