"""Names that repositories had once: texts keep them, and GitHub redirects them.

A repository is known by GitHub's number, and each of its names is kept when it is
renamed or moves to another owner. What texts say under such a name is about it still,
unless another repository of the project has the name now.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence

from enhancements.models import Event, Project, Repository
from enhancements.profiles.schema import Profile


def known_to(
    profile: Profile, *, project: Project, known: Sequence[Repository]
) -> Profile:
    """The profile, knowing the former names of these repositories of the project.

    One SQL statement; none without repositories. The same names give the same profile.
    """
    found = find(project=project, known=known) if known else {}
    return _with_names(profile, tuple(sorted(found.items()))) if found else profile


def find(*, project: Project, known: Sequence[Repository]) -> dict[str, str]:
    """Former names to those of now, both in lower case.

    From renames that were seen, and from repositories that were tracked before under
    another name and have the same number.
    """
    current = {
        (one.host, one.github_id): one.name.casefold()
        for one in known
        if one.removed_at is None
    }
    now = {one.name.casefold() for one in known if one.removed_at is None}
    steps = {
        one.name.casefold(): current[one.host, one.github_id]
        for one in known
        if one.github_id is not None and (one.host, one.github_id) in current
    }
    renames = Event.objects.filter(
        project=project, kind=Event.Kind.REPOSITORY_RENAMED
    ).order_by("pk")
    for old, new in renames.values_list("old", "new"):
        steps[str(old).casefold()] = str(new).casefold()
    return {
        name: last
        for name in steps
        if name not in now and (last := _last(steps, name, now)) in now
    }


def _last(steps: dict[str, str], name: str, now: set[str]) -> str:
    """Where the renames lead; names that go round in a circle lead nowhere."""
    seen: set[str] = set()
    while name in steps and name not in now and name not in seen:
        seen.add(name)
        name = steps[name]
    return name


@functools.lru_cache(maxsize=64)
def _with_names(profile: Profile, names: tuple[tuple[str, str], ...]) -> Profile:
    pulls = dataclasses.replace(profile.pulls, former=dict(names))
    return dataclasses.replace(profile, pulls=pulls)
