"""Reading criteria from what TOML or JSON holds, with a sentence for every mistake."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from enhancements.documents import versions
from enhancements.languages import gettext, gettext_noop, pgettext
from enhancements.policy.checks.catalogue import CHECKS
from enhancements.policy.checks.criteria import Criteria, Criterion, FreezeCriteria
from enhancements.policy.checks.parameters import (
    KINDS,
    LONGEST_TEXT,
    STAGES,
    Value,
    ValueRefused,
    one_of,
    shorter,
)
from enhancements.policy.checks.registry import Check

MOST_FREEZES: Final = 12
MOST_CHECKS: Final = 40
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FREEZE_KEYS = ("deadline", "label", "hard", "checks")
_CHECK_KEYS = (
    *("check", "key", "title", "with"),
    *("stages", "kinds", "from_release", "counts"),
)


class CriteriaInvalid(ValueError):
    """Criteria that cannot be used; `sentences` says of each mistake what to do."""

    def __init__(self, sentences: Sequence[str], twice: Sequence[str] = ()) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)
        self.twice = tuple(twice)
        """Those that say that the key of a check is there twice."""


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What the profile knows, to which criteria may refer."""

    deadlines: Mapping[str, str]
    """Key of a deadline to its label."""
    statuses: tuple[str, ...] = ()


def read(data: Any, known: Known, where: str = "") -> Criteria:
    """The criteria that a list of freezes describes, as TOML or JSON holds it.

    `where` is put before the place that a sentence names. Raises CriteriaInvalid with
    every mistake at once.
    """
    reader = _Reader(known)
    freezes = reader.freezes(data, where)
    if reader.sentences:
        raise CriteriaInvalid(reader.sentences, reader.twice)
    return Criteria(freezes)


def kept(data: Sequence[Mapping[str, Any]], known: Known) -> Criteria:
    """The criteria of a copy that `Criteria.as_json` wrote, maybe long ago.

    It never raises: a deadline that the profile has no more stays, a parameter that
    cannot be read gets its default, and of a check that there is no more the judge
    says so.
    """
    try:
        return read(data, known)
    except CriteriaInvalid:
        return Criteria(tuple(_kept_freeze(row, known) for row in data))


def _kept_freeze(row: Mapping[str, Any], known: Known) -> FreezeCriteria:
    deadline, label = str(row["deadline"]), str(row["label"])
    said = [one for item in row["checks"] for one in item.get("with", {}).values()]
    statuses = [word for one in said if isinstance(one, list) for word in one]
    wide = Known({deadline: label}, (*known.statuses, *statuses))
    return FreezeCriteria(
        deadline,
        label,
        is_hard=bool(row["hard"]),
        criteria=tuple(_kept_criterion(item, row, wide) for item in row["checks"]),
    )


def _kept_criterion(
    item: Mapping[str, Any], freeze: Mapping[str, Any], known: Known
) -> Criterion:
    name = item["check"]
    check = CHECKS.get(name)
    if check is not None:
        given = {
            name: value
            for name, value in item.get("with", {}).items()
            if name in check.parameters and _can_be_read(check, name, value)
        }
        row = {**freeze, "checks": [{**item, "with": given}]}
        try:
            return read([row], known).freezes[0].criteria[0]
        except CriteriaInvalid:
            name = f"{name} as it was set"
    return Criterion(
        key=item["key"],
        check=name,
        title=item["title"],
        values={},
        counts=item.get("counts", True),
    )


def _can_be_read(check: Check, name: str, value: Any) -> bool:
    try:
        check.parameters[name].read(value)
    except ValueRefused:
        return False
    return True


def _name(row: Mapping[str, Any], index: int) -> str:
    """What a sentence calls a freeze: its deadline, else its place."""
    deadline = row.get("deadline")
    is_plain = isinstance(deadline, str) and _KEY.fullmatch(deadline) is not None
    return str(deadline) if is_plain else str(index)


