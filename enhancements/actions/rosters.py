"""SIGs come into being when a roster names them."""

from __future__ import annotations

from collections.abc import Iterable

from enhancements.models import Project, Sig


def ensure(*, project: Project, names: Iterable[str]) -> dict[str, int]:
    """Ids of these SIGs by name; missing ones are made."""
    wanted = set(names)
    known = dict(
        Sig.objects.filter(project=project, name__in=wanted).values_list("name", "pk")
    )
    made = Sig.objects.bulk_create(
        [Sig(project=project, name=name) for name in sorted(wanted - set(known))]
    )
    known.update({sig.name: sig.pk for sig in made})
    return known
