"""The texts of a release's letters: what they say, in whose words, and since when."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from enhancements.languages import gettext, gettext_noop
from enhancements.policy.letters import comments
from enhancements.policy.letters.escaping import Kind
from enhancements.policy.letters.template import Names
from enhancements.profiles import edited_letters
from enhancements.profiles.letters import Letters, LoneText, Text, comment_place
from enhancements.queries import release_letters, words
from enhancements.queries.comments_page import CASE_LABELS
from enhancements.queries.deadlines import Dates
from enhancements.queries.frame import Setting
from enhancements.queries.release_letters import Edition

LABELS: Mapping[str, str] = {
    "text": gettext_noop("Text"),
    "commands": gettext_noop("Slash commands, one a line"),
    "subject": gettext_noop("Subject"),
    "chat": gettext_noop("Message in a chat"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class TextShown:
    """A text, and how it came to say so."""

    name: str
    title: str
    group: str
    """`comments` at freezes, `announcements`, or `others`."""
    parts: tuple[tuple[str, str, str], ...]
    """(key, label, what it says), those that say nothing left out."""
    is_own: bool
    """Whether the release words it in its own way."""
    seen: int
    """Id of the wording in force; 0 while nobody changed it."""
    history: tuple[Edition, ...]
    """Wordings, the newest first; without the profile's."""
    wrong: str
    """Why the release's wording cannot be read any more; else empty."""

    def part(self, key: str) -> str:
        """What a part says; empty for one that the text has not."""
        return next((said for one, _, said in self.parts if one == key), "")

    @property
    def last(self) -> Edition | None:
        """The last change; None while nobody changed it."""
        return self.history[0] if self.history else None


@dataclasses.dataclass(frozen=True, slots=True)
class Texts:
    """All texts of a release."""

    source: str
    rows: tuple[TextShown, ...]
    letters: Letters

    def row(self, name: str) -> TextShown | None:
        """The text of that name, where it stands by itself."""
        return next((one for one in self.rows if one.name == name), None)

    @property
    def changed(self) -> int:
        """How many texts the release words in its own way."""
        return sum(one.is_own for one in self.rows)


def load(setting: Setting, release: Dates) -> Texts:
    """The texts at the setting's moment, in one SQL statement.

    Raises ProfileInvalid for letters of the profile that cannot be read.
    """
    rows = release_letters.editions(setting, release)
    held = release_letters.in_force(rows, setting.at)
    letters, wrong = release_letters.worded(setting, held.values())
    names = dict.fromkeys((*letters.names(), *(one.name for one in rows)))
    return Texts(
        source=letters.source,
        rows=tuple(
            _shown(
                name,
                text,
                title=title_of(setting, name, text),
                history=tuple(reversed([one for one in rows if one.name == name])),
                is_own=name in letters.changed,
                wrong=str(wrong.get(name, "")),
            )
            for name in names
            if (text := letters.text(name)) is not None
        ),
        letters=letters,
    )


def _shown(
    name: str,
    text: Text,
    *,
    title: str,
    history: tuple[Edition, ...],
    is_own: bool,
    wrong: str,
) -> TextShown:
    parts = edited_letters.parts_of(text)
    return TextShown(
        name=name,
        title=title,
        group=_group(name, text),
        parts=tuple(
            (key, gettext(LABELS[key]), said) for key, said in parts.items() if said
        ),
        is_own=is_own,
        seen=history[0].id if history else 0,
        history=history,
        wrong=wrong,
    )


def _group(name: str, text: Text) -> str:
    if comment_place(name) is not None:
        return "comments"
    return "others" if isinstance(text, LoneText) else "announcements"


def title_of(setting: Setting, name: str, text: Text) -> str:
    """What a text is for, in words."""
    place = comment_place(name)
    if place is None:
        return str(getattr(text, "title", name))
    kind, case, freeze = place
    named = {
        "kind": gettext(comments.LABELS[kind]),
        "case": gettext(CASE_LABELS[case]).lower(),
    }
    if not freeze:
        return gettext("%(kind)s: %(case)s", **named)
    labels = {one.key: one.label for one in setting.profile.deadlines}
    return gettext(
        "%(kind)s: %(case)s, at the %(freeze)s",
        freeze=words.within(labels.get(freeze, freeze)),
        **named,
    )


def tags(known: Names) -> list[tuple[str, str]]:
    """What may stand in a text: each tag, and what belongs to it in words."""
    found = []
    for name, kind in known.items():
        if not isinstance(kind, Kind):
            inner = ", ".join(_tag(one, sort) for one, sort in kind.items())
            said = gettext("a list, with %(names)s", names=inner)
            found.append((_tag(name, Kind.FLAG), said))
        else:
            found.append((_tag(name, kind), gettext(_KINDS[kind])))
    return found


def _tag(name: str, kind: object) -> str:
    if kind is Kind.FLAG:
        return f"{{{{#{name}}}}} … {{{{/{name}}}}}"
    return f"{{{{{name}}}}}"


_KINDS = {
    Kind.TEXT: gettext_noop("a text"),
    Kind.WORD: gettext_noop("a word of the project or a number"),
    Kind.LOGIN: gettext_noop("a handle, which is mentioned"),
    Kind.LINK: gettext_noop("an address"),
    Kind.FLAG: gettext_noop("only if that is so"),
}
