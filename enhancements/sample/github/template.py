"""The tracking issue of Lodestead: KubeVirt's template, and how people fill it in.

The forms are those that occur in kubevirt/enhancements: values inside the parentheses,
the older list of check boxes, names without @, placeholders that nobody replaced.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from enhancements.sample.wording import pick

TITLES = (
    "VEP {number}: {title}",
    "VEP #{number}: {title}",
    "VEP {number}: {title}",
    "VEP#{number}:  {title}",
    "VEP-{number}: {title}",
    "VEP {number}: {title}",
    "VEP 0{number}: {title}",
    "VEP {number} {title}",
    "VEP : {title}",
)

TARGET_LABELS = {"alpha": "Alpha", "beta": "Beta", "ga": "Stable"}
LISTS = {"document": "VEP PRs", "code": "Code PRs", "docs": "Docs PRs"}

_ENDING = """> [!IMPORTANT]
> Please keep this description up to date."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a body tells of an enhancement."""

    number: int
    contact: str
    sig: str
    """Bare name; empty for none."""
    link: str
    """Path of its document; empty while there is none."""
    stage: str = ""
    gate: str = ""
    targets: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Stage of the catalogue to what its people write for it."""
    pulls: Mapping[tuple[str, str], tuple[str, ...]] = dataclasses.field(
        default_factory=dict
    )
    """(stage, key of LISTS) to references of pull requests."""
    done: frozenset[str] = frozenset()
    """Stages whose boxes are ticked."""
    form: int = 0


def title(number: int, text: str) -> str:
    """The issue's title as this enhancement's people write it."""
    return pick(TITLES, number).format(number=number, title=text)


def body(about: About) -> str:
    """The text of a tracking issue."""
    parts = [
        f"**Primary contact (assignee)**:\n\n{_contact(about)}",
        f"**Current Feature Stage**:\n\n{_stage(about)}",
        f"**Feature Gate**:\n\n{_gate(about)}",
        f"**Responsible SIGs**:\n\n{_sigs(about)}",
        f"**Enhancement link**: {_link(about)}",
        f"**Timeline**:\n\n{_timeline(about)}",
        _ENDING,
    ]
    return "\n\n".join(parts) + "\n"


def _contact(about: About) -> str:
    forms = ("/assign @{}", "/assign {}", "@{}", "/assign @{}", "@{}.", "@{}")
    if about.form == UNTOUCHED:
        return "/assign $ASSIGNEE"
    return pick(forms, about.form).format(about.contact)


def _stage(about: About) -> str:
    forms = ("{}", "`{}`", "{}", "{}.", "{}")
    return pick(forms, about.form).format(about.stage) if about.stage else ""


def _gate(about: About) -> str:
    if not about.gate:
        return pick(("N/A", "-", "None", "n/a"), about.number)
    return f"`{about.gate}`" if about.form % 2 else about.gate


def _sigs(about: About) -> str:
    if not about.sig:
        return "N/A (meta-VEP: it affects all SIGs)"
    if about.form == PLAIN_SIG:
        return f"SIG {about.sig.capitalize()}."
    others = "/sig $SIG" if about.form == UNTOUCHED else ""
    return f"Primary SIG:\n/sig {about.sig}\n\nAdditional SIGs (optional):\n{others}"


def _link(about: About) -> str:
    if not about.link:
        return ""
    path = f"https://github.com/lodestead/enhancements/blob/main/{about.link}"
    return f"[{about.link.split('/')[-2]}]({path})" if about.form % 2 else path


def _timeline(about: About) -> str:
    return _TIMELINES.get(about.form, _by_template)(about)


def _by_template(about: About) -> str:
    lines = [
        f"* {label} release target (x.y): {about.targets.get(stage, '')}".rstrip()
        for stage, label in TARGET_LABELS.items()
    ]
    return "\n".join(lines) + "\n\n" + _boxes(about)


def _in_parentheses(about: About) -> str:
    lines = [
        f"* {label} release target ({about.targets.get(stage) or '?'}):"
        for stage, label in TARGET_LABELS.items()
    ]
    return "\n".join(lines) + "\n\n" + _boxes(about)


def _older(about: About) -> str:
    """The template of the project's first year: check boxes with the releases."""
    lines: list[str] = []
    for stage, label in (("alpha", "Alpha"), ("beta", "Beta"), ("ga", "GA")):
        value = about.targets.get(stage)
        mark = "x" if stage in about.done else ""
        lines.append(f"* [{mark}] {label} ({value or 'TBD'})")
        lines += _pulls(about, stage, "  * ")
    return "\n".join(lines)


def _bare(about: About) -> str:
    return about.targets.get("version") or about.targets.get("enforcement") or "TBD"


def _boxes(about: About) -> str:
    lines: list[str] = []
    for stage, label in TARGET_LABELS.items():
        if stage != "alpha" and not about.targets.get(stage):
            continue
        lines.append(f"* [{'x' if stage in about.done else ' '}] {label}")
        for key, words in LISTS.items():
            told = about.pulls.get((stage, key), ())
            lines.append(f"  * [ ] {words}: {', '.join(told)}".rstrip())
    return "\n".join(lines)


def _pulls(about: About, stage: str, start: str) -> list[str]:
    return [
        f"{start}{words}: {' '.join(about.pulls[stage, key])}"
        for key, words in LISTS.items()
        if about.pulls.get((stage, key))
    ]


IN_PARENTHESES, OLDER, PLAIN_SIG, UNTOUCHED, BARE = 1, 2, 4, 6, 9
FORMS = 8
"""Forms that are given in turn; BARE is for what has no stages."""

_TIMELINES: dict[int, Callable[[About], str]] = {
    IN_PARENTHESES: _in_parentheses,
    OLDER: _older,
    BARE: _bare,
}
