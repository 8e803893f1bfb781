"""The same change of people for several entries, from the board, a SIG or their list.

What is to be done is shown before it is made, with what stands and who may not. For an
enhancement it is a correction; for one release alone a decision about its entry, as the
contact of an entry always is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from django.http import HttpResponse, QueryDict

from enhancements.languages import gettext, gettext_noop
from enhancements.policy import people
from enhancements.policy.corrections import CorrectionRefused
from enhancements.policy.storable import clean
from enhancements.queries import correcting, deciding, people_of
from enhancements.queries.correcting import Wanted
from enhancements.queries.shapes.deciding import Asked, Line
from enhancements.queries.shapes.people_of import Correcting
from enhancements.views.assign_rights import Rights
from enhancements.views.deciding import Desk, as_seen, review
from enhancements.views.deciding_forms import FormRefused

FOR_ALL, FOR_ONE = "enhancement", "release"
"""For what people are named: the enhancement, or its entry in one release."""
SET, ADD, REMOVE = "set", "add", "remove"
APPLY = "apply-people"
"""Name of the address that makes corrections that were reviewed."""
_CHOOSE = gettext_noop("Choose at least one entry, by the box before its name.")
_NAME = gettext_noop("Name somebody by their GitHub login.")
_NOBODY = gettext_noop(
    "None of these entries has that contact, so there is nothing to change."
)
_ONE = gettext_noop("An entry has one contact: name one person by their GitHub login.")


@dataclasses.dataclass(frozen=True, slots=True)
class _Change:
    """What is done to the people of several entries alike."""

    role: str
    act: str
    names: tuple[str, ...]
    reason: str

    def of(self, now: Sequence[str]) -> tuple[str, ...]:
        """Who is to stand where these do."""
        if self.act == SET:
            return self.names
        if self.act == ADD:
            return people.changed(now, add=self.names)
        return people.changed(now, remove=self.names)


def several(desk: Desk) -> HttpResponse:
    """The review of a change of several entries. `entry` is a key and a track with a
    blank between, `item` a key for all tracks. Raises EntryUnknown, DecisionRefused and
    FormRefused.
    """
    form = desk.request.POST
    change = _change(form)
    places = [_place(text) for text in dict.fromkeys(clean(form.getlist("entry")))]
    keys = list(dict.fromkeys(clean(form.getlist("item"))))
    if not places and not keys:
        raise FormRefused(gettext(_CHOOSE))
    if change.role == people.CONTACT:
        return review(desk, _contacts(desk, places, keys, change))
    if form.get("scope") == FOR_ONE:
        return review(desk, _for_release(desk, places, keys, change))
    wanted = [
        Wanted(
            Asked(key, change.role, " ".join(change.names), reason=change.reason),
            add=change.names if change.act == ADD else None,
            remove=change.names if change.act == REMOVE else None,
        )
        for key in dict.fromkeys([*(key for key, _ in places), *keys])
    ]
    return review(desk, judged_lines(desk, wanted), action=APPLY)


def _change(form: QueryDict) -> _Change:
    """Raises FormRefused."""
    change = _Change(
        form.get("kind", ""),
        form.get("act", ""),
        people.logins(clean(form.get("value", ""))),
        clean(form.get("reason", "")),
    )
    roles = (*people.ROLES, people.CONTACT)
    if change.role not in roles or change.act not in (SET, ADD, REMOVE):
        raise FormRefused(gettext("Say which role, and whether to set, add or remove."))
    if not change.names and change.act != SET:
        raise FormRefused(gettext(_NAME))
    if change.role == people.CONTACT and change.act != REMOVE and len(change.names) > 1:
        raise FormRefused(gettext(_ONE))
    return change


def _place(text: str) -> tuple[str, str]:
    """Key and track of an entry, as a box names it."""
    key, _, track = text.partition(" ")
    return key, track


def _for_release(
    desk: Desk,
    places: Sequence[tuple[str, str]],
    keys: Sequence[str],
    change: _Change,
) -> list[Line]:
    """The same for the entries of the release alone; of `keys` for every track."""
    rows = people_of.of_release(desk.setting, desk.release)
    every = list(places)
    for key in keys:
        tracks = sorted(track for one, track in rows if one == key)
        every.extend((key, track) for track in tracks or [""])

    def asked_for(key: str, track: str) -> Asked:
        now = rows[key, track].of(change.role) if (key, track) in rows else ()
        value = " ".join(change.of(now))
        return Asked(key, change.role, value, track, reason=change.reason)

    found = desk.lines([asked_for(*place) for place in dict.fromkeys(every)])
    return [as_seen(line) for line in found]


def _contacts(
    desk: Desk,
    places: Sequence[tuple[str, str]],
    keys: Sequence[str],
    change: _Change,
) -> list[Line]:
    """Another contact for these entries, or none; of `keys` for every track. Who is to
    be taken away goes only where they stand.
    """
    known = deciding.entries(desk.setting, desk.release, keys)
    every = list(places)
    for key in keys:
        tracks = known[key].tracks if key in known else ()
        every.extend((key, track) for track in tracks or ("",))
    value = "" if change.act == REMOVE else "".join(change.names)
    asked = [
        Asked(key, change.role, value, track, reason=change.reason)
        for key, track in dict.fromkeys(every)
    ]
    lines = [as_seen(line) for line in desk.lines(asked)]
    if change.act != REMOVE:
        return lines
    gone = {one.casefold() for one in change.names}
    found = [one for one in lines if one.stands and one.stands.value.casefold() in gone]
    if not found:
        raise FormRefused(gettext(_NOBODY))
    return found


def judged_lines(desk: Desk, wanted: Sequence[Wanted]) -> list[Correcting]:
    """The corrections with what stands, and with the sentence for who may not make
    them. Raises EntryUnknown and FormRefused.
    """
    try:
        found = correcting.lines(desk.setting, desk.project, desk.release, wanted)
    except CorrectionRefused as refused:
        raise FormRefused(str(refused)) from refused
    mine = Rights.of(desk.who, desk.setting)
    return [
        dataclasses.replace(line, why_not=mine.why_not_correct(line)) for line in found
    ]
