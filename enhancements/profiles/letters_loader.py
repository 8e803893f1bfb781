"""Reading a profile's letters from their TOML file, with errors that name file and key.

They stand beside the profile, as its guide does: `kubernetes.letters.toml`. A profile
without any has those of the nearest that it extends, else the general ones. A file of
letters may extend another; one in the operator's folder may extend the bundled one of
its own name, and so change a single text.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from enhancements.commands import grammar
from enhancements.policy.letters import names
from enhancements.policy.letters.comments import CASES, Kind
from enhancements.policy.letters.escaping import Form
from enhancements.policy.letters.lights import Rule
from enhancements.policy.letters.template import (
    Names,
    Template,
    TemplateInvalid,
    parse,
)
from enhancements.profiles import loader
from enhancements.profiles.command_rules import CommandRules
from enhancements.profiles.letters import AnnouncementText, CommentText, Letters
from enhancements.profiles.reader import ProfileInvalid, Table
from enhancements.profiles.schema import Profile
from enhancements.profiles.toml_files import merge, read_toml

GENERAL = "general"
_LONGEST_COMMAND = 200
_PERCENT = range(101)


@functools.cache
def letters_of(profile: Profile) -> Letters:
    """The letters of a profile, read once for each.

    Raises ProfileInvalid, whose text names the file, the key, the line and the remedy.
    """
    return load_letters(profile, loader.folder_of_profiles())


def load_letters(profile: Profile, folder: Path) -> Letters:
    """The same from that folder, else from the bundled files."""
    candidates = (profile.name, *parents(profile.name, folder), GENERAL)
    name = next(one for one in candidates if _path(one, folder).is_file())
    reader = _Reader(f"{name}{loader.LETTERS}: ", profile)
    return reader.letters(_read_merged(name, folder, ()))


def _path(name: str, folder: Path) -> Path:
    return loader.file_of(name, loader.LETTERS, folder)


def parents(name: str, folder: Path) -> list[str]:
    """The profiles that this one extends, the nearest first."""
    found: list[str] = []
    path = loader.file_of(name, ".toml", folder)
    while path.is_file():
        parent = read_toml(path).get("extends")
        if not isinstance(parent, str) or parent in found:
            break
        found.append(parent)
        path = loader.file_of(parent, ".toml", folder)
    return found


def _read_merged(name: str, folder: Path, below: tuple[str, ...]) -> dict[str, Any]:
    """The file's tables laid over those of the letters that it extends."""
    path = _path(name, folder)
    if name in below or not path.is_file():
        raise ProfileInvalid(
            f"{below[-1]}{loader.LETTERS}: extends: write the name of another profile "
            f"that has letters; {name!r} is none."
        )
    data = read_toml(path)
    parent = data.pop("extends", None)
    if parent is None:
        return data
    bundled = path.parent != loader.HERE and parent == name
    if bundled:
        return merge(_read_merged(name, loader.HERE, below), data)
    return merge(_read_merged(str(parent), folder, (*below, name)), data)


