"""Renders an enhancement's README.md with the headings of Kubernetes' template."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from enhancements.sample.farwharf import wording

if TYPE_CHECKING:
    from enhancements.sample.farwharf.state import Draft

LEFT = "<!--\nWrite this before the KEP is aimed at a release.\n-->"
"""What the template says in a section that nobody has written yet."""

LEFT_QUESTION = "<!--\nThis section must be answered for beta.\n-->"

WIDTH = 86

QUESTIONS = {
    "Feature Enablement and Rollback": "alpha",
    "Rollout, Upgrade and Rollback Planning": "beta",
    "Monitoring Requirements": "beta",
    "Dependencies": "beta",
    "Scalability": "beta",
    "Troubleshooting": "beta",
}
"""Parts of the readiness questionnaire, and the first stage that needs each."""

Section = tuple[int, str, str]
"""Level, heading, text."""


def render(draft: Draft) -> str:
    """The file's text."""
    sections = [
        (level, title, _left_open(draft, title, text))
        for level, title, text in _sections(draft)
    ]
    parts = [f"# {_heading(draft)}", _contents(sections)]
    for level, title, text in sections:
        parts.append(f"{'#' * level} {title}")
        if text:
            parts.append(text)
    return "\n\n".join(parts) + "\n"


def _heading(draft: Draft) -> str:
    number = draft.item.number
    return f"KEP-{number:04}: {draft.item.title}"


def _left_open(draft: Draft, title: str, text: str) -> str:
    is_open = title in draft.item.open and not draft.is_filled
    return LEFT if is_open else text


def _sections(draft: Draft) -> list[Section]:
    item = draft.item
    is_aimed = draft.status != "provisional"
    return [
        (2, "Release Signoff Checklist", _checklist(draft)),
        (2, "Summary", item.summary),
        (2, "Motivation", item.motivation),
        (3, "Goals", _bullets(item.goals)),
        (3, "Non-Goals", _bullets(item.non_goals)),
        (2, "Proposal", item.design),
        (3, "Risks and Mitigations", wording.paragraph(wording.RISKS, item.number)),
        (2, "Design Details", _gate_sentence(draft)),
        (3, "Test Plan", _tests(draft) if is_aimed else LEFT),
        (3, "Graduation Criteria", _graduation(draft) if is_aimed else LEFT),
        (2, "Production Readiness Review Questionnaire", ""),
        *_questionnaire(draft),
        (2, "Implementation History", _bullets(draft.history)),
        (2, "Drawbacks", wording.paragraph(wording.DRAWBACKS, item.number)),
        (2, "Alternatives", wording.paragraph(wording.ALTERNATIVES, item.number)),
    ]


def _contents(sections: list[Section]) -> str:
    lines = ["<!-- toc -->"]
    for level, title, _ in sections:
        anchor = re.sub(r"[^\w -]", "", title.casefold()).replace(" ", "-")
        lines.append(f"{'  ' * (level - 2)}- [{title}](#{anchor})")
    return "\n".join([*lines, "<!-- /toc -->"])


def _checklist(draft: Draft) -> str:
    """Ticked by some and forgotten by most, as in life."""
    tick = "x" if draft.item.number % 3 == 0 else " "
    points = (
        "(R) Enhancement issue in release milestone, which links to this KEP",
        "(R) KEP approvers have approved the KEP status as `implementable`",
        "(R) Design details are documented",
        "(R) Test plan is in place",
        "(R) Graduation criteria is in place",
        "(R) Production readiness review completed",
    )
    start = "Items marked with (R) are required *prior to targeting to a release*.\n\n"
    return start + "\n".join(f"- [{tick}] {point}" for point in points)


def _gate_sentence(draft: Draft) -> str:
    gates = draft.item.gates
    if not gates:
        return "There is no feature gate: nothing changes for those who do not use it."
    named = " and ".join(f"`{gate}`" for gate in gates)
    return _filled(
        f"Behind {named}. {wording.pick(wording.DETAILS, draft.item.number)}"
    )


def _tests(draft: Draft) -> str:
    return wording.paragraph(wording.TESTS, draft.item.number)


def _graduation(draft: Draft) -> str:
    number = draft.item.number
    beta = wording.pick(wording.BETA_CRITERIA, number)
    parts = (
        f"#### Alpha\n\n{wording.pick(wording.ALPHA_CRITERIA, number)}",
        f"#### Beta\n\n{beta}\n- Shown: {draft.item.proof}.",
        f"#### GA\n\n{wording.pick(wording.STABLE_CRITERIA, number)}",
    )
    return "\n\n".join(parts)


def _questionnaire(draft: Draft) -> list[Section]:
    approved = set(draft.approvals)
    has_beta = bool(approved & {"beta", "stable"})
    sections: list[Section] = []
    for title, stage in QUESTIONS.items():
        is_due = bool(approved) if stage == "alpha" else has_beta
        text = wording.paragraph(wording.ANSWERS[title], draft.item.number)
        open_text = LEFT if stage == "alpha" else LEFT_QUESTION
        sections.append((3, title, text if is_due else open_text))
    return sections


def _bullets(items: tuple[str, ...]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH)
