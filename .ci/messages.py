"""Brings translations up to date with the texts: `make messages`.

`locale/ROOM.txt` names the files of a room, and `locale/LANGUAGE/ROOM.po` has what
their texts are in a language. Texts that are new are added without a translation, or
with the one that another room has; those that are gone are taken out. Nothing is
guessed, so there is nothing fuzzy. Lines have no numbers and files no dates: a change
shows as what it is.
"""

from __future__ import annotations

import functools
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from babel.messages.catalog import Message

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "nsentence": (1, 2),
    "pgettext": ((1, "c"), 2),
    "sentence": None,
}
WAYS: dict[str, tuple[str | Callable[..., Any], dict[str, Any]]] = {
    ".html": (
        babel_extract,
        {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"},
    ),
    ".js": ("javascript", {"parse_template_string": True}),
    ".py": ("python", {}),
}


def rooms() -> list[str]:
    """Every room whose texts are marked."""
    return sorted(path.stem for path in LOCALE.glob("*.txt"))


def languages() -> list[str]:
    """Every language that there are translations into."""
    return sorted(path.name for path in LOCALE.iterdir() if path.is_dir())


def files(room: str) -> list[Path]:
    """What a room consists of. Raises ValueError for a line that names nothing."""
    found: set[Path] = set()
    for line in (LOCALE / f"{room}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            named = set(ROOT.glob(line))
            if not named:
                raise ValueError(f"locale/{room}.txt names {line}, which is not there")
            found |= named
    return sorted(found)


@functools.cache
def texts(room: str) -> Catalog:
    """The texts of a room."""
    found = Catalog()
    for path in files(room):
        way, options = WAYS[path.suffix]
        place = path.relative_to(ROOT).as_posix()
        for line, text, comments, context in extract_from_file(
            way, path, KEYWORDS, ["For translators:"], options
        ):
            found.add(
                text,
                locations=[(place, line)],
                auto_comments=comments,
                context=context,
            )
    return found


@functools.cache
def translations(language: str, room: str) -> Catalog:
    """What a room's texts are in a language, as far as it is known."""
    path = LOCALE / language / f"{room}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(catalog: Catalog) -> Iterator[Message]:
    """Everything but the head."""
    return (message for message in catalog if message.id)


def brought_up(language: str, room: str) -> str:
    """The file of a room in a language as it should be."""
    known = [translations(language, one) for one in (room, *rooms())]
    made = Catalog(locale=language)
    for message in messages(texts(room)):
        held = (one.get(message.id, message.context) for one in known)
        said = next((one.string for one in held if one and _fits(one, message)), None)
        made.add(
            message.id,
            said,
            locations=message.locations,
            flags=message.flags,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    file = io.BytesIO()
    write_po(
        file, made, width=88, sort_output=True, include_lineno=False, omit_header=True
    )
    head = [
        'msgid ""',
        'msgstr ""',
        f'"Language: {language}\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        f'"Plural-Forms: {made.plural_forms}\\n"',
    ]
    return "\n".join(head) + "\n\n" + file.getvalue().decode().strip() + "\n"


def _fits(held: Message | None, message: Message) -> bool:
    """Whether it is the same text, and has a translation."""
    if held is None or held.id != message.id:
        return False
    return all(held.string) if isinstance(held.string, tuple) else bool(held.string)


def missing(language: str) -> list[str]:
    """Texts without a translation, each with its room."""
    return [
        f"{room}: {message.id}"
        for room in rooms()
        for message in messages(texts(room))
        if not _fits(
            translations(language, room).get(message.id, message.context), message
        )
    ]


def main() -> None:
    """Write every file anew, and say what has no translation yet."""
    for language in languages():
        # All are read before any is written: one may have what another lost.
        made = {room: brought_up(language, room) for room in rooms()}
        for room, text in made.items():
            (LOCALE / language / f"{room}.po").write_text(text, encoding="utf-8")
        translations.cache_clear()
        without = missing(language)
        for line in without:
            sys.stdout.write(f"{language}: {line}\n")
        sys.stdout.write(f"{language}: {len(without)} texts without a translation\n")


if __name__ == "__main__":
    main()
