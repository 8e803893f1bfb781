"""The file of a dump: a ZIP with a file of JSON lines for each table, and a manifest.

The manifest comes last and has the checksum of each file, as it is unpacked; ZIP's own
checksums hold the manifest. Nothing is ever held in memory but a line.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
_BUFFER = 1 << 20
_LONGEST_MANIFEST = 1 << 24
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


class DumpFailed(RuntimeError):
    """It could not be made or loaded; a sentence for people."""


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """What a dump holds of a table."""

    rows: int
    columns: list[str]
    """Every column of its rows that is announced."""
    sha256: str
    """Of its lines."""


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest:
    """What a dump holds."""

    format: int
    taken_at: str
    """ISO, UTC: the moment that all of it is of."""
    migration: str
    """The newest of the version that wrote it, for people."""
    project: str | None
    """The one that it has; None for all."""
    has_secrets: bool
    tables: dict[str, Held]
    """In an order in which no row names a later table's."""
    left_out: dict[str, str]
    """Tables that it does not have, and why."""

    @property
    def moment(self) -> dt.datetime:
        """When it was taken, UTC."""
        return dt.datetime.fromisoformat(self.taken_at)

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(held.rows for held in self.tables.values())


class Writer:
    """Writes a dump; `begun` makes it."""

    def __init__(self, archive: zipfile.ZipFile, at: dt.datetime) -> None:
        self._archive = archive
        self._at = at.astimezone(dt.UTC).timetuple()[:6]

    def table(self, name: str, columns: list[str], lines: Iterable[str]) -> Held:
        """Write a table's lines, given without their ends."""
        told, rows = hashlib.sha256(), 0
        with self._entry(f"{name}.jsonl") as entry:
            for line in lines:
                data = line.encode() + b"\n"
                entry.write(data)
                told.update(data)
                rows += 1
        return Held(rows, columns, told.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, after all tables."""
        with self._entry(MANIFEST) as entry:
            text = json.dumps(dataclasses.asdict(manifest), indent=1)
            entry.write(text.encode() + b"\n")

    @contextlib.contextmanager
    def _entry(self, name: str) -> Iterator[IO[bytes]]:
        info = zipfile.ZipInfo(name, self._at)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with (
            self._archive.open(info, "w", force_zip64=True) as raw,
            io.BufferedWriter(raw, _BUFFER) as entry,
        ):
            yield entry


@contextlib.contextmanager
def begun(file: IO[bytes], *, at: dt.datetime) -> Iterator[Writer]:
    """A dump in a file that is open; it is whole when this ends."""
    with zipfile.ZipFile(file, "w", allowZip64=True) as archive:
        yield Writer(archive, at)


class Reader:
    """A dump that was opened; `opened` makes it."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive
        self.manifest = self._manifest()

    def lines(self, name: str) -> Iterator[bytes]:
        """A table's lines with their ends. Raises DumpFailed where they are broken."""
        with self._open(f"{name}.jsonl") as entry:
            try:
                yield from entry
            except (*_BROKEN, OSError) as error:
                raise self._broken(f"{name}.jsonl: {error}") from error

    def check(self) -> None:
        """Raise DumpFailed unless every table has just the lines that were written."""
        for name, held in self.manifest.tables.items():
            told, rows = hashlib.sha256(), 0
            for line in self.lines(name):
                told.update(line)
                rows += 1
            if (rows, told.hexdigest()) != (held.rows, held.sha256):
                raise self._broken(
                    f"{name}.jsonl has {rows} lines instead of {held.rows}, or others"
                )

    @contextlib.contextmanager
    def _open(self, name: str) -> Iterator[IO[bytes]]:
        try:
            raw = self._archive.open(name)
        except (KeyError, RuntimeError, *_BROKEN) as error:
            raise self._broken(f"{name} cannot be read") from error
        with raw, io.BufferedReader(raw, _BUFFER) as entry:  # type: ignore[type-var]  # it is one
            yield entry

    def _manifest(self) -> Manifest:
        with self._open(MANIFEST) as entry:
            try:
                told = json.loads(entry.read(_LONGEST_MANIFEST))
            except (ValueError, RecursionError, *_BROKEN, OSError) as error:
                raise self._broken(f"{MANIFEST} is no JSON") from error
        if isinstance(told, dict) and told.get("format") not in (None, FORMAT):
            raise DumpFailed(
                f"{self._path} has the format {told['format']}, and this version of the"
                f" tracker reads {FORMAT}. Load it with the version that wrote it."
            )
        try:
            return _manifest(told)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise self._broken(f"{MANIFEST} is not as it should be: {error}") from error

    def _broken(self, why: str) -> DumpFailed:
        return DumpFailed(
            f"{self._path} is not as it was written: {why}. Take another copy of it, or"
            " write a new dump."
        )


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """A dump, to be read. Raises DumpFailed where there is none that can be."""
    try:
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise DumpFailed(f"{path} cannot be read: {error.strerror}.") from error
    except _BROKEN as error:
        raise DumpFailed(
            f"{path} is no dump, or not all of one: {error}. Name the file that `dump`"
            " wrote; one that `backup` wrote is for `restore`."
        ) from error
    with archive:
        yield Reader(path, archive)


def _manifest(told: Mapping[str, Any]) -> Manifest:
    """Raises TypeError, ValueError, KeyError and AttributeError."""
    tables = {name: Held(**held) for name, held in told["tables"].items()}
    for held in told["tables"].values():
        if not isinstance(held["columns"], list) or type(held["rows"]) is not int:
            raise TypeError("a table without rows or columns")
    if not isinstance(told["left_out"], dict):
        raise TypeError("nothing is said of what was left out")
    manifest = Manifest(**{**told, "tables": tables})
    if manifest.moment.tzinfo is None:
        raise ValueError("no zone of its time")
    return manifest
