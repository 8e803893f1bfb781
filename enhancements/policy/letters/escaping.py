"""Values made harmless before they stand in a letter.

A title, a reason or a note is somebody else's text. It stays on its line, so that it
never begins a slash command of its own; it opens no HTML comment, rings nobody's bell
and links no other issue. What is meant to do so has a kind of its own.
"""

from __future__ import annotations

import enum
import json
import re
import unicodedata

LONGEST_VALUE = 600
"""Characters of one value; longer ones are cut and end with an ellipsis."""
ZERO_WIDTH = "\u200b"
"""Parts what would be a mention or a reference, and is not seen."""
_MENTION = re.compile(r"@(?=[\w/-])")
# GitHub reads `#1` and `GH-1` as an issue of the same repository.
_REFERENCE = re.compile(r"(?:#|\bGH-)(?=\d)", re.IGNORECASE)
# What Markdown reads as more than a letter; a backslash before it takes that away.
_MARKS = re.compile(r"([\\`*_\[\]~|])")
# In a file nothing parts a # from what follows it, and at its end it closes a heading.
_MARKS_OF_FILE = re.compile(r"([\\`*_\[\]~|#])")
_FIRST = re.compile(r"^([-+#=/])")
_NUMBERED = re.compile(r"^(\d+)([.)])")
# A rule of dashes frames front matter, for some readers wherever it stands
# (api/proposal.go of kubernetes/enhancements).
_RULE = re.compile(r"--(?=-)")
_NOT_OF_WORD = re.compile(r"[^\w./+ -]", re.ASCII)
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?")
_LINK = re.compile(r"https?://[^\s<>()\[\]\"'`\\]+")


class Form(enum.StrEnum):
    """Where a letter goes."""

    MARKDOWN = "markdown"
    """A comment on GitHub."""
    PLAIN = "plain"
    """A mail or a chat: signs of Markdown mean nothing there."""
    FILE = "file"
    """A file in Markdown: nobody is rung there, and no number is a link."""
    TITLE = "title"
    """A title, which GitHub shows as it is and hears no command in."""
    YAML = "yaml"
    """Values of YAML, each a whole one: texts, handles and addresses bring their own
    quotes."""


class Kind(enum.StrEnum):
    """What a name stands for, by which its value is made harmless."""

    TEXT = "text"
    """Anybody's words: they stay words."""
    WORD = "word"
    """Of the project itself: a release, a stage, a label. Letters, digits and `./+-_`
    alone, so that it may stand behind a slash command."""
    LOGIN = "login"
    """A handle that is meant to be told: it gets its @. Another one than GitHub gives
    is a text."""
    LINK = "link"
    """An address of the web; nothing where it is none."""
    FLAG = "flag"
    """True or false: for sections alone."""


def value(kind: Kind, given: str, form: Form) -> str:
    """A value as it may stand in a letter of this form."""
    line = one_line(given)
    match kind:
        case Kind.WORD:
            return _NOT_OF_WORD.sub("-", line).lstrip("/").strip()
        case Kind.LOGIN:
            name = line.removeprefix("@")
            if _LOGIN.fullmatch(name):
                return _quoted(f"@{name}") if form is Form.YAML else f"@{name}"
            return _words(name, form)
        case Kind.LINK:
            address = line if _LINK.fullmatch(line) else ""
            return _quoted(address) if form is Form.YAML else address
    return _words(line, form)


def one_line(text: str) -> str:
    """On one line, without what cannot be seen, and not too long.

    Every blank that Unicode knows parts words, its line ends among them. What cannot be
    seen has marks among it that turn the direction of a text around.
    """
    shown = " ".join(text.split())
    if not shown.isprintable():
        shown = "".join(one for one in shown if unicodedata.category(one)[0] != "C")
        shown = " ".join(shown.split())
    if len(shown) > LONGEST_VALUE:
        shown = shown[: LONGEST_VALUE - 1].rstrip() + "…"
    return shown


def _words(line: str, form: Form) -> str:
    if form is Form.TITLE:
        return line
    if form is Form.YAML:
        return _quoted(line)
    if form in (Form.MARKDOWN, Form.FILE):
        line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        marks = _MARKS_OF_FILE if form is Form.FILE else _MARKS
        line = marks.sub(r"\\\1", line)
        line = _FIRST.sub(r"\\\1", line)
        line = _NUMBERED.sub(r"\1\\\2", line)
    elif line.startswith("/"):
        # Pasted into a chat it would be a command there.
        line = ZERO_WIDTH + line
    if form is Form.FILE:
        return line
    line = _MENTION.sub(f"@{ZERO_WIDTH}", line)
    return _REFERENCE.sub(rf"\g<0>{ZERO_WIDTH}", line)


def _quoted(text: str) -> str:
    """A text in the double quotes of YAML, which spells its escapes as JSON does."""
    return _RULE.sub(r"-\\x2d", json.dumps(text, ensure_ascii=False))
