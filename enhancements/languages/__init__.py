"""In which language something is said to a reader. Pure.

Texts are written in English where they are used, and marked: `gettext("Not read yet")`.
What they are in another language stands in `locale/LANGUAGE/ROOM.po`. Nobody is given a
language along: it holds for all that happens in a `speaking` block, which a request is.
Outside of one everything is said in English, so what workers store, and what goes to
other places, is the project's. Decision 72 says what is whose.

All of these take values by name and put them in as Jinja does: `%(name)s` in the text,
`%%` for a percent sign, always.
"""

from __future__ import annotations

import contextvars
import dataclasses
import functools
import gettext as standard
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "en"
"""What texts are written in."""
COMPLETE = (SOURCE, "de")
"""Languages in which everything is said; only these are offered. A test holds it."""
FOLDER = Path(__file__).resolve().parent.parent.parent / "locale"


class LanguageUnknown(LookupError):
    """There are no translations into it."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language, and all that is said in it."""

    code: str
    """As HTML names it: "de"."""
    name: str
    """What it calls itself: "Deutsch"."""
    texts: standard.NullTranslations
    months: tuple[str, ...]
    """January first, short: "Jun"."""
    long_months: tuple[str, ...]
    weekdays: tuple[str, ...]
    """Monday first, short: "Wed"."""
    thousands: str
    """What stands between thousands: a comma in English."""

    @property
    def is_source(self) -> bool:
        """Whether texts are written in it."""
        return self.code == SOURCE


def codes() -> tuple[str, ...]:
    """Every language that there is, complete or not: the source first."""
    folders = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
    return (SOURCE, *folders)


@functools.cache
def find(code: str) -> Language:
    """A language by its code. Raises LanguageUnknown."""
    if code == SOURCE:
        return made(SOURCE, standard.NullTranslations())
    if code not in codes():
        raise LanguageUnknown(code)
    return made(code, _texts(code))


def made(code: str, texts: standard.NullTranslations, like: str = "") -> Language:
    """A language with these texts, and names of days, months and itself as Unicode's
    CLDR has them; `like` names the one whose names are meant.
    """
    locale = Locale.parse(like or code)
    months, days = locale.months["format"], locale.days["format"]["abbreviated"]
    return Language(
        code=code,
        name=(locale.display_name or code).capitalize(),
        texts=texts,
        months=tuple(months["abbreviated"][number] for number in range(1, 13)),
        long_months=tuple(months["wide"][number] for number in range(1, 13)),
        weekdays=tuple(days[number].rstrip(".") for number in range(7)),
        thousands=locale.number_symbols["latn"]["group"],
    )


def _texts(code: str) -> standard.GNUTranslations:
    """All translations into a language as one, in the form that Python's own module
    reads: it knows the plurals. Texts without a translation stay English.
    """
    every = Catalog(locale=code)
    for path in sorted((FOLDER / code).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code, abort_invalid=True):
                if message.id and not message.fuzzy:
                    every.add(
                        message.id,
                        message.string,
                        context=message.context,
                    )
    compiled = io.BytesIO()
    write_mo(compiled, every)
    compiled.seek(0)
    return _Texts(compiled)


class _Texts(standard.GNUTranslations):
    """Python's own has the head of a file under the empty text."""

    def gettext(self, message: str) -> str:
        return super().gettext(message) if message else ""


_current: contextvars.ContextVar[Language | None] = contextvars.ContextVar(
    "language", default=None
)


def current() -> Language:
    """The language in which things are said just now."""
    return _current.get() or find(SOURCE)


@contextmanager
def speaking(language: Language | str) -> Iterator[Language]:
    """Say all that is said in the block in this language. Raises LanguageUnknown."""
    chosen = find(language) if isinstance(language, str) else language
    token = _current.set(chosen)
    try:
        yield chosen
    finally:
        _current.reset(token)


def gettext(text: str, /, **values: object) -> str:
    """The text in the current language."""
    return current().texts.gettext(text) % values


def pgettext(context: str, text: str, /, **values: object) -> str:
    """The same of a text that means something else elsewhere; `context` says what."""
    return current().texts.pgettext(context, text) % values


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """The text that fits a number, which is `%(num)s` in it."""
    values.setdefault("num", grouped(number))
    return current().texts.ngettext(one, many, number) % values


def npgettext(
    context: str, one: str, many: str, number: int, /, **values: object
) -> str:
    """The text that fits a number, with a context."""
    values.setdefault("num", grouped(number))
    return current().texts.npgettext(context, one, many, number) % values


def gettext_noop(text: str) -> str:
    """The text as it is: marks one that `gettext` is asked for later, as in a table
    that is made when its module is imported.
    """
    return text


def grouped(number: int) -> str:
    """A number for readers: "1,200"."""
    return f"{number:,}".replace(",", current().thousands)
