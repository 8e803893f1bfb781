"""Pull requests as the merge gate looks at them, at the setting's moment.

What each says and which enhancements claims attribute it to, in two SQL statements
however many they are.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enhancements.documents import pulls as pull_text
from enhancements.documents.pulls import Attribution
from enhancements.languages import gettext
from enhancements.policy import addresses, merge_gate, resolve
from enhancements.policy.item_spans import PULL
from enhancements.policy.merge_gate import Belongs, Place
from enhancements.policy.spans import Span
from enhancements.queries import merge_statements as statements
from enhancements.queries import sql
from enhancements.queries.frame import GITHUB, Setting


@dataclasses.dataclass(frozen=True, slots=True)
class Labelled:
    """The gate's label on a pull request, and who put it on or took it off last."""

    is_on: bool
    is_known: bool
    """Whether the repository has such a label."""
    since: dt.datetime | None = None
    by: str = ""
    """Login of the person who did so by hand; empty for a machine, and for us."""
    url: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class PullSeen:
    """A pull request, what it names, and to what claims attribute it."""

    id: int
    """Of the item; 0 for one that is not known."""
    place: Place
    repository: str
    repository_id: int
    number: int
    title: str
    url: str
    author: str
    named: Attribution
    label: Labelled
    belongs: tuple[Belongs, ...] = ()
    """Without standings."""


def named(setting: Setting, repository: str, number: int) -> PullSeen:
    """One pull request by its name; it may well be unknown. Two SQL statements."""
    place = f"{repository.casefold()}#{number}"
    rows = sql.rows(
        statements.PULLS.format(source=statements.NAMED),
        {
            **_given(setting),
            "repository": repository.casefold(),
            # No number of GitHub is longer; a bigint is.
            "number": min(number, 10**15),
            "place": place,
        },
    )
    row = rows[0] if rows and rows[0]["kind"] else None
    known = _reading(setting, repository)
    if row is None or known.unread:
        nothing = Place(place, is_read=not known.unread, unread=known.unread)
        pull = PullSeen(
            0, nothing, repository, 0, number, "", "", "", Attribution(), _OFF
        )
        return pull if row is None else dataclasses.replace(pull, id=row["id"])
    return _attributed(setting, [_seen(setting, row, known)])[0]


def open_ones(setting: Setting) -> list[PullSeen]:
    """Every pull request on code that is open at the moment, with the gate's label.

    Two SQL statements. Those of a repository that cannot be read are left out.
    """
    known = _repositories(setting)
    wanted = [one for one in code_repositories(setting) if not known[one].unread]
    given = {**_given(setting), "repositories": wanted}
    rows = sql.rows(statements.PULLS.format(source=statements.OPEN), given)
    return _attributed(
        setting, [_seen(setting, row, known[row["repository"]]) for row in rows]
    )


def unread(setting: Setting) -> str:
    """Why nothing can be said of what issues and enhancements say on GitHub; empty when
    it can. No SQL.
    """
    main = next(iter(_repositories(setting).values()), None)
    if main is None:
        return gettext("No repository of the project is read on GitHub.")
    return main.unread


def unread_code(setting: Setting) -> str:
    """The same of the pull requests on code, and of what issues say. No SQL."""
    known = _repositories(setting)
    documents = next(iter(known), "")
    code = code_repositories(setting)
    wanted = (one for name, one in known.items() if name in (documents, *code))
    return " ".join(one.unread for one in wanted if one.unread)


def code_repositories(setting: Setting) -> list[str]:
    """Names of the repositories on GitHub whose pull requests change code. No SQL."""
    known = _repositories(setting)
    documents = next(iter(known), "")
    kind_of = setting.profile.pulls.kind_of
    return [one for one in known if kind_of(one, documents=documents) == "code"]


# --- What is read ---------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class _Reading:
    unread: str


def _repositories(setting: Setting) -> dict[str, _Reading]:
    """How reading goes by the repository's name, the documents' first."""
    is_now = not setting.frame.moment.is_past
    found = {}
    for one in setting.frame.sources:
        if one.kind != GITHUB:
            continue
        why, named_ = "", {"place": one.location, "error": one.error}
        if one.first is not None:
            why = gettext("%(place)s is being read for the first time.", **named_)
        elif one.error:
            why = gettext("%(place)s could not be read: %(error)s", **named_)
        elif one.stale and is_now:
            why = gettext(
                "%(place)s has not been read lately; see the sources page.", **named_
            )
        found[one.location] = _Reading(why)
    return found


def _reading(setting: Setting, repository: str) -> _Reading:
    for name, one in _repositories(setting).items():
        if name.casefold() == repository.casefold():
            return one
    return _Reading(
        gettext(
            "%(place)s is not read for this project, so nothing is known of its pull"
            " requests.",
            place=repository,
        )
    )


_OFF = Labelled(is_on=False, is_known=False)


def _given(setting: Setting) -> dict[str, Any]:
    label = setting.profile.merge_gate.label
    return {
        "project": setting.id,
        "at": setting.at,
        "label": label,
        "command": rf"^\s*/(remove-)?label\s+{re.escape(label)}\s*$"
        if label
        else "(?!)",
    }


