"""A language in which every translated text is seen to be one: "Ḧöṁë" for "Home".

Placeholders and markup stay, so pages are as they always are. What is still in plain
letters was not translated, or is data.
"""

from __future__ import annotations

import dataclasses
import gettext
import re

from enhancements import languages

_KEPT = re.compile(r"(%\(\w+\)s|%%|<[^>]*>|&\w+;)")
_LETTERS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÀßÇÐÈƑĜĤÌĴĶĹṀÑÒÞǪŔŠŢÙṼŴẌÝŽàƀçðèƒĝĥìĵķĺṁñòþǫŕšţùṽŵẍýž",
)


def accented(text: str) -> str:
    """The text as the language has it."""
    parts = _KEPT.split(text)
    return "".join(
        part if place % 2 else part.translate(_LETTERS)
        for place, part in enumerate(parts)
    )


class Pseudo(gettext.NullTranslations):
    """Translates everything that it is asked for."""

    def gettext(self, message: str) -> str:
        return accented(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return accented(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        del context
        return accented(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        del context
        return self.ngettext(msgid1, msgid2, n)


_ENGLISH = languages.made("xx", Pseudo(), like="en")
PSEUDO = dataclasses.replace(
    _ENGLISH,
    months=tuple(map(accented, _ENGLISH.months)),
    long_months=tuple(map(accented, _ENGLISH.long_months)),
    weekdays=tuple(map(accented, _ENGLISH.weekdays)),
)
