"""Who stands for an enhancement by its sources and by people, beside what is asked."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from enhancements.actions import claims
from enhancements.actions.claims import Subject
from enhancements.languages import gettext
from enhancements.models import Claim, Project, Record
from enhancements.policy import corrections as policy
from enhancements.policy import people
from enhancements.policy.corrections import FIELDS, CorrectionRefused, Stands
from enhancements.policy.spans import Span
from enhancements.profiles.schema import Profile
from enhancements.queries import deciding
from enhancements.queries.deadlines import Dates
from enhancements.queries.deciding import EntryUnknown
from enhancements.queries.frame import Setting
from enhancements.queries.shapes.deciding import Asked
from enhancements.queries.shapes.people_of import Correcting

Place = tuple[int, str]
"""Id of an enhancement, and a field."""


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What is known of some enhancements."""

    stands: Mapping[Place, Stands]
    """Of those that are there."""
    told: Mapping[int, list[Span]]
    """What their sources claim over all time, people left out."""
    latest: dt.datetime
    """When a person last said anything of them: nothing begins before it."""


def known(
    *, project: Project, profile: Profile, ids: Iterable[int], now: dt.datetime
) -> Known:
    """What stands of these enhancements now, in three SQL statements."""
    wanted = sorted(set(ids))
    told: dict[int, list[Span]] = {id_: [] for id_ in wanted}
    latest = now
    subjects = [Subject("enhancement", id_) for id_ in wanted]
    for claim in claims.stored(project=project, subjects=subjects):
        if claim.span.source != claims.PERSON:
            told[claim.subject.id].append(claim.span)
        elif claim.span.field in FIELDS:
            latest = max(latest, claim.span.since, claim.span.until or latest)
    said = {
        (row.series.enhancement_id, row.series.field): row
        for row in claims.by_people(ids=wanted, fields=FIELDS)
    }
    stands = {
        (row.enhancement_id, field): _stand(
            policy.names(getattr(row, field)),
            said.get((row.enhancement_id, field)),
            policy.said(told[row.enhancement_id], field, latest, profile),
        )
        for row in Record.objects.filter(enhancement__in=wanted, until__isnull=True)
        for field in FIELDS
    }
    return Known(stands, told, latest)


def _stand(
    value: tuple[str, ...], claim: Claim | None, source: tuple[str, ...] | None
) -> Stands:
    if claim is None:
        return Stands(value, source=source)
    return Stands(value, claim.pk, claim.by, claim.since, claim.reason, source)


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """A correction as a form asks for it: nothing of it is known to be so."""

    asked: Asked
    seen: tuple[str, ...] | None = None
    """Whom they saw standing; None for what stands, where the page shows it."""
    is_back: bool = False
    add: tuple[str, ...] | None = None
    """People to add to who stands; None where `asked` names them all."""
    remove: tuple[str, ...] | None = None


def lines(
    setting: Setting, project: Project, release: Dates, wanted: Sequence[Wanted]
) -> list[Correcting]:
    """Each correction beside what stands; four SQL statements.

    Raises EntryUnknown for a key that no enhancement has, and CorrectionRefused for
    what nobody can say.
    """
    keys = [one.asked.item for one in wanted]
    entries = deciding.entries(setting, release, keys)
    for key in keys:
        if key not in entries:
            word = setting.profile.word
            text = gettext("No %(word)s is called “%(key)s” now.", word=word, key=key)
            raise EntryUnknown(text)
    state = known(
        project=project,
        profile=setting.profile,
        ids=[one.id for one in entries.values()],
        now=setting.at,
    )
    return [_line(one, entries[one.asked.item], state) for one in wanted]


def _line(wanted: Wanted, entry: deciding.Entry, state: Known) -> Correcting:
    asked = wanted.asked
    if asked.kind not in FIELDS:
        raise CorrectionRefused(policy.not_corrected(asked.kind))
    holds = state.stands.get((entry.id, asked.kind))
    if holds is None:
        text = gettext("It was taken away, so nothing of it is corrected.")
        raise CorrectionRefused(text)
    value = people.logins(asked.value)
    if wanted.add is not None or wanted.remove is not None:
        value = people.changed(
            holds.value, add=wanted.add or (), remove=wanted.remove or ()
        )
    line = Correcting(
        asked=dataclasses.replace(asked, value=" ".join(value)),
        seen=holds.value if wanted.seen is None else wanted.seen,
        is_back=wanted.is_back,
        enhancement=entry.id,
        key=entry.key,
        title=entry.title,
        number=entry.number,
        sig=entry.sig,
        holds=holds,
    )
    policy.checked(line.wish)
    return line
