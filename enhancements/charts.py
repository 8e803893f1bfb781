"""Text in drawings: how wide it is, where it breaks. Pure.

A picture is shown where nobody knows the font, so widths come from a table of
Helvetica and Arial, and the drawing pins each text to its width (`textLength`): what
was measured to fit does fit.
"""

from __future__ import annotations

import dataclasses
import unicodedata

# Widths in thousandths of the font's size, as in Adobe's metrics of Helvetica.
_WIDTHS = {
    **dict.fromkeys("ijl'", 222),
    **dict.fromkeys("|", 260),
    **dict.fromkeys(" !,./:;[]\\ftI", 278),
    **dict.fromkeys("()-r`", 333),
    **dict.fromkeys('"', 355),
    **dict.fromkeys("*", 389),
    **dict.fromkeys("^", 469),
    **dict.fromkeys("ckszvxyJ", 500),
    **dict.fromkeys("abdeghnopquL0123456789?$#_", 556),
    **dict.fromkeys("+<=>~", 584),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("ABEKPSVXY&", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("mM", 833),
    **dict.fromkeys("%", 889),
    **dict.fromkeys("W", 944),
    **dict.fromkeys("@", 1015),
    "·": 333,
    "…": 1000,
}
_OTHER = 620
_WIDE = 1000
_BOLD = 1.07
ELLIPSIS = "…"


def clean(text: str) -> str:
    """Text that may stand in XML and steers nothing: no controls, no directions."""
    spaced = (" " if sign.isspace() else sign for sign in text)
    kept = (s for s in spaced if not unicodedata.category(s).startswith("C"))
    return " ".join("".join(kept).split())


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in a sans-serif font of that size, in the same unit."""
    total = sum(_sign(sign) for sign in text)
    return round(total * size / 1000 * (_BOLD if bold else 1), 1)


def _sign(sign: str) -> int:
    if sign in _WIDTHS:
        return _WIDTHS[sign]
    if unicodedata.combining(sign):
        return 0
    is_wide = unicodedata.east_asian_width(sign) in "WF"
    return _WIDE if is_wide or unicodedata.category(sign) == "So" else _OTHER


def fitted(text: str, most: float, size: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis when it is wider than `most`."""
    if width(text, size, bold=bold) <= most:
        return text
    kept = text
    while kept and width(kept + ELLIPSIS, size, bold=bold) > most:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def wrapped(
    text: str, most: float, size: float, *, lines: int, bold: bool = False
) -> list[str]:
    """The text in at most so many lines, none wider than `most`."""
    found: list[str] = []
    rest = text.split()
    while rest and len(found) < lines - 1:
        line = rest.pop(0)
        while rest and width(f"{line} {rest[0]}", size, bold=bold) <= most:
            line = f"{line} {rest.pop(0)}"
        found.append(fitted(line, most, size, bold=bold))
    if rest:
        found.append(fitted(" ".join(rest), most, size, bold=bold))
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Text:
    """A text at its place, pinned to the width it was measured with."""

    text: str
    x: float
    y: float
    width: float
    style: str = ""
    """Class of the drawing's own styles."""


def placed(
    text: str,
    x: float,
    y: float,
    *,
    most: float,
    size: float,
    bold: bool = False,
    style: str = "",
) -> Text:
    """A text cut to fit, at its place."""
    shown = fitted(text, most, size, bold=bold)
    return Text(shown, x, y, width(shown, size, bold=bold), style)


@dataclasses.dataclass(frozen=True, slots=True)
class Badge:
    """Two words side by side: what, and how it stands."""

    title: str
    label: Text
    message: Text
    split: float
    width: float
    state: str
    """`planned`, `committed`, `late`, `none` or `gone`."""


_BADGE_SIZE = 11.0
_BADGE_PAD = 7.0
_BADGE_MOST = 240.0
_BADGE_LINE = 14.0


def badge(label: str, message: str, state: str) -> Badge:
    """A badge, 20 high and as wide as its two texts need."""
    left = placed(
        clean(label), _BADGE_PAD, _BADGE_LINE, most=_BADGE_MOST, size=_BADGE_SIZE
    )
    split = round(left.width + 2 * _BADGE_PAD, 1)
    right = placed(
        clean(message),
        split + _BADGE_PAD,
        _BADGE_LINE,
        most=_BADGE_MOST,
        size=_BADGE_SIZE,
    )
    whole = round(split + right.width + 2 * _BADGE_PAD, 1)
    return Badge(clean(f"{label}: {message}"), left, right, split, whole, state)


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """A title, a line below it, rows of label and text, and a foot."""

    title: str
    description: str
    texts: tuple[Text, ...]
    width: float
    height: float


_CARD_WIDTH = 480.0
_CARD_PAD = 20.0
_LABEL_WIDTH = 92.0
_TITLE_SIZE = 17.0
_SIZE = 13.0
_SMALL = 11.0


def card(title: str, lead: str, rows: list[tuple[str, str]], foot: str) -> Card:
    """A card of a fixed width, as high as its texts need."""
    most = _CARD_WIDTH - 2 * _CARD_PAD
    y = _CARD_PAD + 14
    texts = []
    for line in wrapped(clean(title), most, _TITLE_SIZE, lines=2, bold=True):
        size = width(line, _TITLE_SIZE, bold=True)
        texts.append(Text(line, _CARD_PAD, y, size, "title"))
        y += 22
    texts.append(placed(clean(lead), _CARD_PAD, y, most=most, size=_SIZE, style="lead"))
    y += 28
    for label, text in rows:
        named = placed(
            clean(label), _CARD_PAD, y, most=_LABEL_WIDTH - 8, size=_SIZE, style="label"
        )
        x = _CARD_PAD + _LABEL_WIDTH
        said = placed(clean(text), x, y, most=most - _LABEL_WIDTH, size=_SIZE)
        texts += [named, said]
        y += 21
    y += 6
    texts.append(
        placed(clean(foot), _CARD_PAD, y, most=most, size=_SMALL, style="foot")
    )
    description = ". ".join(f"{label}: {text}" for label, text in rows)
    return Card(
        title=clean(title),
        description=clean(f"{lead}. {description}. {foot}"),
        texts=tuple(one for one in texts if one.text),
        width=_CARD_WIDTH,
        height=y + _CARD_PAD - 4,
    )
