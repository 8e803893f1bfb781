"""Feature gates that the samples' teams have linked by hand."""

from __future__ import annotations

from django.utils import timezone

from enhancements import profiles
from enhancements.actions import gate_links
from enhancements.actions.gate_links import Saying
from enhancements.models import GateLink, Project
from enhancements.queries import lookup
from enhancements.sample.code import RENAMED

_KEYS = {"TemplateClone": "50"}
_WHY = "Renamed after v1.8; it is one gate under two names."


def link(*, project: Project, by: str) -> None:
    """Link both names of the gate that Lodestead renamed, once."""
    if GateLink.objects.filter(enhancement__project=project, how="person").exists():
        return
    for name, before in RENAMED.items():
        enhancement = lookup.by_key(project, _KEYS[name])
        if enhancement is None or project.profile != "sample":
            continue
        for gate in (before, name):
            gate_links.link(
                project=project,
                profile=profiles.load(project.profile),
                saying=Saying(enhancement.pk, "", gate, by, _WHY),
                now=timezone.now(),
            )