class _Reader:
    """Goes over the data once and notes what is wrong."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self.sentences: list[str] = []
        self.twice: list[str] = []

    def freezes(self, data: Any, where: str) -> tuple[FreezeCriteria, ...]:
        rows = self._rows(data, f"{where}freezes", MOST_FREEZES)
        found = tuple(
            self._freeze(row, f"{where}freezes.{_name(row, index)}.")
            for index, row in enumerate(rows, start=1)
        )
        self._only_once([one.deadline for one in found], f"{where}freezes", _DEADLINE)
        return found

    def _freeze(self, row: Mapping[str, Any], where: str) -> FreezeCriteria:
        self._close(row, _FREEZE_KEYS, where)
        deadline = self._text(row, "deadline", where)
        labels = self._known.deadlines
        if deadline and deadline not in labels:
            self._say(f"{where}deadline", one_of(labels), deadline)
        rows = self._rows(row.get("checks"), f"{where}checks", MOST_CHECKS)
        criteria = tuple(
            one
            for index, item in enumerate(rows, start=1)
            if (one := self._criterion(item, f"{where}checks[{index}]."))
        )
        if not rows and isinstance(row.get("checks"), list | tuple):
            said = gettext(
                "%(where)s: write at least one check.", where=f"{where}checks"
            )
            self.sentences.append(said)
        keys = [one.key for one in criteria]
        self.twice += self._only_once(keys, f"{where}checks", _CHECK)
        label = self._text(row, "label", where, labels.get(deadline, ""))
        return FreezeCriteria(
            deadline, label, self._flag(row, "hard", where, default=True), criteria
        )

    def _criterion(self, row: Mapping[str, Any], where: str) -> Criterion | None:
        self._close(row, _CHECK_KEYS, where)
        name = self._text(row, "check", where)
        check = CHECKS.get(name)
        if check is None:
            if name:
                self._say(f"{where}check", one_of(sorted(CHECKS)), name)
            return None
        key = self._text(row, "key", where, check.key)
        if _KEY.fullmatch(key) is None:
            self._say(f"{where}key", gettext("write a plain word in lower case"), key)
        return Criterion(
            key=key,
            check=check.key,
            title=self._text(row, "title", where, check.title),
            values=self._values(row.get("with", {}), check, f"{where}with"),
            stages=self._choices(row, "stages", STAGES, where),
            kinds=self._choices(row, "kinds", KINDS, where),
            from_release=self._release(row, where),
            counts=self._flag(row, "counts", where, default=True),
        )

    def _values(self, given: Any, check: Check, where: str) -> Mapping[str, Value]:
        if not isinstance(given, Mapping):
            self._say(where, gettext("write a table of parameters"), given)
            given = {}
        for name in given:
            if name not in check.parameters:
                said = gettext(
                    "%(where)s: the check %(check)s has no such parameter; it has"
                    " %(names)s.",
                    where=f"{where}.{name}",
                    check=check.key,
                    names=", ".join(check.parameters) or pgettext("parameters", "none"),
                )
                self.sentences.append(said)
        values: dict[str, Value] = {}
        for name, parameter in check.parameters.items():
            found = given.get(name, parameter.default)
            try:
                value = parameter.read(found)
            except ValueRefused as error:
                self._say(f"{where}.{name}", str(error), given.get(name))
                continue
            values[name] = value
            if parameter.names == "status" and isinstance(value, tuple):
                self._statuses(value, f"{where}.{name}")
        return values

    def _statuses(self, value: tuple[str, ...], where: str) -> None:
        known = self._known.statuses
        for one in value:
            if one not in known:
                names = ", ".join(known)
                what = gettext("write statuses out of %(names)s", names=names)
                self._say(where, what, one)

    def _choices(
        self, row: Mapping[str, Any], name: str, options: tuple[str, ...], where: str
    ) -> tuple[str, ...]:
        found = row.get(name, [])
        is_list = isinstance(found, list | tuple)
        if not is_list or any(one not in options for one in found):
            what = gettext("write some of %(names)s", names=", ".join(options))
            self._say(f"{where}{name}", what, found)
            return ()
        return tuple(one for one in options if one in found)

    def _release(self, row: Mapping[str, Any], where: str) -> str:
        text = self._text(row, "from_release", where, "", may_be_empty=True)
        release = versions.parse_release(text) if text else ""
        if release is None:
            what = gettext("write a release such as v1.9")
            self._say(f"{where}from_release", what, text)
        return release or ""

    def _text(
        self,
        row: Mapping[str, Any],
        name: str,
        where: str,
        default: str | None = None,
        *,
        may_be_empty: bool = False,
    ) -> str:
        """A text of one line; the default where the key is left out."""
        if name not in row and default is not None and (default or may_be_empty):
            return default
        found = row.get(name)
        if not isinstance(found, str) or "\n" in found:
            self._say(f"{where}{name}", gettext("write a text on one line"), found)
            return default or ""
        if not (found.strip() or may_be_empty):
            what = gettext("write a text; it may not be empty")
            self._say(f"{where}{name}", what, found)
        elif len(found) > LONGEST_TEXT:
            self._say(f"{where}{name}", shorter(), "…")
        return found

    def _flag(
        self, row: Mapping[str, Any], name: str, where: str, *, default: bool
    ) -> bool:
        found = row.get(name, default)
        if not isinstance(found, bool):
            self._say(f"{where}{name}", gettext("write true or false"), found)
            return default
        return found

    def _rows(self, data: Any, where: str, most: int) -> list[Mapping[str, Any]]:
        is_list = isinstance(data, list | tuple)
        if not is_list or not all(isinstance(one, Mapping) for one in data):
            self._say(where, gettext("write a list of tables"), data)
            return []
        if len(data) > most:
            said = gettext("%(where)s: write at most %(most)s.", where=where, most=most)
            self.sentences.append(said)
        return list(data[:most])

    def _close(
        self, row: Mapping[str, Any], known: tuple[str, ...], where: str
    ) -> None:
        for key in row:
            if key not in known:
                said = gettext(
                    "%(where)s: there is no such key; write one of %(names)s.",
                    where=f"{where}{key}",
                    names=", ".join(known),
                )
                self.sentences.append(said)

    def _only_once(self, keys: list[str], where: str, text: str) -> list[str]:
        """Notes what is there twice, and returns what it notes."""
        twice = dict.fromkeys(key for key in keys if key and keys.count(key) > 1)
        said = [gettext(text, where=where, name=repr(key)) for key in twice]
        self.sentences += said
        return said

    def _say(self, where: str, what: str, found: object) -> None:
        shown = repr(found)
        shown = shown if len(shown) <= LONGEST_TEXT else f"{shown[:LONGEST_TEXT]}…"
        text = gettext_noop("%(where)s: %(what)s; it holds %(found)s.")
        if found is None:
            text = gettext_noop("%(where)s: %(what)s; it is missing.")
        self.sentences.append(gettext(text, where=where, what=what, found=shown))


_DEADLINE = gettext_noop(
    "%(where)s: the deadline %(name)s is there twice; give each its own."
)
_CHECK = gettext_noop("%(where)s: the key %(name)s is there twice; give each its own.")
