"""Bring the tags of the code repository up to date, with their registration files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from enhancements.actions import gate_tags
from enhancements.actions.gate_tags import Fetched
from enhancements.models import Source
from enhancements.profiles.schema import Profile
from enhancements.sources.git.failures import SourceUnreachable
from enhancements.sources.git.objects import MissingObject
from enhancements.sources.git.process import GitFailed
from enhancements.sources.git.tags import TagMirror

Progress = Callable[[str, int, int], None]
_ANOTHER = (
    "The project's profile does not say where code registers feature gates; write it"
    " there under [gates]."
)
_DAMAGED = "The copy of its tags could not be read. The next sync makes it anew."


def mirror_of(source: Source) -> TagMirror:
    """The local copy of the tags of a source's repository."""
    return TagMirror(Path(settings.MIRRORS) / str(source.pk), source.location)


def read(*, source: Source, profile: Profile, tell: Progress) -> int:
    """Read every tag that is new or was moved; returns how many those were.

    Raises SourceUnreachable, LocationRefused.
    """
    rules = profile.gates
    if not rules.format:
        raise SourceUnreachable(_ANOTHER)
    mirror = mirror_of(source)
    listed = {
        name: oid
        for name, oid in mirror.listed().items()
        if rules.release_of(name) is not None
    }
    known = gate_tags.known(source=source)
    reader = gate_tags.reader_of(profile)
    wanted = {
        name: oid for name, oid in listed.items() if known.get(name) != (oid, reader)
    }
    if not wanted and not set(known) - set(listed):
        return 0
    mirror.fetch(wanted, lambda doing, done, of: tell(f"gates: {doing}", done, of))
    try:
        fetched = _fetched(mirror, wanted, profile)
        oids = {oid for one in fetched for _, oid in one.files}
        contents = dict(mirror.blobs(sorted(oids)))
    except (GitFailed, MissingObject) as error:
        mirror.forget()
        raise SourceUnreachable(_DAMAGED) from error
    fresh = gate_tags.store(
        source=source,
        profile=profile,
        listed=listed,
        fetched=fetched,
        contents=contents,
        now=timezone.now(),
    )
    tell("gates: tags", len(fetched), len(fetched))
    return fresh


def _fetched(
    mirror: TagMirror, wanted: dict[str, str], profile: Profile
) -> list[Fetched]:
    """Those of the tags that point at a commit, with their registration files."""
    found = []
    for name in wanted:
        tag = mirror.read(name, profile.gates.roots)
        if tag is not None:
            files = tuple(
                (path, oid) for path, oid in tag.files if profile.gates.wants(path)
            )
            found.append(Fetched(tag.name, tag.oid, tag.commit, tag.tagged_at, files))
    return found
