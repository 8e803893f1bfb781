"""What a profile says in one place must be known in the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from enhancements.profiles.reader import ProfileInvalid
from enhancements.profiles.schema import Profile, Stage, Status

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def check(profile: Profile) -> None:
    """Every stage and status is found by its own key, and no key is given twice.

    Raises ProfileInvalid.
    """
    stages = [(item.key, profile.stage(item.key)) for item in profile.stages]
    statuses = [(item.key, profile.status(item.key)) for item in profile.statuses]
    _check_keys(f"{profile.name}.toml: stages", stages)
    _check_keys(f"{profile.name}.toml: statuses", statuses)
    _check_issue_stages(profile)


def _check_issue_stages(profile: Profile) -> None:
    known = {stage.key for stage in profile.stages}
    for word, key in profile.issues.stages.items():
        if key and key not in known:
            raise ProfileInvalid(
                f"{profile.name}.toml: issues.stages.{word}: write the key of a stage, "
                f"or nothing between the quotes for no stage; it holds {key!r}."
            )


def _check_keys(where: str, pairs: Sequence[tuple[str, Stage | Status | None]]) -> None:
    keys = [key for key, _ in pairs]
    for key, found in pairs:
        is_own = found is not None and found.key == key and keys.count(key) == 1
        if not is_own or _NAME.fullmatch(key) is None:
            raise ProfileInvalid(
                f"{where}: {key!r} is used twice or is no plain word; give every "
                "item a key in lower case that no other has as key, label or alias."
            )
