"""Reads what changed since, from REST's lists by update; and the short lists.

The list is walked by its own times, never by page numbers: the next page begins with
the time of the last line, inclusive, so a list that changes while it is read loses
nothing. Only where more lines than a page have one and the same second are pages
followed inside it, until nothing new comes up.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from enhancements.actions.told import ChangeTold, LabelTold, MilestoneTold
from enhancements.sources.github import told_graphql, told_rest
from enhancements.sources.github.answers import Answer, read_moment, spell_moment
from enhancements.sources.github.client import Client
from enhancements.sources.github.failures import BadAnswer
from enhancements.sources.github.pages import Listing, Updates
from enhancements.sources.github.told_graphql import ISSUE, PULL, Unreadable

T = TypeVar("T")
Row = dict[str, Any]

PER_PAGE = 100
OVERLAP = dt.timedelta(minutes=5)
"""How far back is asked each time: longer than GitHub's own copies lag behind."""
_MOST_ROUNDS = 5
_MOST_ETAGS = 20
_NUMBER = re.compile(r"/(issues|pull|pulls)/(\d{1,18})(?:#|$)")


def updates(
    client: Client, repo: str, since: dt.datetime | None, etag: str, etag_of: str
) -> Iterator[Updates]:
    """See `reading.updates`."""
    params = {"state": "all", "sort": "updated", "direction": "asc"}
    walk = _Walk(client, f"/repos/{repo}/issues", params, told_rest.change)
    return walk.pages(since, etag, etag_of)


def comments(
    client: Client, repo: str, since: dt.datetime | None, etag: str, etag_of: str
) -> Iterator[Updates]:
    """See `reading.comments`."""
    params = {"sort": "updated", "direction": "asc"}
    path = f"/repos/{repo}/issues/comments"
    return _Walk(client, path, params, _comment_change).pages(since, etag, etag_of)


def _comment_change(row: Row) -> ChangeTold:
    """What a comment is on: the item's number, the comment's own time."""
    # Only the page's address tells pull requests apart.
    for address in (row.get("html_url"), row.get("issue_url")):
        if found := _NUMBER.search(address if isinstance(address, str) else ""):
            kind = PULL if found[1] != "issues" else ISSUE
            number, moment = int(found[2]), read_moment(row["updated_at"])
            return ChangeTold(kind, number, "", moment)
    raise ValueError("a comment on nothing")


@dataclass(frozen=True, slots=True)
class _Walk:
    """A list by update that is read from a moment on."""

    client: Client
    path: str
    params: dict[str, str]
    read: Callable[[Row], ChangeTold]

    def pages(
        self, since: dt.datetime | None, etag: str, etag_of: str
    ) -> Iterator[Updates]:
        """All pages; the last one says so."""
        moment = None if since is None else since - OVERLAP
        url = self._url(moment)
        marks = _marks(etag) if url == etag_of else [("", url)]
        unchanged: list[str] = []
        for mark, place in marks:
            answer = self.client.get(place, etag=mark)
            if not answer.not_modified:
                moment = _since_of(place)
                break
            unchanged.append(f"{mark} {place}")
        else:
            date = answer.date
            yield Updates((), etag, url, not_modified=True, latest=None, date=date)
            return
        kept: list[str] | None = unchanged
        while answer.next:
            page = self._page(answer)
            kept = self._kept(kept, page, answer)
            yield dataclasses.replace(page, has_more=True)
            second = self._end_of(page, moment)
            if moment is not None and second == _whole(moment):
                yield from self._inside(answer, second)
                second, kept = second + dt.timedelta(seconds=1), None
            moment = second
            answer = self.client.get(self._url(moment))
        page = self._page(answer)
        kept = self._kept(kept, page, answer)
        if kept is not None:
            page = dataclasses.replace(page, etag="\n".join(kept), etag_of=url)
        yield page

    def _url(self, moment: dt.datetime | None) -> str:
        asked: dict[str, str | int] = {**self.params, "per_page": PER_PAGE}
        if moment is not None:
            asked["since"] = spell_moment(moment)
        return self.client.url(self.path, asked)

    def _page(self, answer: Answer) -> Updates:
        changes, failed = _read(answer.rows(), self.read)
        return Updates(
            tuple(changes),
            etag="",
            etag_of="",
            not_modified=False,
            latest=max((one.updated_at for one in changes), default=None),
            date=answer.date,
            failed=failed,
        )

    def _kept(
        self, kept: list[str] | None, page: Updates, answer: Answer
    ) -> list[str] | None:
        """The validators with this page's; None once asking again must cost.

        A line that cannot be read might be the one that changes next.
        """
        if kept is None or page.failed or not answer.etag or len(kept) >= _MOST_ETAGS:
            return None
        return [*kept, f"{answer.etag} {answer.url}"]

    def _end_of(self, page: Updates, moment: dt.datetime | None) -> dt.datetime:
        """The second of a page's last line, where the next page begins."""
        if page.latest is None:
            raise BadAnswer("GitHub's list of changes cannot be read.")
        second = _whole(page.latest)
        if moment is not None and second < _whole(moment):
            raise BadAnswer("GitHub's list of changes goes backwards.")
        return second

    def _inside(self, first: Answer, second: dt.datetime) -> Iterator[Updates]:
        """All lines of the second that a whole page has, by GitHub's own links.

        While they are read, lines leave that second and others move up past the border
        of a page; so all is read again until a round finds nothing new.
        """
        seen = {one.number for one in _read(first.rows(), self.read)[0]}
        for _ in range(_MOST_ROUNDS):
            known = len(seen)
            for answer in self.client.pages(first.url):
                page = self._page(answer)
                fresh = tuple(one for one in page.changes if one.number not in seen)
                seen |= {one.number for one in fresh}
                if fresh:
                    yield dataclasses.replace(
                        page, changes=fresh, latest=second, has_more=True
                    )
                if page.latest is None or _whole(page.latest) > second:
                    break
            if len(seen) == known:
                return
        raise BadAnswer("GitHub's list of changes does not come to rest.")


