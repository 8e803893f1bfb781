"""Reading a profile from its TOML file, with errors that name file and key."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from enhancements.profiles import (
    command_loader,
    freeze_loader,
    issue_loader,
    merge_rules,
    references,
)
from enhancements.profiles.asking_loader import with_asking
from enhancements.profiles.clean_up_rules import clean_up
from enhancements.profiles.exception_loader import with_rules
from enhancements.profiles.gate_loader import with_gates
from enhancements.profiles.reader import ProfileInvalid, Table
from enhancements.profiles.role_rules import ROLES, SIG, SIG_LEAD, RoleRule
from enhancements.profiles.rules import (
    DeadlineRule,
    DocumentRules,
    RosterRules,
    ScheduleRules,
)
from enhancements.profiles.schema import (
    Command,
    DeadlineKind,
    Label,
    Profile,
    Stage,
    Status,
)
from enhancements.profiles.toml_files import merge, read_toml

HERE = Path(__file__).parent
GUIDE = ".guide.toml"
LETTERS = ".letters.toml"
PROPOSE = ".propose.toml"
CANONICAL_STAGES = frozenset(
    {"alpha", "beta", "stable", "once", "deprecated", "removed", "other"}
)
DEADLINE_KINDS = frozenset(
    {
        "start",
        "prr-freeze",
        "enhancements-freeze",
        "code-freeze",
        "docs-freeze",
        "release",
        "other",
    }
)
DOCUMENT_FORMATS = ("markdown", "kep")
"""Names that `documents.formats` knows; the first is meant when none is given."""
DOCUMENT_FIELDS = frozenset(
    {
        "title",
        "number",
        "created",
        "status",
        "stage",
        "authors",
        "sig",
        "participating_sigs",
        "reviewers",
        "approvers",
        "feature_gates",
        "milestone",
        "release",
        "replaces",
        "superseded_by",
        "links",
    }
)
"""Fields that a key of the metadata can mean."""
PLANNED_BY = ("targets", "latest-milestone")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FIELD = re.compile(r"[a-z]+(?:_[a-z]+)*")
_own: list[Path] = []
"""The operator's folder of profiles, if there is one."""


def use(folder: Path) -> None:
    """Look for profiles in the operator's folder first, from now on.

    Raises ProfileInvalid when there is no such folder.
    """
    if not folder.is_dir():
        raise ProfileInvalid(f"{folder} is no folder of profiles; make it or name one.")
    _own[:] = [folder]
    load.cache_clear()


def folder_of_profiles() -> Path:
    """The folder in which a profile is looked for first."""
    return _own[0] if _own else HERE


def names(folder: Path | None = None) -> tuple[str, ...]:
    """The names of the profiles in the folder and of the bundled ones, sorted."""
    folders = {folder or folder_of_profiles(), HERE}
    files = {path.name for one in folders for path in one.glob("*.toml")}
    own = (name for name in files if not name.endswith((GUIDE, LETTERS, PROPOSE)))
    return tuple(sorted(name.removesuffix(".toml") for name in own))


def file_of(name: str, suffix: str, folder: Path) -> Path:
    """The file in the folder, else the bundled one; there may be none."""
    own = folder / f"{name}{suffix}"
    return own if own.is_file() else HERE / f"{name}{suffix}"


@functools.cache
def load(name: str) -> Profile:
    """The profile of that name, read once in the life of the process.

    Raises ProfileInvalid when there is none or when its file is not right.
    """
    return read_profile(name, folder_of_profiles())


def read_profile(name: str, folder: Path) -> Profile:
    """The profile of that name in that folder, else the bundled one of that name.

    With what it extends, which is looked for in the same way.

    Raises ProfileInvalid with the file, the key and what to write there.
    """
    data = _read_merged(name, folder, ())
    table = Table(data, f"{name}.toml: ")
    profile = _profile(name, table, _read_guide(name, folder))
    profile = freeze_loader.with_criteria(profile, table.table("freezes"))
    profile = with_gates(profile, table.table("gates"))
    profile = with_rules(profile, table.table("exceptions"))
    profile = with_asking(profile, table.table("asking"))
    table.close()
    references.check(profile)
    return profile


