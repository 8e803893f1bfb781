"""Reading the profile's tables about tracking issues and pull requests."""

from __future__ import annotations

import re

from enhancements.profiles.issue_rules import (
    ISSUE_FIELDS,
    KINDS,
    IssueRules,
    PullRules,
    key_words,
)
from enhancements.profiles.reader import Table


def issues(table: Table) -> IssueRules:
    """`[issues]`: raises ProfileInvalid for what it cannot hold."""
    rules = IssueRules(
        labels=table.texts("labels"),
        title=table.expression("title"),
        body=table.expression("body"),
        has_numbered_titles=table.flag("has_numbered_titles"),
        milestones=table.expression("milestones"),
        stages=_words(table.table("stages")),
        keys=_keys(table.table("keys")),
        lists=_choices(table.table("lists"), ("", *KINDS)),
        untouched=table.texts("untouched"),
    )
    table.close()
    return rules


def pulls(table: Table) -> PullRules:
    """`[pulls]`: raises ProfileInvalid for what it cannot hold."""
    rules = PullRules(
        keywords=table.texts("keywords"),
        closing=table.texts("closing"),
        title=_with_number(table, "title"),
        links=_links(table),
        placeholders=table.texts("placeholders"),
        docs=table.texts("docs"),
        aliases=_words(table.table("aliases")),
    )
    table.close()
    return rules


def _words(table: Table) -> dict[str, str]:
    return {key.casefold(): table.text(key) for key in table.free_keys()}


def _keys(table: Table) -> dict[str, str]:
    found = _choices(table, tuple(sorted(ISSUE_FIELDS)))
    return {key_words(key): field for key, field in found.items()}


def _choices(table: Table, allowed: tuple[str, ...]) -> dict[str, str]:
    """Free keys to words of which each must be one of those allowed."""
    found: dict[str, str] = {}
    for key in table.free_keys():
        word = table.text(key)
        if word not in allowed:
            known = ", ".join(one or repr(one) for one in allowed)
            raise table.refusal(key, f"one of {known}", word)
        found[key.casefold()] = word
    return found


def _with_number(table: Table, key: str) -> str:
    text = table.expression(key)
    if text and "number" not in re.compile(text).groupindex:
        raise table.refusal(key, "an expression with the group 'number'", text)
    return text


def _links(table: Table) -> tuple[str, ...]:
    """Expressions, each with one group, `number`, once a repository is put in."""
    links = table.texts("links")
    for link in links:
        filled = link.replace("{repository}", "o/r").replace("{name}", "r")
        try:
            groups = re.compile(filled)
        except re.error as error:
            expected = f"regular expressions ({error})"
            raise table.refusal("links", expected, link) from error
        if list(groups.groupindex) != ["number"] or groups.groups != 1:
            raise table.refusal("links", "expressions with one group, 'number'", link)
    return links
