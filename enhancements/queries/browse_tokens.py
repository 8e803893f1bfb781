"""What a list is filtered by, filter by filter, and what each of them keeps away."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from enhancements.languages import gettext
from enhancements.policy.search import meaning, saying
from enhancements.profiles.schema import Profile
from enhancements.queries import filters as filters_
from enhancements.queries import sql, words
from enhancements.queries.filters import Filters
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.found import Lacking, Lesser, Unknown

_MOST = 12
"""Filters that are left out one by one; a list of more is dropped as a whole."""
_FIELDS = {
    "sig": "sigs",
    "release": "releases",
    "stage": "stages",
    "status": "statuses",
    "has": "needs",
    "author": "authors",
    "approver": "approvers",
    "participating-sig": "participating",
    "number": "numbers",
}
"""Names of filters in addresses to those of Filters, in the order they are told."""


@dataclasses.dataclass(frozen=True, slots=True)
class Token:
    """A filter that is on."""

    words: str
    query: str
    """Query string of the list without it."""
    rest: Filters | None
    """The other filters; None where they cannot be told."""


def of(
    profile: Profile, filters: Filters, kept: Mapping[str, Any]
) -> tuple[Token, ...]:
    """Each filter that is on; `kept` are the parameters of the page, for links."""
    return (*_of_text(filters, kept), *_of_choices(profile, filters, kept))


def _of_text(filters: Filters, kept: Mapping[str, Any]) -> Iterator[Token]:
    parts = saying.parts(filters.text)
    for place, (part, others) in enumerate(parts):
        rest: Filters | None = None
        if len(parts) == 1:
            rest = dataclasses.replace(filters, text="", searched=None, ranked=None)
        elif len(filters.lesser) == len(parts):
            condition = filters.lesser[place]
            if condition is not None:
                rest = dataclasses.replace(
                    filters, text=others, searched=condition, ranked=None
                )
        yield Token(part, words.query({**kept, "text": others}), rest)


def _of_choices(
    profile: Profile, filters: Filters, kept: Mapping[str, Any]
) -> Iterator[Token]:
    for name, label in _labels(profile).items():
        field = _FIELDS[name]
        chosen = getattr(filters, field)
        for place, value in enumerate(kept[name]):
            others = [one for one in kept[name] if one != value]
            left = (*chosen[:place], *chosen[place + 1 :])
            changed: dict[str, Any] = {field: left, "ranked": None}
            rest = dataclasses.replace(filters, **changed)
            yield Token(label(value), words.query({**kept, name: others}), rest)


def _labels(profile: Profile) -> dict[str, Callable[[str], str]]:
    """How a value of each filter is said."""
    return {
        "sig": lambda v: gettext("no SIG") if v == "none" else f"SIG {v}",
        "release": lambda v: gettext("planned for %(release)s", release=v),
        "stage": lambda v: (
            gettext("no stage") if v == "none" else words.stage_of(profile, v).label
        ),
        "status": lambda v: (
            gettext("no status") if v == "none" else words.status_label(profile, v)
        ),
        "has": lambda v: {
            "problem": gettext("has a problem"),
            "drift": gettext("sources disagree"),
        }[v],
        "author": lambda v: gettext("author @%(login)s", login=v),
        "approver": lambda v: gettext("approver @%(login)s", login=v),
        "participating-sig": lambda v: gettext("SIG %(sig)s participates", sig=v),
        "number": lambda v: gettext("number %(number)s", number=v),
    }


def lacking(
    setting: Setting,
    filters: Filters,
    tokens: Sequence[Token],
    kept: Mapping[str, Any],
    *,
    source: str,
) -> Lacking:
    """Of filters that nothing meets: how many there are without each, and which SIGs
    they name that no enhancement has, in one statement.

    `source` is FROM and WHERE of all records of the project.
    """
    asked = _sigs(filters)
    counted = len(tokens) > 1 and len(tokens) <= _MOST
    given: dict[str, Any] = {"project": setting.id, "at": setting.at}
    parts = []
    for place, token in enumerate(tokens if counted else ()):
        if token.rest is not None:
            conditions, parameters = filters_.conditions(token.rest)
            joined = _renamed(filters_.joined(conditions.values()), parameters, place)
            given |= {f"d{place}_{name}": one for name, one in parameters.items()}
            parts.append(
                f"SELECT {place} AS place, count(*) AS count, NULL::text AS sig"
                f" {source} AND ({joined})"
            )
    if asked:
        parts.append(_SIGS.format(source=source))
    rows = sql.rows(" UNION ALL ".join(parts), given) if parts else []
    counts = {row["place"]: row["count"] for row in rows if row["sig"] is None}
    known = sorted(row["sig"] for row in rows if row["sig"] is not None)
    return Lacking(
        lesser=tuple(
            Lesser(token.words, token.query, counts.get(place))
            for place, token in enumerate(tokens)
            if counts.get(place) != 0
        )
        if len(tokens) > 1
        else (),
        unknown=tuple(_unknown(setting.profile, asked, known, kept)),
    )


_SIGS = """
SELECT DISTINCT NULL::integer AS place, NULL::bigint AS count, one.sig FROM (
  SELECT record.sig {source} AND record.sig IS NOT NULL
   UNION ALL SELECT unnest(record.participating_sigs) {source}) one
"""


def _renamed(condition: str, parameters: Mapping[str, Any], place: int) -> str:
    """The condition with names of parameters that no other has."""

    def name(found: re.Match[str]) -> str:
        return f"%(d{place}_{found[1]})s" if found[1] in parameters else found[0]

    return _NAME.sub(name, condition)


_NAME = re.compile(r"%\((\w+)\)s", re.ASCII)


def _sigs(filters: Filters) -> tuple[str, ...]:
    """The SIGs that filters and search name, each once."""
    named = (*filters.sigs, *filters.participating, *filters.searched_sigs)
    return tuple(one for one in dict.fromkeys(named) if one != filters_.NO_SIG)


def _unknown(
    profile: Profile,
    asked: Sequence[str],
    known: Sequence[str],
    kept: Mapping[str, Any],
) -> Iterator[Unknown]:
    """Those that no enhancement of the moment has, with the one probably meant."""
    for sig in asked:
        if sig not in known:
            near = next(iter(difflib.get_close_matches(sig, known, n=1)), "")
            yield Unknown(sig, near, _meant(profile, kept, sig, near) if near else "")


def _meant(profile: Profile, kept: Mapping[str, Any], sig: str, near: str) -> str:
    """The query string of the list with another SIG in the place of one."""
    changed = {
        name: [near if one == sig else one for one in kept[name]]
        for name in ("sig", "participating-sig")
    }
    text = meaning.with_sig(kept["text"], profile, sig, near)
    return words.query({**kept, **changed, "text": text})
