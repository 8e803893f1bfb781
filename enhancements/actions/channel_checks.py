"""What a channel may be called, where it may be, and how many there may be."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Value
from django.db.models.functions import Lower

from enhancements.languages import gettext
from enhancements.models import Channel, Project
from enhancements.policy import outward
from enhancements.policy.storable import clean

LONGEST_NAME = 60
AT_MOST = 50
"""Channels of a project that are on."""


class ChannelRefused(ValueError):
    """What a channel cannot be, or what cannot be done with it; the text says why."""


def check_name(text: str) -> str:
    """A name as it is kept. Raises ChannelRefused."""
    name = " ".join(clean(text).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        message = gettext(
            "Give it a name of 1 to %(most)s letters, such as #team.", most=LONGEST_NAME
        )
        raise ChannelRefused(message)
    return name


def check_address(text: str) -> str:
    """An address as it is kept. Raises ChannelRefused."""
    try:
        return outward.check(text, allow_loopback=settings.LOCAL_CHANNELS)
    except outward.AddressRefused as refused:
        raise ChannelRefused(str(refused)) from refused


def check_free(project: Project, name: str) -> None:
    """No other channel of the project has the name, until the transaction ends. Raises
    ChannelRefused.
    """
    _hold(project)
    # As the database compares them, which holds it too.
    rows = Channel.objects.alias(lowered=Lower("name"))
    if rows.filter(project=project, lowered=Lower(Value(name))).exists():
        message = gettext(
            "There is a channel %(name)s already. Take another name.", name=name
        )
        raise ChannelRefused(message)


def _hold(project: Project) -> None:
    """Two at once shall not get past a rule together."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def check_room(project: Project) -> None:
    """One more may be on. Raises ChannelRefused."""
    _hold(project)
    on = Channel.objects.filter(project=project, stopped_at=None)
    if on.count() >= AT_MOST:
        message = gettext(
            "%(project)s has %(most)s channels. Stop one that nobody needs.",
            project=project.name,
            most=AT_MOST,
        )
        raise ChannelRefused(message)
