"""Lines of the log: for people, or one JSON object each for programs that collect them.

Both say what is worked on (`tracker.tracing`), and neither has a secret in it
(`tracker.redacting`), wherever in a line or a traceback it stood.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

from tracker import redacting

JSON, TEXT = "json", "text"
FORMATS = (TEXT, JSON)
_LONGEST = 16_000
"""Characters of a text in a line; what collects them takes no longer ones."""


class Line(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, its traceback below it, without secrets."""
        return redacting.hidden(super().format(record))


class JsonLines(logging.Formatter):
    """A JSON object in one line: `at` (UTC), `level`, `logger`, `message`, and what is
    known besides, such as `request_id`, `task`, `project`, `user` and `duration_ms`.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, without secrets and without a line break."""
        told = {**self._plain(record), **_besides(record)}
        shown = {key: _hidden(value) for key, value in told.items()}
        # In ASCII: some of Unicode's characters end a line for who splits lines.
        return json.dumps(shown, default=str)

    def _plain(self, record: logging.LogRecord) -> dict[str, Any]:
        at = dt.datetime.fromtimestamp(record.created, dt.UTC)
        told: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            told["stack"] = record.stack_info
        return told


def _besides(record: logging.LogRecord) -> dict[str, Any]:
    from tracker import tracing  # noqa: PLC0415 - settings name this module

    known = {key: value for key, value in tracing.about().items() if key != "began"}
    return {**known, **getattr(record, "told", {})}


def _hidden(value: Any) -> Any:
    if isinstance(value, int | float | bool) or value is None:
        return value
    text = redacting.hidden(str(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def configuration(*, form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to stderr, in this form, from this level up."""
    is_json = form == JSON
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            TEXT: {
                "class": "tracker.logs.Line",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            },
            JSON: {"()": "tracker.logs.JsonLines"},
        },
        "filters": {"links": {"()": "tracker.redacting.LinksHidden"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "filters": ["links"],
            }
        },
        "loggers": {
            # A line for each of the tasks that run every few seconds, or for each
            # question to GitHub, would hide all others.
            "celery": {"level": "WARNING"},
            "httpx2": {"level": "WARNING"},
            # Said here, since workers are started with a level of their own. For people
            # the server's own line for each request is enough.
            "tracker.access": {"level": "INFO" if is_json else "WARNING"},
            "tracker.tasks": {"level": "INFO" if is_json else "WARNING"},
            **(_SERVERS_OWN if is_json else {}),
        },
        "root": {"handlers": ["stderr"], "level": level.upper()},
    }


# The server has handlers of its own, which know nothing of JSON; and its line for each
# request would be a second one.
_SERVERS_OWN: dict[str, dict[str, Any]] = {
    "uvicorn": {"handlers": [], "propagate": True},
    "uvicorn.access": {"handlers": [], "propagate": False},
}
