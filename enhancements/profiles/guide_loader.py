"""Reading a guide from its TOML file, with errors that name file and key."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from enhancements.profiles import loader
from enhancements.profiles.companions import Companions
from enhancements.profiles.glossary import Glossary, Term
from enhancements.profiles.guide import (
    POINTS,
    SHOWS,
    VERDICTS,
    AnswerText,
    Ask,
    Choice,
    Group,
    Guide,
    Question,
    Section,
    Step,
)
from enhancements.profiles.guide_text import check_links, fill
from enhancements.profiles.reader import ProfileInvalid, Table
from enhancements.profiles.schema import Profile

_FILES = Companions(loader.GUIDE, "a guide")
_KEY = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@functools.cache
def guide_of(profile: Profile) -> Guide:
    """The guide of a profile, in its words; read once for each profile.

    Raises ProfileInvalid when it has none or when the file is not right.
    """
    folder = loader.folder_of_profiles()
    return load_guide(profile.name, words=words_of(profile), folder=folder)


def words_of(profile: Profile) -> dict[str, str]:
    """What {project}, {word} and {words} stand for."""
    return {"project": profile.title, "word": profile.word, "words": profile.words}


def load_guide(
    name: str,
    parents: Iterable[str] = (),
    *,
    words: Mapping[str, str] | None = None,
    folder: Path = loader.HERE,
) -> Guide:
    """The guide of that profile, else that of the nearest parent that has one.

    A profile without any has the general one: stages, labels and words.

    Without `parents` they are those that the profile extends; without `words`,
    the words are the profile's. Raises ProfileInvalid, whose text names the file
    and the key and says what to write there.
    """
    if words is None:
        words = words_of(loader.read_profile(name, folder))
    found = _FILES.name_for(name, folder, tuple(parents) or None)
    where = f"{found}{loader.GUIDE}: "
    return _guide(fill(_FILES.tables(found, folder), where, words), where)


def _guide(data: dict[str, Any], where: str) -> Guide:
    links = data.get("links", {})
    texts = {key: item for key, item in data.items() if key != "links"}
    check_links(texts, where, links)
    table = Table(data, where)
    guide = Guide(
        title=table.text("title"),
        lead=table.text("lead", ""),
        sections=tuple(_section(item) for item in table.tables("sections")),
        questions=tuple(_question(item) for item in table.tables("questions")),
        answers=_answers(table.table("answers"), links, where),
        ask=_ask(table.table("ask")),
        links=_links(table.table("links"), links),
        glossary=_glossary(table.tables("terms"), where),
    )
    table.close()
    _check_keys(f"{where}sections", [item.key for item in guide.sections])
    _check_keys(f"{where}questions", [item.key for item in guide.questions])
    return guide


def _links(table: Table, links: Mapping[str, str]) -> dict[str, str]:
    found = {key: table.text(key) for key in links}
    for key, address in found.items():
        if address and not address.startswith(("https://", "http://", "mailto:")):
            raise table.refusal(key, "an address that begins with https://", address)
    return found


def _section(table: Table) -> Section:
    section = Section(
        key=table.text("key"),
        title=table.text("title"),
        aside=table.text("aside", ""),
        lead=table.text("lead", ""),
        shows=_one_of(table, "shows", SHOWS, default=""),
        groups=tuple(_group(item) for item in table.tables("groups")),
    )
    table.close()
    return section


def _group(table: Table) -> Group:
    group = Group(
        title=table.text("title", ""),
        ordered=table.flag("ordered"),
        points=table.texts("points"),
    )
    table.close()
    return group


def _question(table: Table) -> Question:
    """A question with choices of its own, else with yes, no and not sure."""
    key, text = table.text("key"), table.text("text")
    hint = table.text("hint", "")
    choices = tuple(_choice(item) for item in table.tables("choices"))
    if not choices:
        choices = (
            Choice("yes", "Yes", "yes", table.text("reason")),
            Choice("no", "No", "none"),
            Choice("unsure", "Not sure", "unsure", table.text("doubt")),
        )
    table.close()
    return Question(key, text, hint, choices)


def _choice(table: Table) -> Choice:
    choice = Choice(
        value=table.text("value"),
        label=table.text("label"),
        points=_one_of(table, "points", POINTS),
        reason=table.text("reason", ""),
    )
    table.close()
    return choice


def _answers(
    table: Table, links: Mapping[str, str], where: str
) -> dict[str, AnswerText]:
    found = {verdict: _answer_text(table.table(verdict)) for verdict in VERDICTS}
    table.close()
    for verdict, text in found.items():
        for key, _ in text.links:
            if key not in links:
                raise ProfileInvalid(
                    f"{where}answers.{verdict}.links: there is no link {key!r}; "
                    "add it to [links]."
                )
    return found


def _answer_text(table: Table) -> AnswerText:
    text = AnswerText(
        lead=table.text("lead"),
        rest=table.text("rest", "."),
        despite=table.text("despite", ""),
        steps=tuple(_step(item) for item in table.tables("steps")),
        links=tuple(_button(item) for item in table.tables("links")),
    )
    table.close()
    return text


def _step(table: Table) -> Step:
    step = Step(
        text=table.text("text"),
        shows=_one_of(table, "shows", frozenset({"", "freeze"}), default=""),
    )
    table.close()
    return step


def _button(table: Table) -> tuple[str, str]:
    button = table.text("key"), table.text("label")
    table.close()
    return button


def _ask(table: Table) -> Ask:
    ask = Ask(title=table.text("title"), lead=table.text("lead", ""))
    table.close()
    return ask


def _glossary(tables: list[Table], where: str) -> Glossary:
    try:
        return Glossary(_term(table) for table in tables)
    except ProfileInvalid:
        raise
    except ValueError as error:
        raise ProfileInvalid(f"{where}terms: {error}") from error


def _term(table: Table) -> Term:
    term = Term(
        name=table.text("name"),
        text=table.text("text"),
        also=table.texts("also"),
        links=table.flag("links", default=True),
    )
    table.close()
    return term


def _one_of(
    table: Table, key: str, allowed: frozenset[str], default: str | None = None
) -> str:
    word = table.text(key, default)
    if word not in allowed:
        known = ", ".join(sorted(word for word in allowed if word))
        raise table.refusal(key, f"one of {known}", word)
    return word


def _check_keys(where: str, keys: list[str]) -> None:
    for key in keys:
        if _KEY.fullmatch(key) is None or keys.count(key) > 1:
            raise ProfileInvalid(
                f"{where}: {key!r} is used twice or is no plain word; give every "
                "item a key of its own in lower case."
            )
