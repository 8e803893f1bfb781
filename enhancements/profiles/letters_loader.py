"""Reading a profile's letters from their TOML file, with errors that name file and key.

They stand beside the profile, as its guide does: `kubernetes.letters.toml`. A profile
without any has those of the nearest that it extends, else the general ones. A file of
letters may extend another; one in the operator's folder may extend the bundled one of
its own name, and so change a single text.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from enhancements.languages.sentences import sentence
from enhancements.policy import exception_letters
from enhancements.policy.letters import names
from enhancements.policy.letters.comments import CASES, Kind
from enhancements.policy.letters.lights import Rule
from enhancements.policy.letters.template import Names, Template
from enhancements.profiles import letter_texts, loader
from enhancements.profiles.companions import Companions
from enhancements.profiles.letters import (
    AnnouncementText,
    CommentText,
    Letters,
    LoneText,
)
from enhancements.profiles.reader import ProfileInvalid, Table
from enhancements.profiles.schema import Profile

_FILES = Companions(loader.LETTERS, "letters", may_extend_own=True)
_PERCENT = range(101)


@functools.cache
def letters_of(profile: Profile) -> Letters:
    """The letters of a profile, read once for each.

    Raises ProfileInvalid, whose text names the file, the key, the line and the remedy.
    """
    return load_letters(profile, loader.folder_of_profiles())


def load_letters(profile: Profile, folder: Path) -> Letters:
    """The same from that folder, else from the bundled files."""
    name = _FILES.name_for(profile.name, folder)
    reader = _Reader(f"{name}{loader.LETTERS}: ", profile)
    return reader.letters(_FILES.tables(name, folder))


class _Reader:
    """Reads the tables of one file, for one profile."""

    def __init__(self, where: str, profile: Profile) -> None:
        self._where = where
        self._profile = profile

    def letters(self, data: dict[str, Any]) -> Letters:
        """All of them."""
        table = Table(data, self._where)
        letters = Letters(
            source=self._where.removesuffix(": "),
            comments=dict(self._comments(table.table("comments"))),
            announcements=dict(self._announcements(table.table("announcements"))),
            lights=tuple(self._light(one) for one in table.tables("lights")),
            no_outreach=self._left_out(table.table("outreach")),
            lone=dict(self._lone(table.table("check_in"))),
        )
        table.close()
        return letters

    def _comments(
        self, table: Table
    ) -> Iterator[tuple[tuple[str, str, str], CommentText]]:
        for kind in Kind:
            for case in CASES[kind]:
                key = f"{kind}-{case}"
                if key not in table.free_keys():
                    continue
                place = f"comments.{key}"
                one = table.table(key)
                at = one.table("at")
                yield (kind, case, ""), self._comment(one, place)
                for freeze in at.free_keys():
                    self._check_freeze(f"{place}.at", freeze)
                    own = at.table(freeze)
                    yield (
                        (kind, case, freeze),
                        self._comment(own, f"{place}.at.{freeze}"),
                    )
        table.close()

    def _comment(self, table: Table, place: str) -> CommentText:
        text = CommentText(
            body=self._template(table.text("text"), f"{place}.text", names.COMMENT),
            commands=tuple(
                letter_texts.command(
                    one,
                    names.COMMAND,
                    self._profile.command_rules,
                    f"{self._where}{place}.commands",
                )
                for one in table.texts("commands")
            ),
        )
        table.close()
        return text

    def _announcements(self, table: Table) -> Iterator[tuple[str, AnnouncementText]]:
        for name, known in names.ANNOUNCEMENT.items():
            if name not in table.free_keys():
                continue
            one, place = table.table(name), f"announcements.{name}"
            yield (
                name,
                AnnouncementText(
                    title=one.text("title"),
                    subject=letter_texts.line(
                        one.text("subject"), known, f"{self._where}{place}.subject"
                    ),
                    body=self._template(one.text("text"), f"{place}.text", known),
                    chat=self._template(one.text("chat"), f"{place}.chat", known),
                ),
            )
            one.close()
        table.close()

    def _lone(self, check_in: Table) -> Iterator[tuple[str, LoneText]]:
        """Texts of one part: of a check-in, and those of other tables of the profile,
        which a release may word in its own way too.
        """
        text = check_in.text("text", "")
        check_in.close()
        if text:
            body = self._template(text, "check_in.text", names.CHECK_IN)
            yield names.CHECK_IN_TEXT, LoneText(sentence("Check-in of an entry"), body)
        for case in self._profile.clean_up.cases:
            if case.comment is not None:
                title = sentence("Clean-up: %(case)s", case=case.title)
                yield f"{names.CLEAN_UP_TEXT}{case.key}", LoneText(title, case.comment)
        rules = self._profile.exceptions
        if rules.is_offered:
            title = sentence("Exception: subject of the mail that asks")
            subject = rules.mail.subject or exception_letters.SUBJECT
            yield names.EXCEPTION_MAIL, LoneText(title, subject, is_line=True)
            title = sentence("Exception: comment on the tracking issue")
            yield names.EXCEPTION_TEXT, LoneText(title, exception_letters.COMMENT)

    def _left_out(self, table: Table) -> frozenset[str]:
        """SIGs are named as in documents and rosters, without `sig-`."""
        found = table.texts("left_out")
        for name in found:
            if name != name.strip().casefold() or name.startswith("sig-"):
                ask = "names of SIGs in lower case, without sig- before them"
                raise table.refusal("left_out", ask, name)
        table.close()
        return frozenset(found)

    def _template(self, text: str, place: str, known: Names) -> Template:
        return letter_texts.template(text, known, f"{self._where}{place}")

    def _light(self, table: Table) -> Rule:
        rule = Rule(
            days=table.number("days"),
            green=table.number("green"),
            yellow=table.number("yellow"),
            freezes=table.texts("freezes"),
        )
        for key, share in (("green", rule.green), ("yellow", rule.yellow)):
            if share not in _PERCENT:
                raise table.refusal(key, "percent, 0 to 100", share)
        if rule.yellow > rule.green:
            ask = f"at most the {rule.green} of green"
            raise table.refusal("yellow", ask, rule.yellow)
        for freeze in rule.freezes:
            self._check_freeze("lights.freezes", freeze)
        table.close()
        return rule

    def _check_freeze(self, place: str, freeze: str) -> None:
        """A freeze of any project; this profile's own may be fewer."""
        if freeze not in loader.DEADLINE_KINDS:
            known = ", ".join(sorted(loader.DEADLINE_KINDS))
            raise ProfileInvalid(
                f"{self._where}{place}: there is no freeze {freeze!r}; "
                f"write one of {known}."
            )
