"""What is alike: enhancements, and open issues and pull requests without a document.

PostgreSQL finds it by the words of titles, documents and issues, and by the spelling of
titles; how much of what was typed a title says decides the order. Two statements, one
to take the words apart and one to look, however many enhancements there are.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.languages import gettext, gettext_noop
from enhancements.policy.propose import words
from enhancements.policy.propose.draft import Draft
from enhancements.policy.propose.owning import Alike
from enhancements.policy.propose.words import Piece
from enhancements.queries import sql
from enhancements.queries.frame import Setting
from enhancements.queries.shapes import StageRef
from enhancements.queries.similar_statements import SIMILAR, WORDS
from enhancements.queries.words import stage as stage_ref
from enhancements.queries.words import status_label

MOST = 8
"""Enhancements that are shown."""
MOST_OPEN = 5
"""Open issues and pull requests that are shown."""
_LEXEMES = 10
"""Words of what was typed that are looked for."""
_RARE = 200
"""Titles with a word, above which the word alone finds nothing: it has to stand
together with another."""
_SPELLING = 0.45
"""Similarity of two titles from which on they are spelled alike."""
_LEAST = 0.28
"""Share of what was typed that a title has to say, where no text says most of it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Similar:
    """Something that is alike, and why it was found."""

    kind: str
    """`enhancement`, or of what is open without a document `issue` or `pull`."""
    key: str
    number: int | None
    title: tuple[Piece, ...]
    url: str
    """Of the issue or pull request; empty where there is none."""
    sig: str
    participating: tuple[str, ...]
    stage: StageRef | None
    status: str
    has_document: bool
    score: float
    reasons: tuple[str, ...]
    """Clauses: "its title says “disk”"."""
    snippet: tuple[Piece, ...]
    """A passage of its document, else of its issue; empty where none says any word."""

    @property
    def alike(self) -> Alike:
        """What it says of whose the proposal may be."""
        return Alike(self.key, self.sig, self.participating, self.score)


def find(setting: Setting, draft: Draft) -> tuple[Similar, ...]:
    """What is alike, most alike first, in two SQL statements; none where the draft has
    no words. Open issues and pull requests are those of now, so none for a past moment.
    """
    if not draft.text:
        return ()
    typed = sql.rows(
        WORDS,
        {
            "text": draft.text,
            "title": draft.title,
            "project": setting.id,
            "most": _LEXEMES,
            "rare": _RARE,
        },
    )
    given = asked(setting, draft, typed)
    wanted = frozenset(words.stems(draft.text))
    rather = frozenset(words.stems(draft.title))
    return tuple(
        _similar(setting, row, wanted, rather) for row in sql.rows(SIMILAR, given)
    )


def asked(
    setting: Setting, draft: Draft, typed: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The parameters of the second statement. `typed` are rows of the first: each word
    with how many titles have it.
    """
    # What few titles say tells most; what the summary adds, half as much as the title.
    worth = [
        (1 if row["in_title"] or not draft.title else 0.5) / math.log2(4 + row["count"])
        for row in typed
    ]
    titles = [worth for worth, row in zip(worth, typed, strict=True) if row["in_title"]]
    total = sum(titles) or sum(worth) or 1
    return {
        "project": setting.id,
        "at": setting.at,
        "is_past": setting.frame.moment.is_past,
        "title": draft.title or draft.summary,
        "lexemes": [row["lexeme"] for row in typed],
        "weights": [one / total for one in worth],
        "titles": _any_of(_rare_or_two(typed)),
        "texts": _any_of(_most_of(typed)),
        "least": _LEAST,
        "most": MOST,
        "most_open": MOST_OPEN,
        "many": 2_000,
        "some": 300,
        "largest": words.LARGEST,
    }


def _rare_or_two(typed: Sequence[Mapping[str, Any]]) -> Iterable[tuple[str, ...]]:
    """A rare word alone, or any two."""
    names = [row["lexeme"] for row in typed]
    yield from ((row["lexeme"],) for row in typed if row["count"] <= _RARE)
    yield from itertools.combinations(names, 2) if len(names) > 1 else [tuple(names)]


def _most_of(typed: Sequence[Mapping[str, Any]]) -> Iterable[tuple[str, ...]]:
    """Two thirds of the title's words: a document says many words in passing."""
    names = [row["lexeme"] for row in typed if row["in_title"]] or [
        row["lexeme"] for row in typed
    ]
    names = names[:6]
    return itertools.combinations(names, max(1, math.ceil(len(names) * 2 / 3)))


def _any_of(groups: Iterable[tuple[str, ...]]) -> str:
    """A query for texts that hold all words of one of these groups."""
    said = (" & ".join(map(_quoted, group)) for group in groups if group)
    return " | ".join(f"({one})" for one in said)


def _quoted(lexeme: str) -> str:
    text = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{text}'"


def _similar(
    setting: Setting,
    row: Mapping[str, Any],
    stems: frozenset[str],
    rather: frozenset[str],
) -> Similar:
    """`rather` are those of the title, for which texts were found."""
    profile = setting.profile
    passage, where = words.snippet(_text(row["document"]), stems, rather), "document"
    if not passage:
        passage = words.snippet(row["body"] or "", stems, rather)
        where = "text" if row["kind"] == "pull" else "issue"
    return Similar(
        kind=row["kind"],
        key=row["key"],
        number=row["number"],
        title=tuple(words.pieces(row["title"], stems)),
        url=row["url"] or "",
        sig=row["sig"] or "",
        participating=tuple(row["participating_sigs"] or ()),
        stage=stage_ref(profile, row["stage"]),
        status=status_label(profile, row["status"]) if row["status"] else "",
        has_document=row["has_document"],
        score=float(row["score"]),
        reasons=tuple(_reasons(row, passage, where, stems)),
        snippet=tuple(words.pieces(passage, stems)),
    )


def _reasons(
    row: Mapping[str, Any], passage: str, where: str, stems: frozenset[str]
) -> Iterable[str]:
    said = words.shared(row["title"], stems)
    if said:
        yield gettext("its title says %(words)s", words=_listed(said))
    if row["spelling"] >= _SPELLING:
        yield gettext("its title is spelled much alike")
    left = stems - words.stems(row["title"]).keys()
    elsewhere = words.shared(passage, left)
    if elsewhere:
        says, _ = _SAYS[where]
        yield gettext(says, words=_listed(elsewhere))
    elif row["in_document"] is not None and not said:
        _, says = _SAYS[where]
        yield gettext(says)


def _listed(said: Sequence[str]) -> str:
    return ", ".join(gettext("“%(word)s”", word=one) for one in said[:4])


# By where it says so: these words, or most of those that are looked for.
_SAYS = {
    "document": (
        gettext_noop("its document says %(words)s"),
        gettext_noop("its document says most of these words"),
    ),
    "issue": (
        gettext_noop("its issue says %(words)s"),
        gettext_noop("its issue says most of these words"),
    ),
    "text": (
        gettext_noop("its text says %(words)s"),
        gettext_noop("its text says most of these words"),
    ),
}


def _text(content: bytes | memoryview | None) -> str:
    """A blob's bytes as text; what is none gives marks that stand for it."""
    return "" if content is None else bytes(content).decode("utf-8", "replace")