def _read_merged(name: str, folder: Path, below: tuple[str, ...]) -> dict[str, Any]:
    """The file's tables laid over those of the profile that it extends."""
    if name in below:
        chain = " extends ".join((*below, name))
        raise ProfileInvalid(f"{name}.toml: extends: it goes round: {chain}.")
    data = read_toml(_existing(name, folder))
    parent = _parent(name, data)
    if parent is None:
        return data
    return merge(_read_merged(parent, folder, (*below, name)), data)


def _parent(name: str, data: dict[str, Any]) -> str | None:
    """Take out of the tables which profile they extend."""
    parent = data.pop("extends", None)
    if parent is not None and not isinstance(parent, str):
        raise ProfileInvalid(
            f"{name}.toml: extends: write the name of one profile in quotes."
        )
    return parent


def _existing(name: str, folder: Path) -> Path:
    path = file_of(name, ".toml", folder)
    if _NAME.fullmatch(name) is None or not path.is_file():
        known = ", ".join(names(folder)) or "none"
        raise ProfileInvalid(f"There is no profile {name!r}; choose one of: {known}.")
    return path


def _read_guide(name: str, folder: Path) -> dict[str, Any]:
    """The companion files of the profile and of those it extends, merged."""
    parent = _parent(name, read_toml(file_of(name, ".toml", folder)))
    inherited = _read_guide(parent, folder) if parent is not None else {}
    path = file_of(name, GUIDE, folder)
    own = read_toml(path) if path.is_file() else {}
    own.pop("extends", None)
    return merge(inherited, own)


def _profile(name: str, table: Table, guide: dict[str, Any]) -> Profile:
    commands = tuple(_command(item) for item in table.tables("commands"))
    rules = command_loader.command_rules(table.table("command_rules"), commands)
    return Profile(
        name=name,
        title=table.text("title"),
        word=table.text("word"),
        words=table.text("words"),
        summary=table.text("summary"),
        planned_by=_planned_by(table),
        silent_days=_silent_days(table),
        stages=tuple(_stage(item) for item in table.tables("stages")),
        statuses=tuple(_status(item) for item in table.tables("statuses")),
        documents=_documents(table.table("documents")),
        schedules=_schedules(table.table("schedules")),
        rosters=_rosters(table.table("rosters")),
        precedence=_precedence(table.table("precedence")),
        deadlines=tuple(_deadline(item) for item in table.tables("deadlines")),
        labels=tuple(_label(item) for item in table.tables("labels")),
        commands=commands,
        command_rules=rules,
        issues=issue_loader.issues(table.table("issues")),
        pulls=issue_loader.pulls(table.table("pulls")),
        roles=tuple(_role(item) for item in table.tables("roles")),
        clean_up=clean_up(table.table("clean_up")),
        **merge_rules.read(table),
        guide=guide,
    )


def _planned_by(table: Table) -> str:
    word = table.text("planned_by", PLANNED_BY[0])
    if word not in PLANNED_BY:
        raise table.refusal("planned_by", f"one of {', '.join(PLANNED_BY)}", word)
    return word


def _silent_days(table: Table) -> int:
    days = table.number("silent_days", 0)
    if days < 0:
        raise table.refusal("silent_days", "a number of days, 0 for never", days)
    return days


def _stage(table: Table) -> Stage:
    stage = Stage(
        key=table.text("key"),
        label=table.text("label"),
        canonical=_one_of(table, "canonical", CANONICAL_STAGES),
        rank=table.number("rank"),
        ladder=table.flag("ladder"),
        aliases=table.texts("aliases"),
        time_box=table.span("time_box"),
        meaning=table.text("meaning", ""),
    )
    table.close()
    return stage


def _status(table: Table) -> Status:
    status = Status(
        key=table.text("key"),
        label=table.text("label"),
        meaning=table.text("meaning", ""),
        final=table.flag("final"),
        aliases=table.texts("aliases"),
    )
    table.close()
    return status


