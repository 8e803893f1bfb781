"""What is sent and posted about an exception: the mail, the comment, the announcement.

Pure. Text to be copied: the words are ours, the questions, the addresses and the slash
commands are the profile's. What people typed stands in a comment as the language of
letters lets it: it commands nobody, rings nobody's bell and hides nothing.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from urllib.parse import quote

from enhancements.policy import deadlines
from enhancements.policy.exceptions import APPROVED, PENDING, REJECTED, WITHDRAWN
from enhancements.policy.letters import names
from enhancements.policy.letters.doing import with_commands
from enhancements.policy.letters.escaping import Form
from enhancements.policy.letters.template import Template, Values, parse
from enhancements.profiles.exception_rules import ExceptionRules

LONGEST_REASON = 5_000
"""Characters of a reason in a comment: made harmless, each may become five."""
SUBJECT = parse("Exception request for {{release}}: {{title}}", names.EXCEPTION)
"""The subject of the request's mail, where the profile has none."""
# A reason is told as a quotation, line by line: nothing in it starts a line of ours.
COMMENT = parse(
    """{{said}}

{{#reason}}
> {{line}}
{{/reason}}

{{#address}}
Details: {{address}}
{{/address}}
""",
    names.EXCEPTION_COMMENT,
)
"""The comment on the tracking issue, where a release has no words of its own."""


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """What letters speak of."""

    release: str
    title: str
    number: str
    """"198", or the key where there is none."""
    sig: str
    freeze: str
    """The freezes within a sentence: "code freeze"."""
    state: str
    reason: str = ""
    granted_until: dt.datetime | None = None
    address: str = ""
    """Of the request's page, whole."""


def _values(told: Told) -> Values:
    """Of `letters.names.EXCEPTION`."""
    return {
        "release": told.release,
        "title": told.title,
        "number": told.number,
        "sig": told.sig,
        "freeze": told.freeze,
    }


def receivers(templates: Iterable[Template], told: Told) -> tuple[str, ...]:
    """Who gets it; those of whom nothing is left, such as of no SIG, are not named."""
    values = _values(told)
    return tuple(filter(None, (one.fill(values, Form.PLAIN) for one in templates)))


def subject(rules: ExceptionRules, told: Told, own: Template | None = None) -> str:
    """The subject of the request's mail; `own` is a release's wording of it."""
    template = own or rules.mail.subject or SUBJECT
    return template.fill(_values(told), Form.PLAIN)


def mail(told: Told, answers: Iterable[tuple[str, str]]) -> str:
    """The mail that asks: each question with its answer."""
    parts = [f"{label}:\n{answer or '-'}" for label, answer in answers]
    if told.address:
        parts.append(f"Where it stands: {told.address}")
    return "\n\n".join(parts) + "\n"


def announcement(told: Told) -> str:
    """The mail that tells what was decided; empty while nothing is."""
    said = outcome(told)
    if not said:
        return ""
    reason = f"\n\n{told.reason}" if told.reason else ""
    where = f"\n\n{told.address}" if told.address else ""
    return f"{told.title} (#{told.number}), {told.release}: {said}{reason}{where}\n"


def comment(rules: ExceptionRules, told: Told, own: Template | None = None) -> str:
    """The comment on the tracking issue, with the commands that keep it right; `own` is
    a release's wording of it.
    """
    said = outcome(told)
    if told.state == PENDING:
        said = f"An exception is requested for the {told.freeze} of {told.release}."
    if not said:
        return ""
    is_decided = told.state in (APPROVED, REJECTED)
    body = (own or COMMENT).fill(
        {
            "said": said,
            "reason": [{"line": line} for line in _lines(told.reason) if is_decided],
            "address": told.address,
        },
        Form.MARKDOWN,
    )
    commands = {APPROVED: rules.approved, REJECTED: rules.rejected}.get(told.state, ())
    values = _values(told)
    return with_commands(body, [one.fill(values, Form.MARKDOWN) for one in commands])


def _lines(reason: str) -> list[str]:
    """Its lines; what is too long for a comment is cut, and says so."""
    cut = len(reason) > LONGEST_REASON
    return [*reason[:LONGEST_REASON].splitlines(), *(["…"] if cut else [])]


def outcome(told: Told) -> str:
    """What was decided, in a sentence; empty while nothing is."""
    about = f"for the {told.freeze} of {told.release}"
    if told.state == APPROVED:
        if told.granted_until is None:
            return f"The exception {about} is approved."
        return f"The exception {about} is approved until {aoe(told.granted_until)}."
    if told.state == REJECTED:
        return f"The exception {about} is rejected."
    if told.state == WITHDRAWN:
        return f"The request for an exception {about} is withdrawn."
    return ""


def aoe(moment: dt.datetime) -> str:
    """A moment in words: "the end of Tue 3 Mar 2026 Anywhere on Earth (4 Mar, 12:00
    UTC)", or just in UTC when it is no end of a day.
    """
    at = moment.astimezone(dt.UTC)
    utc = f"{at.day} {at:%b}, {at:%H:%M} UTC"
    day = deadlines.day_of(moment)
    if deadlines.ends_at(day) != at:
        return f"{at:%a} {at.day} {at:%b %Y}, {at:%H:%M} UTC"
    return f"the end of {day:%a} {day.day} {day:%b %Y} Anywhere on Earth ({utc})"


def mailto(to: Iterable[str], subject_: str, body: str) -> str:
    """An address that opens a mail program with it; empty without an address to send
    to. What is no address, such as "the list of SIG node", is left to the writer.
    """
    known = [one for one in to if "@" in one and " " not in one]
    if not known:
        return ""
    return f"mailto:{','.join(known)}?subject={quote(subject_)}&body={quote(body)}"