def _seen(setting: Setting, row: Mapping[str, Any], known: _Reading) -> PullSeen:
    name = f"{row['repository'].casefold()}#{row['number']}"
    documents = next(iter(_repositories(setting)), "")
    place = Place(
        name=name,
        is_read=not known.unread,
        unread=known.unread,
        kind=row["kind"],
        is_gone=bool(row["is_gone"]),
        # At a past moment what is owed now says nothing.
        is_owed=row["is_owed"] and not setting.frame.moment.is_past,
        branch=row["base_ref"],
    )
    said = pull_text.attribute(
        title=row["title"],
        body=row["body"],
        repository=row["repository"],
        documents=documents,
        profile=setting.profile,
    )
    return PullSeen(
        id=row["id"],
        place=place,
        repository=row["repository"],
        repository_id=row["repository_id"],
        number=row["number"],
        title=row["title"],
        url=addresses.pull(row["host"], row["repository"], row["number"]),
        author=row["author"] or "",
        named=said,
        label=_labelled(setting, row),
    )


def _labelled(setting: Setting, row: Mapping[str, Any]) -> Labelled:
    is_on = bool(row["has_label"])
    if row["label_kind"] and setting.frame.moment.is_past:
        is_on = row["label_kind"] == "labeled"
    if not row["label_kind"]:
        who = merge_gate.SOMEBODY if is_on else ""
        return Labelled(is_on=is_on, is_known=row["is_label"], by=who)
    event = row["label_event"]
    number = event if event and event.isdigit() else ""
    return Labelled(
        is_on=is_on,
        is_known=row["is_label"],
        since=row["label_at"],
        by=merge_gate.by_hand(
            login=row["label_by"] or "",
            is_bot=row["actor_kind"] == "bot",
            asked_by=row["asked_by"] or "",
            is_ours=row["is_ours"],
            rules=setting.profile.merge_gate,
        ),
        url=addresses.issue(row["host"], row["repository"], row["number"], number),
    )


# --- To what it belongs ---------------------------------------------------------------


def _attributed(setting: Setting, seen: Sequence[PullSeen]) -> list[PullSeen]:
    """With the enhancements to which claims attribute them; one SQL statement."""
    alike = {one.id: _alike(one.named) for one in seen}
    fields = [f"{PULL}{one.place.name}" for one in seen]
    numbers = sorted({number for some in alike.values() for number in some})
    given = {"project": setting.id, "at": setting.at}
    rows = sql.rows(statements.CLAIMS, {**given, "fields": fields, "numbers": numbers})
    groups: dict[str, dict[int, list[dict[str, Any]]]] = {}
    others: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row["source"] == "alike":
            others[row["number"]] = row
        else:
            row["value"] = sql.parsed(row["value"])
            group = groups.setdefault(row["place"], {})
            group.setdefault(row["enhancement"], []).append(row)
    found = []
    for one in seen:
        mine = [
            belongs
            for said in groups.get(one.place.name, {}).values()
            if (belongs := _belongs(setting, said)) is not None
        ]
        known = {belongs.enhancement for belongs in mine}
        mine += [
            _also(setting, one, others[number])
            for number in alike[one.id]
            if number in others and others[number]["enhancement"] not in known
        ]
        mine.sort(key=lambda belongs: (belongs.number or 0, belongs.key))
        found.append(dataclasses.replace(one, belongs=tuple(mine)))
    return found


def _alike(said: Attribution) -> list[int]:
    """Further numbers that are named as surely as the one that counts."""
    if said.own is None:
        return []
    return [one.number for one in said.others if one.rule == said.own.rule]


def _belongs(setting: Setting, said: Sequence[Mapping[str, Any]]) -> Belongs | None:
    """The enhancement of these claims, which are of one; None where it loses."""
    spans = {one["source"]: _span(one) for one in said}
    order = setting.profile.precedence_of(f"{PULL}x")
    winner = resolve.choose(spans.values(), order).winner
    row = said[0]
    own = {row["number"], row["issue"]} - {None}
    if winner is None or winner.value not in own:
        return None
    by = resolve.family(winner.source)
    rule, _, raw = winner.raw.partition(": ") if by == "pull" else ("", "", winner.raw)
    listed = spans.get("issue")
    return Belongs(
        enhancement=row["enhancement"],
        key=row["key"],
        number=row["number"],
        title=row["title"],
        by=by,
        rule=rule,
        raw=raw,
        url=winner.url,
        since=winner.since,
        is_listed=listed is not None and listed.value in own,
        is_owed=row["is_owed"] and not setting.frame.moment.is_past,
    )


def _span(row: Mapping[str, Any]) -> Span:
    return Span(
        track="",
        source=row["source"],
        field=f"{PULL}{row['place']}",
        value=row["value"],
        raw=row["raw"],
        since=row["since"],
        until=None,
        url=row["url"],
    )


def _also(setting: Setting, pull: PullSeen, row: Mapping[str, Any]) -> Belongs:
    """One that a pull request names as surely as the first."""
    named_ = next(o for o in pull.named.others if o.number == row["number"])
    return Belongs(
        enhancement=row["enhancement"],
        key=row["key"],
        number=row["number"],
        title=row["title"],
        by=merge_gate.PULL,
        rule=named_.rule,
        raw=named_.raw,
        url=pull.url,
        since=row["since"],
        is_owed=row["is_owed"] and not setting.frame.moment.is_past,
    )


def ids(pulls: Iterable[PullSeen]) -> list[int]:
    """Ids of the enhancements to which they belong, each once."""
    return sorted({one.enhancement for pull in pulls for one in pull.belongs})
