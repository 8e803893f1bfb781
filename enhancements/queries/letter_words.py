"""What became of letters, in words, for what changed: texts that a release words in its
own way, SIGs that want no messages, and comments on their way to GitHub.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from enhancements.languages import gettext, gettext_noop
from enhancements.profiles.letters_loader import letters_of
from enhancements.queries import event_words, letters_page
from enhancements.queries.change_words import Told
from enhancements.queries.frame import Setting

CHANGE = "letter"
"""Kind of a line of what changed."""
TEXT, OUTREACH, COMMENT = "letter-changed", "outreach-set", "comment-written"
KINDS = (TEXT, OUTREACH, COMMENT)
"""Kinds of the events that tell of them."""
_COMMENTS: Mapping[str, str] = {
    "new": gettext_noop("Comment sent to %(place)s"),
    "edit": gettext_noop("Comment on %(place)s sent anew"),
    "taken back": gettext_noop("Comment on %(place)s taken back before it was sent"),
}


def told(setting: Setting, row: Mapping[str, Any]) -> Told:
    """A line of what changed, from a row whose `event` is of KINDS."""
    event = row["event"]
    if event["kind"] == COMMENT:
        about, text = f"comment {row['enhancement_id']}", _comment(event)
        return event_words.told(row, about, kind=CHANGE, text=text)
    if event["kind"] == OUTREACH:
        return event_words.told(
            row,
            f"outreach of {event['sig']}",
            kind=CHANGE,
            text=_outreach(event),
            title=f"SIG {event['sig']}",
            sig=event["sig"],
        )
    return event_words.told(
        row,
        f"letters of {event['release']}",
        kind=CHANGE,
        text=_text(setting, event),
        title=event["release"],
    )


def _comment(event: Mapping[str, Any]) -> str:
    new = event["new"] or {}
    place = event["subject"].partition(" ")[0]
    if new.get("is_dry"):
        return gettext("Comment on %(place)s shown here, not sent", place=place)
    text = _COMMENTS.get(new.get("how", "new"), _COMMENTS["new"])
    return gettext(text, place=place)


def _outreach(event: Mapping[str, Any]) -> str:
    if event["new"]["is_wanted"]:
        return gettext("Wants the release team's message before a freeze")
    return gettext("Wants no message of the release team before a freeze")


def _text(setting: Setting, event: Mapping[str, Any]) -> str:
    """`subject` is the release and the name of the text."""
    name = event["subject"].partition(" ")[2]
    stands = letters_of(setting.profile).text(name)
    title = letters_page.title_of(setting, name, stands) if stands else name
    if event["new"] is None:
        return gettext("Text “%(title)s” is the project's again", title=title)
    return gettext("Text “%(title)s” worded anew", title=title)