def _marks(etag: str) -> list[tuple[str, str]]:
    """Validators with their addresses, from the lines that were stored."""
    parts = [line.rpartition(" ") for line in etag.splitlines()]
    return [(mark, url) for mark, _, url in parts]


def _since_of(url: str) -> dt.datetime | None:
    """From when on an address of ours asks."""
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
    return read_moment(asked["since"][0]) if "since" in asked else None


def _whole(moment: dt.datetime) -> dt.datetime:
    return moment.replace(microsecond=0)


def _read(rows: list[Row], read: Callable[[Row], T]) -> tuple[list[T], int]:
    """What can be read, and how many cannot."""
    good: list[T] = []
    for row in rows:
        try:
            good.append(read(row))
        except (*told_graphql.ERRORS, Unreadable):
            continue
    return good, len(rows) - len(good)


def labels(client: Client, repo: str, etag: str) -> Listing[LabelTold]:
    """See `reading.labels`."""
    return _all(client, f"/repos/{repo}/labels", {}, told_rest.label, etag)


def milestones(client: Client, repo: str, etag: str) -> Listing[MilestoneTold]:
    """See `reading.milestones`."""
    path = f"/repos/{repo}/milestones"
    return _all(client, path, {"state": "all"}, _milestone, etag)


def _milestone(row: Row) -> MilestoneTold:
    found = told_rest.milestone(row)
    if found is None:
        raise ValueError("no milestone")
    return found


def _all(
    client: Client,
    path: str,
    params: dict[str, str],
    read: Callable[[Row], T],
    etag: str,
) -> Listing[T]:
    """A whole list; ``etag`` has a line for each page that it had."""
    asked = client.url(path, {**params, "per_page": PER_PAGE})
    if etag and _is_as_before(client, asked, etag):
        return Listing((), etag, not_modified=True)
    rows: list[Row] = []
    etags: list[str] = []
    for answer in client.pages(asked):
        rows += answer.rows()
        etags.append(f"{answer.etag} {answer.url}")
    good, failed = _read(rows, read)
    failed += repeated(good)
    # Where the last page is full, a further one would not show in its validator.
    is_kept = len(rows) % PER_PAGE != 0 or not rows
    is_kept = is_kept and not failed and len(etags) <= _MOST_ETAGS
    is_kept = is_kept and not any(one.startswith(" ") for one in etags)
    return Listing(tuple(good), "\n".join(etags) if is_kept else "", failed=failed)


def repeated(told: Sequence[object]) -> int:
    """How many lines came more than once: then others may have come not at all."""
    return len(told) - len({getattr(one, "node_id", one) for one in told})


def _is_as_before(client: Client, asked: str, etag: str) -> bool:
    """Whether every page is what it was; asking costs nothing then."""
    marks = _marks(etag)
    if marks[0][1] != asked:
        return False
    return all(client.get(url, etag=mark).not_modified for mark, url in marks)
