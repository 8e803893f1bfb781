"""Read settings from environment variables, and say clearly what is wrong.

Every reader names the variable in its complaint, says what was found and what would
do. An empty variable counts as not set, because that is how an empty line of an
environment file arrives.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")


def read_text(name: str, default: str | None = None, *, hint: str = "") -> str:
    """Return the variable's text; without a default it must be set.

    Raises ImproperlyConfigured, ending in ``hint``, when it is not.
    """
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        sentence = f"The environment variable {name} must be set. {hint}"
        raise ImproperlyConfigured(sentence.strip())
    return default


def read_bool(name: str, *, default: bool) -> bool:
    """Return 1/true/yes/on as True and 0/false/no/off as False, in any case."""
    value = read_text(name, "").lower()
    if not value:
        return default
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    choices = ", ".join(_TRUE + _FALSE)
    sentence = f"{name} is {value!r}, but must be one of: {choices}."
    raise ImproperlyConfigured(sentence)


def read_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """Return one of these words, in any case."""
    value = read_text(name, default).lower()
    if value not in choices:
        sentence = f"{name} is {value!r}, but must be one of: {', '.join(choices)}."
        raise ImproperlyConfigured(sentence)
    return value


def read_int(name: str, default: int, *, minimum: int = 0) -> int:
    """Return a whole number not below ``minimum``."""
    value = read_text(name, "")
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        number = minimum - 1
    if number < minimum:
        sentence = f"{name} is {value!r}, but must be a whole number from {minimum} up."
        raise ImproperlyConfigured(sentence)
    return number


def read_seconds(name: str, default: float) -> float:
    """Return a number of seconds above 0; fractions are allowed."""
    value = read_text(name, "")
    if not value:
        return default
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        sentence = f"{name} is {value!r}, but must be a number of seconds above 0."
        raise ImproperlyConfigured(sentence)
    return seconds


def read_list(
    name: str, default: list[str] | None = None, *, hint: str = ""
) -> list[str]:
    """Return the parts between commas, stripped, empty ones left out."""
    fallback = None if default is None else ",".join(default)
    value = read_text(name, fallback, hint=hint)
    return [part.strip() for part in value.split(",") if part.strip()]


def read_github_ids(name: str) -> frozenset[int]:
    """Return numeric ids of GitHub accounts, given between commas.

    A login is refused: it may be given up by one person and taken by another.
    """
    found = read_list(name, [])
    for text in found:
        if not (text.isascii() and text.isdigit() and 0 < int(text) < 2**63):
            sentence = (
                f"{name} names {text!r}, but must name numeric ids of GitHub accounts,"
                " between commas: the `id` at https://api.github.com/users/LOGIN."
            )
            raise ImproperlyConfigured(sentence)
    return frozenset(map(int, found))


def read_secret(name: str, default: str | None = None, *, hint: str = "") -> str:
    """Return a secret from ``NAME``, or from the file that ``NAME_FILE`` names.

    A file suits container secrets, which should not stand in a process's environment.
    Both at once is refused: nobody could tell which one is in force.
    """
    path = os.environ.get(f"{name}_FILE", "").strip()
    if not path:
        return read_text(name, default, hint=hint or f"Or name a file in {name}_FILE.")
    if os.environ.get(name, "").strip():
        sentence = f"Both {name} and {name}_FILE are set. Remove one of them."
        raise ImproperlyConfigured(sentence)
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        sentence = f"{name}_FILE names {path}, which cannot be read: {error}."
        raise ImproperlyConfigured(sentence) from error
    if not value:
        sentence = f"{name}_FILE names {path}, which is empty."
        raise ImproperlyConfigured(sentence)
    return value
