"""What the texts of a proposal may name, in the language of `letters.template`."""

from __future__ import annotations

from enhancements.policy.letters.escaping import Kind
from enhancements.policy.letters.template import Names

_T, _W, _F, _L = Kind.TEXT, Kind.WORD, Kind.FLAG, Kind.LINK
_PEOPLE: Names = {"login": Kind.LOGIN}

PATH: Names = {
    "sig": _W,
    "sig_directory": _W,
    "folder": _W,
    "number": _W,
    "slug": _W,
}
"""Of a path. `sig_directory` is the SIG's folder, `sig-compute` of `compute`; `folder`
the same, unless the course has one of its own."""
TEXT: Names = {
    **PATH,
    "project": _T,
    "word": _T,
    "words": _T,
    "title": _T,
    "summary": _T,
    "participating": {"other": _W, "other_directory": _W},
    "owners": _PEOPLE,
    "reviewers": _PEOPLE,
    "approvers": _PEOPLE,
    "readiness": _PEOPLE,
    "gate": _W,
    "stage": _W,
    "stage_label": _W,
    "release": _W,
    "targets": {"target": _W, "target_label": _W, "target_release": _W},
    "ladder": {
        "step": _W,
        "step_name": _W,
        "step_label": _W,
        "step_word": _W,
        "step_release": _W,
    },
    "is_graduating": _F,
    "is_once": _F,
    "is_meta": _F,
    "discussion": _L,
    "issue": _L,
    "today": _W,
}
"""Of a title, a body or a file.

`targets` are the stages that name a release, `ladder` all stages of the ladder, in
whose items `step_release` is empty unless it is the one aimed at; `step_name` is its
name in every project, Alpha, Beta or Stable, `step_label` the project's own, and
`step_word` the same within a sentence. One of `is_graduating`, `is_once` and `is_meta`
is true, by the course. `readiness` is who is asked to approve
production readiness. `number` is empty until the issue has one, and so is `issue`, its
address; `today` is a day, 2026-05-22, in UTC.
"""
