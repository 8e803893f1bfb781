"""What is posted to a channel: for Slack, for Zulip, for programs. Pure.

Slack: `&`, `<` and `>` are escaped, without which nobody is called by a text ("Escaping
text", docs.slack.dev). Zulip takes the same for its own webhook named `slack_incoming`,
without the escapes (zulip/zulip, `zerver/webhooks/slack_incoming`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from typing import Any

VERSION = 1
"""Of what programs get. More may come with the same one; what is there stays."""
SIGNATURE, TIMESTAMP, DELIVERY = (
    "X-Tracker-Signature-256",
    "X-Tracker-Timestamp",
    "X-Tracker-Delivery",
)
LONGEST = 3500
"""Letters of a chat's message; Slack advises less than 4,000."""
# Invisible, and no part of a word to whoever looks for one.
_JOINER = "\N{WORD JOINER}"
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_CALLING = re.compile("@(?=[^\\s])")
# What Zulip makes links of: [text](address) and <address|text>.
_LINKING = re.compile(r"\](?=\()|<(?=\w+:)")


def slack(subject: str, text: str) -> dict[str, Any]:
    """The message for Slack's incoming webhook. Nobody is called by it, whatever the
    texts of others say: not with `<!channel>`, nor with an @ where a chat reads that.
    """
    said = _CALLING.sub(f"@{_JOINER}", _message(subject, text))
    return {
        "text": said.translate(_ESCAPES),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def zulip(subject: str, text: str) -> dict[str, Any]:
    """The same for Zulip, which reads Markdown: nobody is called, and no text of others
    hides an address behind a word.
    """
    said = _CALLING.sub(f"@{_JOINER}", _message(subject, text))
    return {"text": _LINKING.sub(lambda found: found[0] + _JOINER, said)}


def program(said: dict[str, Any]) -> bytes:
    """The body for a program: the same bytes at every try."""
    return json.dumps(
        {"version": VERSION, **said}, ensure_ascii=False, separators=(",", ":")
    ).encode()


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 of the time in seconds, a full stop, and the body; the time is signed
    along, so that nobody can send an old one again as a new one.
    """
    signed = f"{timestamp}.".encode() + body
    made = hmac.new(secret.encode(), signed, hashlib.sha256)
    return f"sha256={made.hexdigest()}"


def _message(subject: str, text: str) -> str:
    """Subject and text, cut at the end of a line where they are long."""
    bold = subject.replace("*", "\N{ASTERISK OPERATOR}")
    lines = [f"*{bold}*", *text.strip().splitlines()]
    kept: list[str] = []
    length = 0
    for line in lines:
        length += len(line) + 1
        if kept and length > LONGEST:
            kept.append(f"… and {len(lines) - len(kept)} more lines.")
            break
        kept.append(line)
    return "\n".join(kept)