def _documents(table: Table) -> DocumentRules:
    rules = DocumentRules(
        include=table.texts("include"),
        exclude=table.texts("exclude"),
        roots=table.texts("roots"),
        main=table.text("main", ""),
        meta_directories=table.texts("meta_directories"),
        sig_prefix=table.text("sig_prefix", ""),
        format=_format(table),
        flat=table.flag("flat"),
        fields=_fields(table.table("fields")),
        readiness=table.texts("readiness"),
    )
    table.close()
    return rules


def _fields(table: Table) -> dict[str, str]:
    """Keys to fields; every field must be one that is read."""
    return {key: _one_of(table, key, DOCUMENT_FIELDS) for key in table.free_keys()}


def _format(table: Table) -> str:
    word = table.text("format", DOCUMENT_FORMATS[0])
    if word not in DOCUMENT_FORMATS:
        raise table.refusal("format", f"one of {', '.join(DOCUMENT_FORMATS)}", word)
    return word


def _schedules(table: Table) -> ScheduleRules:
    release = table.expression("release")
    if not {"major", "minor"} <= re.compile(release).groupindex.keys():
        expected = "an expression with the groups 'major' and 'minor'"
        raise table.refusal("release", expected, release)
    rules = ScheduleRules(
        include=table.texts("include"),
        release=release,
        rules=tuple(_deadline_rule(item) for item in table.tables("rules")),
        roots=table.texts("roots"),
    )
    table.close()
    return rules


def _deadline_rule(table: Table) -> DeadlineRule:
    rule = DeadlineRule(
        kind=_one_of(table, "kind", DEADLINE_KINDS),
        milestone=table.expression("milestone"),
        what=table.expression("what"),
        who=table.expression("who"),
    )
    table.close()
    return rule


def _rosters(table: Table) -> RosterRules:
    rules = RosterRules(
        sigs=table.text("sigs", ""),
        aliases=table.text("aliases", ""),
        owners=table.texts("owners"),
        roots=table.texts("roots"),
    )
    table.close()
    return rules


def _precedence(table: Table) -> dict[str, tuple[str, ...]]:
    order = table.all_texts()
    if "default" not in order:
        raise table.refusal("default", "a list of sources, best first", None)
    return order


def _deadline(table: Table) -> DeadlineKind:
    kind = DeadlineKind(
        key=_one_of(table, "key", DEADLINE_KINDS),
        label=table.text("label"),
        meaning=table.text("meaning", ""),
        phase_after=table.text("phase_after", ""),
    )
    table.close()
    return kind


def _role(table: Table) -> RoleRule:
    rule = RoleRule(
        role=_one_of(table, "role", frozenset(ROLES)),
        alias=table.text("alias", "").casefold(),
        team=table.text("team", "").casefold(),
    )
    if bool(rule.alias) == bool(rule.team):
        raise table.refusal("alias", "either an alias or a team", rule.alias)
    if (SIG in rule.alias + rule.team) != (rule.role == SIG_LEAD):
        expected = f"a name with {SIG} for {SIG_LEAD}, and without it for others"
        raise table.refusal("role", expected, rule.role)
    table.close()
    return rule


def _label(table: Table) -> Label:
    label = Label(
        name=table.text("name"),
        purpose=table.text("purpose", ""),
        how=table.text("how", ""),
        who=table.text("who", ""),
        field=_label_field(table),
    )
    table.close()
    return label


def _label_field(table: Table) -> str:
    word = table.text("field", "")
    if word and _FIELD.fullmatch(word) is None:
        raise table.refusal("field", "a field's name such as sig or stage", word)
    return word


def _command(table: Table) -> Command:
    command = Command(
        usage=table.text("usage"),
        meaning=table.text("meaning"),
        who=table.text("who", ""),
        works=table.flag("works", default=True),
    )
    table.close()
    return command


def _one_of(table: Table, key: str, allowed: frozenset[str]) -> str:
    word = table.text(key)
    if word not in allowed:
        raise table.refusal(key, "one of " + ", ".join(sorted(allowed)), word)
    return word
