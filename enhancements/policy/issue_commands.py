"""Which slash commands of a project's comments do what: only those that it hears.

Pure. What nobody hears (`works = false` in the profile) is never offered.
"""

from __future__ import annotations

from collections.abc import Iterable

from enhancements.profiles.schema import Profile

CLEAR = "clear"


def set_milestone(profile: Profile, release: str) -> str:
    """The command that puts an issue into a release's milestone; empty without one."""
    return _heard(profile, "milestone", release)


def clear_milestone(profile: Profile) -> str:
    """The command that takes an issue out of its milestone; empty without one."""
    return _heard(profile, "milestone", CLEAR)


def close(profile: Profile) -> str:
    """The command that closes an issue; empty without one."""
    return _heard(profile, "close")


def add_label(profile: Profile, label: str) -> str:
    """The command that adds this label; empty when no command does."""
    return _label(profile, label, "")


def remove_label(profile: Profile, label: str) -> str:
    """The command that takes this label off; empty when no command does."""
    return _label(profile, label, "remove-")


def labels_of(
    profile: Profile, labels: Iterable[str], fields: Iterable[str]
) -> list[str]:
    """Those labels that speak of one of these fields, such as `tracked`."""
    wanted = set(fields)
    return [
        name
        for name in labels
        if any(one.covers(name) and one.field in wanted for one in profile.labels)
    ]


def unheard(profile: Profile, verb: str) -> str:
    """What to do instead of a command that nobody hears; empty for others."""
    return next(
        (one.meaning for one in profile.command_rules.deaf if one.verb == verb), ""
    )


def _heard(profile: Profile, verb: str, value: str = "") -> str:
    rules = profile.command_rules
    values = (value,) if value else ()
    if verb not in rules.verbs or rules.deaf_meaning(verb, values) is not None:
        return ""
    return f"/{verb} {value}".strip()


def _label(profile: Profile, label: str, before: str) -> str:
    rules = profile.command_rules
    family, _, name = label.casefold().partition("/")
    if name and family in rules.verbs and family != "label":
        return f"/{before}{family} {name}"
    if "label" in rules.verbs and rules.is_for_label_command(label):
        return f"/{before}label {label}"
    return ""
