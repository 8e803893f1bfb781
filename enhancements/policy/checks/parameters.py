"""The parameters of checks: their types, defaults and bounds."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeAlias

from enhancements.languages import gettext

STAGES = ("alpha", "beta", "stable", "once", "deprecated", "removed", "other")
"""Canonical stages: what the profile's own stages are of."""
KINDS = ("new", "graduation", "same-stage", "deprecation")
"""Kinds of work, as `policy.kinds` gives them."""

LONGEST_TEXT = 300
MOST_TEXTS = 60

Value: TypeAlias = "str | bool | tuple[str, ...] | Mapping[str, tuple[str, ...]]"


class ValueRefused(ValueError):
    """A value cannot be used; the text says what to write instead."""


@dataclasses.dataclass(frozen=True, slots=True)
class Parameter:
    """One setting of a check."""

    type: Literal["text", "texts", "flag", "by-stage"]
    """A text; a list of texts; true or false; canonical stage to a list of texts."""
    default: Value
    meaning: str
    options: tuple[str, ...] = ()
    """The texts that may be given; empty for any."""
    names: Literal["", "status"] = ""
    """What the texts are keys of, in the profile."""
    is_needed: bool = False
    """Whether it may not be empty."""

    def read(self, value: Any) -> Value:
        """The value as a frozen one; raises ValueRefused with what to write."""
        if self.type == "flag":
            if not isinstance(value, bool):
                raise ValueRefused(gettext("write true or false"))
            return value
        if self.type == "text":
            return self._text(value)
        if self.type == "texts":
            return self._texts(value)
        if not isinstance(value, Mapping):
            raise ValueRefused(
                gettext("write a table of stages, each with a list of texts")
            )
        for stage in value:
            if stage not in STAGES:
                message = gettext(
                    "%(name)s is no stage; write one of %(names)s",
                    name=repr(stage),
                    names=", ".join(STAGES),
                )
                raise ValueRefused(message)
        return {stage: self._texts(value[stage]) for stage in STAGES if stage in value}

    def _text(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueRefused(gettext("write a text in quotes"))
        if len(value) > LONGEST_TEXT:
            raise ValueRefused(shorter())
        if value and "\n" in value:
            raise ValueRefused(gettext("write it on one line"))
        if self.is_needed and not value.strip():
            raise ValueRefused(gettext("write a text; it may not be empty"))
        if self.options and value not in self.options:
            raise ValueRefused(one_of(self.options))
        return value

    def _texts(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple):
            raise ValueRefused(gettext("write a list of texts"))
        if len(value) > MOST_TEXTS:
            message = gettext("write at most %(most)s texts", most=MOST_TEXTS)
            raise ValueRefused(message)
        if self.is_needed and not value:
            raise ValueRefused(gettext("write at least one text"))
        texts = tuple(self._text(one) for one in value)
        if not all(one.strip() for one in texts):
            raise ValueRefused(gettext("write no empty text into the list"))
        return texts


def one_of(names: Iterable[str]) -> str:
    """What to write where only these may stand."""
    return gettext("write one of %(names)s", names=", ".join(names))


def shorter() -> str:
    """What to write where a text is too long."""
    return gettext("write at most %(most)s characters", most=LONGEST_TEXT)


def plain(value: Value) -> Any:
    """A value as JSON and TOML hold it."""
    if isinstance(value, Mapping):
        return {stage: list(texts) for stage, texts in value.items()}
    return list(value) if isinstance(value, tuple) else value


def text(default: str, meaning: str, *options: str, needed: bool = False) -> Parameter:
    """A text, one of the options where there are some."""
    return Parameter("text", default, meaning, options, is_needed=needed)


def texts(
    default: tuple[str, ...],
    meaning: str,
    *options: str,
    names: Literal["", "status"] = "",
    needed: bool = False,
) -> Parameter:
    """A list of texts."""
    return Parameter("texts", default, meaning, options, names, needed)


def flag(meaning: str, *, default: bool) -> Parameter:
    """True or false."""
    return Parameter("flag", default, meaning)


def by_stage(meaning: str) -> Parameter:
    """Canonical stage to a list of texts; nothing when left out."""
    return Parameter("by-stage", {}, meaning)
