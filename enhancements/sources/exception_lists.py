"""The files of exceptions beside the schedules, noticed while their history is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from enhancements.actions import exception_files
from enhancements.models import Source
from enhancements.profiles.schema import Profile
from enhancements.sources.git.history import Change, Commit
from enhancements.sources.git.mirror import Mirror


class Lists:
    """What each of these files became in the commits that went by."""

    def __init__(self, source: Source, profile: Profile, mirror: Mirror) -> None:
        self._source = source
        self._profile = profile
        self._mirror = mirror
        self._changed: dict[str, str] = {}
        """Path to the blob, empty when the file is gone."""

    def seen(self, commits: Iterable[Commit]) -> Iterator[Commit]:
        """The same commits, looked at on their way."""
        is_schedules = self._source.kind == Source.Kind.SCHEDULES
        for commit in commits:
            for change in commit.changes if is_schedules else ():
                self._note(change)
            yield commit

    def _note(self, change: Change) -> None:
        rules = self._profile.exceptions
        if change.old_path and rules.lists(change.old_path):
            self._changed[change.old_path] = ""
        if rules.lists(change.path):
            is_gone = change.kind == "deleted" or not change.blob
            self._changed[change.path] = "" if is_gone else str(change.blob)

    def keep(self) -> None:
        """Keep what they became, to be taken in once the rest is derived."""
        contents = dict(
            self._mirror.blobs({one for one in self._changed.values() if one})
        )
        for path, blob in self._changed.items():
            release = self._profile.schedules.release_of(path)
            if release is not None:
                exception_files.keep(
                    project=self._source.project,
                    release=release,
                    path=path,
                    content=contents.get(blob) if blob else None,
                )
        self._changed.clear()
