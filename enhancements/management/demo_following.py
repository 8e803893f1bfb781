"""What people of the samples follow and were told, by the time somebody tries them out:
inboxes with lines that are read, unread and put off, a channel that works and one that
was switched off, and a saved view with followers.

Nothing leaves this machine: what is sent to the channel that works, the samples' GitHub
takes and forgets, and the other one is never tried.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

from django.utils import timezone

from enhancements.actions import (
    channels,
    concerns,
    decisions,
    notices,
    subscriptions,
    telling,
)
from enhancements.actions.concerns import Raising
from enhancements.actions.subscriptions import Subject, Wish
from enhancements.management.demo_accounts import account_of
from enhancements.models import (
    Account,
    Channel,
    Decision,
    Notice,
    Project,
    Release,
    SavedView,
    Sending,
    Sig,
    Subscription,
)
from enhancements.policy import following
from enhancements.policy.decisions import AT_RISK, CHECK_IN, Place
from enhancements.policy.decisions import Wish as Decided
from enhancements.queries import frame, moments, waiting
from enhancements.queries.shapes.waiting import QueueEntry
from enhancements.sample.cast import CAST

_DAY = dt.timedelta(days=1)
_MADE, _BEGAN = 9 * _DAY, 7 * _DAY
"""So long ago channels were made, and people began to follow."""
_BETWEEN = dt.timedelta(hours=5)
"""Between two tries of the channel that fails: longer than any pause of its own."""
_GONE = "https://chat.example.org/hooks/old-room"
_FOLLOWED = 2


@dataclasses.dataclass(frozen=True, slots=True)
class _Stage:
    """Who is there, and what for them to follow."""

    project: Project
    release: Release
    lead: Account
    chairs: Mapping[str, Account]
    """Who speaks for each SIG."""
    others: Sequence[Account]
    entries: Sequence[QueueEntry]
    """Of the release in work, in the SIGs that have somebody who speaks for them."""
    now: dt.datetime

    def ago(self, days: float) -> dt.datetime:
        """A moment so many days ago."""
        return self.now - days * _DAY


def follow(
    *, project: Project, lead: str, chairs: Mapping[str, str], host: str, chat: str
) -> None:
    """Let people follow, be told of what happened since, and have read some of it;
    `chat` is the address that takes messages. Where anybody follows anything, or the
    lead is not known at the host, nothing is done.
    """
    if Subscription.objects.filter(project=project).exists():
        return
    stage = _stage(project, lead, chairs, host)
    if stage is None:
        return
    room = _working(stage, chat)
    _failing(stage)
    _begin(stage, room)
    for at, deed in _deeds(stage):
        deed(at)
        telling.prepare(project=project, now=at + _DAY / 24)
        for owed in Sending.objects.filter(channel=room, sent_at=None):
            channels.sent(sending=owed, now=at + _DAY / 24)
    for account in (stage.lead, *stage.chairs.values(), *stage.others):
        _look(account, stage)


def _stage(
    project: Project, lead: str, chairs: Mapping[str, str], host: str
) -> _Stage | None:
    now = timezone.now()
    setting = frame.load(project.name, moments.parse(None, now=now), now=now)
    rows = Release.objects.filter(project=project, name=setting.frame.current)
    release, leader = rows.first(), account_of(lead, host)
    if release is None or leader is None:
        return None
    speak = {sig: account_of(login, host) for sig, login in chairs.items()}
    office = {lead, *chairs.values()}
    others = [one.login for one in CAST if one.project == project.name]
    found = [account_of(one, host) for one in others if one not in office]
    entries = waiting.queue(setting, sigs=list(chairs)).entries
    return _Stage(
        project,
        release,
        leader,
        {sig: one for sig, one in speak.items() if one is not None},
        [one for one in found if one is not None],
        [one for one in entries if one.sig in chairs and one.release == release.name],
        now,
    )


# --- Channels -------------------------------------------------------------------------


def _made(stage: _Stage, kind: str, name: str, address: str) -> Channel:
    return channels.make(
        account=stage.lead,
        project=stage.project,
        sig=None,
        kind=kind,
        name=name,
        address=address,
        by=str(stage.lead),
        now=stage.now - _MADE,
    ).channel


def _working(stage: _Stage, chat: str) -> Channel:
    """One whose test arrived."""
    made, at = _made(stage, "slack", "#release", chat), stage.now - _MADE + _DAY / 24
    channels.owe_test(channel=made, by=str(stage.lead), now=at)
    for owed in Sending.objects.filter(channel=made):
        channels.sent(sending=owed, now=at)
    return made


def _failing(stage: _Stage) -> None:
    """One that failed for so long that it was switched off."""
    made, at = _made(stage, "zulip", "the old room", _GONE), stage.now - _MADE
    channels.owe_test(channel=made, by=str(stage.lead), now=at)
    for _ in range(channels.OFF_AFTER):
        owed = channels.take(now=at)
        if owed is not None and owed.channel_id == made.pk:
            error = "It answered 404: the address is wrong, or was revoked there."
            channels.failed(sending=owed, error=error, now=at)
        at += _BETWEEN


# --- What is followed, and what happened ----------------------------------------------


def _begin(stage: _Stage, room: Channel) -> None:
    """The lead follows a bit of everything, who speaks for a SIG that one, and many the
    first view.
    """
    release = Subject("release", stage.release.pk)
    view = SavedView.objects.filter(project=stage.project).order_by("number").first()
    viewed = [Subject("view", view.pk)] if view else []
    entries = [Subject("enhancement", one.enhancement) for one in stage.entries]
    entries = list(dict.fromkeys(entries))[:_FOLLOWED]
    rows = Sig.objects.filter(project=stage.project)
    sigs = {one.name: Subject("sig", one.pk) for one in rows}
    _follows(stage, stage.lead, [release], Wish(following.WEEKLY))
    _follows(stage, stage.lead, [*viewed, *entries], Wish(following.AT_ONCE))
    told = Wish(following.DAILY, channel=room.pk)
    _follows(stage, stage.lead, [sigs[one] for one in list(stage.chairs)[:1]], told)
    for sig, account in stage.chairs.items():
        _follows(stage, account, [sigs[sig], *viewed], Wish(following.DAILY))
    for account in stage.others:
        wish = Wish(following.DAILY, by_mail=False)
        _follows(stage, account, [*entries, release, *viewed[:1]], wish)


def _follows(
    stage: _Stage, account: Account, subjects: Sequence[Subject], wish: Wish
) -> None:
    for subject in subjects:
        subscriptions.follow(
            account=account,
            project=stage.project,
            subject=subject,
            wish=wish,
            now=stage.now - _BEGAN,
        )


_Deed = Callable[[dt.datetime], None]


@dataclasses.dataclass(frozen=True, slots=True)
class _Doubt:
    """What somebody of another SIG is afraid of, and how it was settled."""

    name: str
    text: str
    how: str


_DOUBTS = (
    _Doubt(
        "no metrics",
        "Nobody can see in production whether it is on.",
        "The pull request has three metrics now, with their names in the docs.",
    ),
    _Doubt(
        "downgrade",
        "What happens when somebody goes back to the release before?",
        "The document says so now, and a test goes back.",
    ),
    _Doubt(
        "scale",
        "Was it tried with more than a hundred nodes?",
        "It was, with five hundred; the figures are in the pull request.",
    ),
)


def _deeds(stage: _Stage) -> Iterator[tuple[dt.datetime, _Deed]]:
    """What happened since to an entry of each SIG, oldest first, and when. Somebody of
    another SIG did it, since nobody is told of what they did themselves.
    """
    told = [_told(stage, *one) for one in enumerate(stage.chairs)]
    yield from sorted((deed for one in told for deed in one), key=lambda one: one[0])


def _told(stage: _Stage, number: int, sig: str) -> Iterator[tuple[dt.datetime, _Deed]]:
    """Deeds of which who speaks for the SIG is told: three, and a worry."""
    entries = [one for one in stage.entries if one.sig == sig]
    others = [one for name, one in stage.chairs.items() if name != sig] or [stage.lead]
    if not entries:
        return
    by, entry = str(others[number % len(others)]), entries[0]
    first, second = _DOUBTS[number % 3], _DOUBTS[(number + 1) % 3]
    raised: list[int] = []

    def doubt(at: dt.datetime) -> None:
        raised.append(_raise(stage, entry, first, by, at))

    def doubt_again(at: dt.datetime) -> None:
        _raise(stage, entry, second, by, at)

    def settle(at: dt.datetime) -> None:
        concerns.resolve(
            project=stage.project, concern=raised[0], how=first.how, by=by, now=at
        )

    def worry(at: dt.datetime) -> None:
        for one in _quiet(stage, entries)[:1]:
            _check_in(stage, one, by, at)

    hours = number / 24
    yield stage.ago(5 - hours), doubt
    yield stage.ago(4 - hours), doubt_again
    yield stage.ago(2 - hours), settle
    yield stage.ago(1 - hours), worry


def _raise(
    stage: _Stage, entry: QueueEntry, doubt: _Doubt, by: str, at: dt.datetime
) -> int:
    raising = Raising(entry.enhancement, doubt.name, doubt.text, stage.release.name)
    row = concerns.raise_(project=stage.project, raising=raising, by=by, now=at)
    return row.pk


def _quiet(stage: _Stage, entries: Sequence[QueueEntry]) -> list[QueueEntry]:
    """Those of the entries of which nobody has said yet how they go."""
    rows = Decision.objects.filter(release=stage.release, kind=CHECK_IN, until=None)
    said = set(rows.values_list("enhancement", "track"))
    return [one for one in entries if (one.enhancement, one.track) not in said]


def _check_in(stage: _Stage, entry: QueueEntry, by: str, at: dt.datetime) -> None:
    place = Place(stage.release.pk, entry.enhancement, entry.track, CHECK_IN)
    reason = "The last pull request waits for somebody who knows the scheduler."
    wish = Decided(place, AT_RISK, reason)
    decisions.decide(project=stage.project, wishes=[wish], by=by, now=at)


# --- Reading --------------------------------------------------------------------------


def _look(account: Account, stage: _Stage) -> None:
    """They have read the oldest, and put off the one after it."""
    rows = Notice.objects.filter(account=account, headline__project=stage.project)
    oldest, later = rows.order_by("pk").values_list("pk", flat=True)[:2], stage.ago(0)
    ids = list(oldest)
    notices.read(account=account, ids=ids[:1], now=stage.ago(0.5))
    until = following.until(following.WEEK, later, ())
    if until is not None:
        notices.snooze(account=account, ids=ids[1:], until=until)
