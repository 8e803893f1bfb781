"""What a message tells: the notices that name it, as far as they still want telling."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from enhancements.models import Mail
from enhancements.policy import following as policy
from enhancements.policy.digest_text import MOST, Group, Letter, Line
from enhancements.queries import following, sql
from enhancements.queries.following import Followed

_STATEMENT = """
SELECT notice.subscriptions, headline.enhancement_id, headline.kind, headline.title,
       headline.name, headline.text, headline.old, headline.new, headline.subject,
       headline.source, headline.at, release.name AS release, sig.name AS sig,
       project.name AS project
  FROM enhancements_notice notice
  JOIN enhancements_headline headline ON headline.id = notice.headline_id
  JOIN enhancements_project project ON project.id = headline.project_id
  LEFT JOIN enhancements_release release ON release.id = headline.release_id
  LEFT JOIN enhancements_sig sig ON sig.id = headline.sig_id
 WHERE notice.mail_id = %(mail)s AND notice.read_at IS NULL
 ORDER BY headline.project_id, headline.at, headline.id
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Addresses:
    """How links are made, which this room does not know."""

    page: Callable[[str, str, str], str]
    """Of a thing that is followed: kind, project, name."""
    stop: Callable[[int], str]
    """Of what stops a subscription."""
    stop_all: str
    inbox: str
    following: str


def letter(mail: Mail, addresses: Addresses) -> tuple[Letter | None, tuple[int, ...]]:
    """The message, in two SQL statements, and the subscriptions that it comes from;
    None where all was read meanwhile, or is followed no longer.
    """
    rows = sql.rows(_STATEMENT, {"mail": mail.pk})
    ids = {one for row in rows for one in row["subscriptions"]}
    known = following.named(mail.account_id, ids) if ids else {}
    wanted = {one.id: one for one in known.values() if one.is_open and one.by_mail}
    told = [row for row in rows if wanted.keys() & set(row["subscriptions"])]
    if not told:
        return None, ()
    named = {one for row in told for one in row["subscriptions"]} & wanted.keys()
    return (
        Letter(
            login=mail.account.login,
            groups=_groups(told[:MOST], wanted, addresses),
            inbox=addresses.inbox,
            following=addresses.following,
            stops=tuple(
                (wanted[one].label, addresses.stop(one)) for one in sorted(named)
            ),
            stop_all=addresses.stop_all,
            more=max(0, len(told) - MOST),
        ),
        tuple(sorted(named)),
    )


def _groups(
    rows: Sequence[Mapping[str, Any]],
    wanted: Mapping[int, Followed],
    addresses: Addresses,
) -> tuple[Group, ...]:
    groups = following.grouped(rows)
    return tuple(_group(group, wanted, addresses) for group in groups)


def _group(
    rows: Sequence[Mapping[str, Any]],
    wanted: Mapping[int, Followed],
    addresses: Addresses,
) -> Group:
    row = rows[-1]
    kind, name = following.about(row)
    link = addresses.page(kind, row["project"], name) if name else addresses.inbox
    lines = tuple(_line(one, wanted) for one in rows)
    return Group(row["title"] or name, link, lines)


def _line(row: Mapping[str, Any], wanted: Mapping[int, Followed]) -> Line:
    return Line(
        text=row["text"],
        at=row["at"],
        old=row["old"],
        new=row["new"] if row["kind"] != policy.VERDICT else "",
        source=row["source"],
        subject=row["subject"],
        why=tuple(wanted[one].label for one in row["subscriptions"] if one in wanted),
    )
