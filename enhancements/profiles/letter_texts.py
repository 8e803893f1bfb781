"""Texts of ours that a profile holds, read in the language of letters
(`policy.letters.template`), with errors that name file and key.
"""

from __future__ import annotations

from collections.abc import Mapping

from enhancements.commands import grammar
from enhancements.languages import gettext, pgettext
from enhancements.policy.letters.escaping import Form, Kind
from enhancements.policy.letters.template import (
    Names,
    Template,
    TemplateInvalid,
    parse,
)
from enhancements.profiles.command_rules import CommandRules
from enhancements.profiles.reader import ProfileInvalid

_LONGEST_COMMAND = 200


def template(text: str, known: Names, where: str) -> Template:
    """A text that may name these. Raises ProfileInvalid."""
    try:
        return parse(text, known)
    except TemplateInvalid as error:
        raise ProfileInvalid(f"{where}: {error}") from error


def line(text: str, known: Names, where: str) -> Template:
    """The same of a text that stands on a single line, such as a subject."""
    if "\n" in text:
        raise ProfileInvalid(gettext("%(where)s: write a single line.", where=where))
    return template(text, known, where)


def command(
    text: str, known: Mapping[str, Kind], rules: CommandRules, where: str
) -> Template:
    """One slash command that does something in the project.

    It may name words alone: nothing that anybody could have written. Raises
    ProfileInvalid.
    """
    read = template(text, known, where)
    said = read.fill(dict.fromkeys(known, "v1.0"), Form.MARKDOWN)
    if "\n" in text or len(text) > _LONGEST_COMMAND or not said.startswith("/"):
        message = gettext(
            "%(where)s: write one slash command; it holds %(text)s.",
            where=where,
            text=repr(text),
        )
        raise ProfileInvalid(message)
    if not is_heard(said, rules):
        heard = ", ".join(f"/{verb}" for verb in rules.verbs)
        message = gettext(
            "%(where)s: nobody hears %(text)s in this project; commands that hold:"
            " %(heard)s. Remove it.",
            where=where,
            text=repr(text),
            heard=heard or pgettext("commands", "none"),
        )
        raise ProfileInvalid(message)
    return read


def is_heard(said: str, rules: CommandRules) -> bool:
    """Whether a line is one slash command that does something in this project."""
    operations = grammar.parse(said, rules)
    if len(operations) != 1:
        return False
    [one] = operations
    if one.verb not in rules.verbs or rules.deaf_meaning(one.verb, one.values):
        return False
    return one.verb != "label" or all(map(rules.is_for_label_command, one.values))