class _Reader:
    """Reads the tables of one file, for one profile."""

    def __init__(self, where: str, profile: Profile) -> None:
        self._where = where
        self._profile = profile

    def letters(self, data: dict[str, Any]) -> Letters:
        """All of them."""
        table = Table(data, self._where)
        letters = Letters(
            source=self._where.removesuffix(": "),
            comments=dict(self._comments(table.table("comments"))),
            announcements=dict(self._announcements(table.table("announcements"))),
            lights=tuple(self._light(one) for one in table.tables("lights")),
        )
        table.close()
        return letters

    def _comments(
        self, table: Table
    ) -> Iterator[tuple[tuple[str, str, str], CommentText]]:
        for kind in Kind:
            for case in CASES[kind]:
                key = f"{kind}-{case}"
                if key not in table.free_keys():
                    continue
                place = f"comments.{key}"
                one = table.table(key)
                at = one.table("at")
                yield (kind, case, ""), self._comment(one, place)
                for freeze in at.free_keys():
                    self._check_freeze(f"{place}.at", freeze)
                    own = at.table(freeze)
                    yield (
                        (kind, case, freeze),
                        self._comment(own, f"{place}.at.{freeze}"),
                    )
        table.close()

    def _comment(self, table: Table, place: str) -> CommentText:
        text = CommentText(
            body=self._template(table.text("text"), f"{place}.text", names.COMMENT),
            commands=tuple(
                self._command(one, f"{place}.commands")
                for one in table.texts("commands")
            ),
        )
        table.close()
        return text

    def _command(self, line: str, place: str) -> Template:
        """One slash command that does something in this project."""
        template = self._template(line, place, names.COMMAND)
        said = template.fill(dict.fromkeys(names.COMMAND, "v1.0"), Form.MARKDOWN)
        if "\n" in line or len(line) > _LONGEST_COMMAND or not said.startswith("/"):
            raise ProfileInvalid(
                f"{self._where}{place}: write one slash command; it holds {line!r}."
            )
        rules = self._profile.command_rules
        if not is_heard(said, rules):
            known = ", ".join(f"/{verb}" for verb in rules.verbs) or "none"
            raise ProfileInvalid(
                f"{self._where}{place}: nobody hears {line!r} in this project; "
                f"commands that hold: {known}. Remove it."
            )
        return template

    def _announcements(self, table: Table) -> Iterator[tuple[str, AnnouncementText]]:
        for name, known in names.ANNOUNCEMENT.items():
            if name not in table.free_keys():
                continue
            one, place = table.table(name), f"announcements.{name}"
            yield (
                name,
                AnnouncementText(
                    title=one.text("title"),
                    subject=self._subject(one.text("subject"), place, known),
                    body=self._template(one.text("text"), f"{place}.text", known),
                    chat=self._template(one.text("chat"), f"{place}.chat", known),
                ),
            )
            one.close()
        table.close()

    def _subject(self, text: str, place: str, known: Names) -> Template:
        if "\n" in text:
            raise ProfileInvalid(f"{self._where}{place}.subject: write a single line.")
        return self._template(text, f"{place}.subject", known)

    def _template(self, text: str, place: str, known: Names) -> Template:
        try:
            return parse(text, known)
        except TemplateInvalid as error:
            raise ProfileInvalid(f"{self._where}{place}: {error}") from error

    def _light(self, table: Table) -> Rule:
        rule = Rule(
            days=table.number("days"),
            green=table.number("green"),
            yellow=table.number("yellow"),
            freezes=table.texts("freezes"),
        )
        for key, share in (("green", rule.green), ("yellow", rule.yellow)):
            if share not in _PERCENT:
                raise table.refusal(key, "percent, 0 to 100", share)
        if rule.yellow > rule.green:
            ask = f"at most the {rule.green} of green"
            raise table.refusal("yellow", ask, rule.yellow)
        for freeze in rule.freezes:
            self._check_freeze("lights.freezes", freeze)
        table.close()
        return rule

    def _check_freeze(self, place: str, freeze: str) -> None:
        """A freeze of any project; this profile's own may be fewer."""
        if freeze not in loader.DEADLINE_KINDS:
            known = ", ".join(sorted(loader.DEADLINE_KINDS))
            raise ProfileInvalid(
                f"{self._where}{place}: there is no freeze {freeze!r}; "
                f"write one of {known}."
            )


def is_heard(line: str, rules: CommandRules) -> bool:
    """Whether a line is one slash command that does something in this project."""
    operations = grammar.parse(line, rules)
    if len(operations) != 1:
        return False
    [one] = operations
    if one.verb not in rules.verbs or rules.deaf_meaning(one.verb, one.values):
        return False
    return one.verb != "label" or all(map(rules.is_for_label_command, one.values))
