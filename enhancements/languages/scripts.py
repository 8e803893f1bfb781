"""What scripts say, in a reader's language: `static/js/gettext.js` reads the page's.

Pure. Scripts mark their texts as `gettext("Copied")` and `ngettext(one, many, number)`.
"""

from __future__ import annotations

import functools
import json

from babel import Locale
from babel.messages.pofile import read_po

from enhancements.languages import FOLDER, Language

ROOM = "scripts"
"""The room of all scripts: only its texts are sent along with a page."""
_TRIED = 200
"""Numbers after which no plural form of any language begins."""


@functools.cache
def texts(language: Language) -> str:
    """Texts with their translations as JSON; empty in English, which needs none.

    One with a number has a translation for each category that a browser's
    `Intl.PluralRules` knows in that language.
    """
    path = FOLDER / language.code / f"{ROOM}.po"
    if language.is_source or not path.is_file():
        return ""
    found: dict[str, str | dict[str, str]] = {}
    with path.open("rb") as file:
        for message in read_po(file, locale=language.code):
            if not isinstance(message.id, str):
                one, many = message.id
                found[one] = forms(language, one, many)
            elif message.id:
                found[message.id] = language.texts.gettext(message.id)
    return json.dumps(found, ensure_ascii=False, sort_keys=True)


def forms(language: Language, one: str, many: str) -> dict[str, str]:
    """A text for each category of numbers that the language has, by its name."""
    category = Locale.parse(language.code).plural_form
    forms: dict[str, str] = {}
    for number in range(_TRIED):
        said = language.texts.ngettext(one, many, number)
        forms.setdefault(category(number), said)
    return {"other": forms[category(_TRIED - 1)], **forms}
