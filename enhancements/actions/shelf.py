"""The documents of a source while commits are applied to them, in memory."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Sequence

from django.db.models import Q

from enhancements.models import Document, Enhancement, Source, Version
from enhancements.profiles.schema import Profile

SUBMODULE = "160000"
Change = Version.Change
Role = Document.Role


@dataclasses.dataclass(frozen=True, slots=True)
class FileChange:
    """What a commit did to one file; blob is empty when it was deleted."""

    kind: str
    path: str
    old_path: str | None
    blob: str
    mode: str


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A commit of the first-parent line that touched files we follow."""

    commit: str
    ordinal: int
    at: dt.datetime
    subject: str
    changes: tuple[FileChange, ...]


@dataclasses.dataclass(slots=True, eq=False)
class Book:
    """A document with the place it has after the commits applied so far."""

    document: Document
    enhancement: Enhancement | None
    path: str
    folder: str
    role: str
    removed: bool = False
    blob: str = ""
    mode: str = ""
    is_new: bool = False
    """Not in the database yet."""


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """A version about to be stored."""

    book: Book
    step: Step
    change: str
    path: str
    role: str
    blob: str
    mode: str


class Shelf:
    """Applies commits to the documents of one source and drafts their versions."""

    def __init__(self, source: Source, profile: Profile) -> None:
        self.source = source
        self.profile = profile
        self.drafts: list[Draft] = []
        self.founded: list[Enhancement] = []
        """Enhancements that are not in the database yet."""
        self.by_path: dict[str, Book] = {}
        self.removed: dict[str, Book] = {}
        self.by_folder: dict[str, list[Book]] = {}
        self._touched: dict[int, Book] = {}
        self._drafted: dict[tuple[int, int], int] = {}

    @classmethod
    def load(cls, *, source: Source, profile: Profile, steps: Sequence[Step]) -> Shelf:
        """A shelf with every document that the steps can touch."""
        shelf = cls(source, profile)
        changes = [change for step in steps for change in step.changes]
        paths = {change.path for change in changes}
        paths.update(change.old_path for change in changes if change.old_path)
        folders = {shelf.folder_of(path) for path in paths}
        found = (
            Document.objects.filter(source=source)
            .filter(Q(path__in=paths) | Q(folder__in=folders))
            .select_related("enhancement")
            .order_by("pk")
        )
        for document in found:
            shelf._place(shelf._book(document))
        return shelf

    def folder_of(self, path: str) -> str:
        """The folder that groups documents: the enhancement's, else the file."""
        if self.source.kind != Source.Kind.DOCUMENTS:
            return path
        if self.profile.documents.directory_of(path) is None:
            return path
        return path.rpartition("/")[0]

    def touched(self) -> list[Book]:
        """Documents whose place, role or text changed, in the order of change."""
        return list(self._touched.values())

    def apply(self, step: Step) -> None:
        """Apply one commit; the module `versions` numbers the rules."""
        changes = [c for c in step.changes if self._wanted(c)]
        kept = {c.path for c in changes if c.mode != SUBMODULE and c.blob}
        self._rename(step, [c for c in changes if c.kind == "renamed"])
        for change in changes:
            gone = change.kind == "deleted" or change.mode == SUBMODULE
            if gone and change.path in self.by_path and change.path not in kept:
                self._end(step, self.by_path[change.path])
        for change in changes:
            if change.kind in ("added", "modified") and change.path in kept:
                self._write(step, change)
        for folder in {self.folder_of(path) for path in self._paths(changes)}:
            self._assign_roles(step, folder)

    # -- rules -------------------------------------------------------------------

    def _wanted(self, change: FileChange) -> bool:
        """Whether the file is or was one of ours."""
        return self.wants(change.path) or (
            change.old_path is not None and self.wants(change.old_path)
        )

    def wants(self, path: str) -> bool:
        """Whether the profile follows files at this path."""
        if self.source.kind == Source.Kind.DOCUMENTS:
            return self.profile.documents.wants(path)
        if self.source.kind == Source.Kind.SCHEDULES:
            return self.profile.schedules.wants(path)
        return self.profile.rosters.kind_of(path) is not None

    def _rename(self, step: Step, changes: Sequence[FileChange]) -> None:
        moving: list[tuple[Book, FileChange]] = []
        for change in changes:
            book = self.by_path.get(change.old_path or "")
            if book is not None:
                moving.append((book, change))
        for book, _ in moving:
            self._take(book)
        homes = self._homes(moving)
        for book, change in moving:
            leaves = homes.get(id(book.enhancement)) not in (
                None,
                self.folder_of(change.path),
            )
            if not self.wants(change.path) or leaves:
                self._end(step, book)
                continue
            self._put(book, change.path)
            self._draft(step, book, Change.RENAMED, change.blob, change.mode)
        for change in changes:
            if self.wants(change.path) and change.path not in self.by_path:
                self._write(step, change)

    def _homes(self, moving: Sequence[tuple[Book, FileChange]]) -> dict[int, str]:
        """For enhancements with documents on the move: where the main one lives.

        A document that goes elsewhere is no longer theirs.
        """
        homes: dict[int, str] = {}
        for book, change in moving:
            if book.role == Role.MAIN:
                homes[id(book.enhancement)] = self.folder_of(change.path)
        for book, _ in moving:
            stay = self.by_folder.get(book.folder, [])
            main = next((other for other in stay if other.role == Role.MAIN), None)
            if main is not None and main.enhancement is book.enhancement:
                homes.setdefault(id(book.enhancement), main.folder)
        return homes

    def _write(self, step: Step, change: FileChange) -> None:
        """A file was added, or its text changed."""
        book = self.by_path.get(change.path)
        if book is not None:
            self._draft(step, book, Change.MODIFIED, change.blob, change.mode)
            return
        book = self.removed.pop(change.path, None) or self._new(change.path)
        book.removed = False
        self._put(book, change.path)
        self._draft(step, book, Change.ADDED, change.blob, change.mode)

    def _new(self, path: str) -> Book:
        folder = self.folder_of(path)
        role, enhancement = self._role_of_kind(), None
        if self.source.kind == Source.Kind.DOCUMENTS:
            others = self.by_folder.get(folder, [])
            role = Role.SIDE if others else Role.MAIN
            enhancement = others[0].enhancement if others else self._found()
        document = Document(
            source=self.source,
            path=path,
            folder=folder,
            role=role,
            enhancement=enhancement,
        )
        return Book(document, enhancement, path, folder, role, is_new=True)

    def _found(self) -> Enhancement:
        enhancement = Enhancement(project=self.source.project)
        self.founded.append(enhancement)
        return enhancement

    def _role_of_kind(self) -> str:
        if self.source.kind == Source.Kind.SCHEDULES:
            return Role.SCHEDULE
        return Role.ROSTER

    def _end(self, step: Step, book: Book) -> None:
        self._take(book)
        book.removed = True
        self.removed[book.path] = book
        self._draft(step, book, Change.DELETED, "", "")

    def _assign_roles(self, step: Step, folder: str) -> None:
        """Decide which document of a folder is the main one from this commit on."""
        books = self.by_folder.get(folder, [])
        if self.source.kind != Source.Kind.DOCUMENTS or not books:
            return
        main = choose_main(books, folder, self.profile.documents.main)
        for book in books:
            role = Role.MAIN if book is main else Role.SIDE
            if book.role == role:
                continue
            book.role = role
            drafted = self._drafted.get((id(book), step.ordinal))
            if drafted is None:
                blob, mode = self._text_of(book)
                self._draft(step, book, Change.MODIFIED, blob, mode)
            else:
                self.drafts[drafted] = dataclasses.replace(
                    self.drafts[drafted], role=role
                )

    # -- bookkeeping ---------------------------------------------------------------

    def _book(self, document: Document) -> Book:
        return Book(
            document,
            document.enhancement,
            document.path,
            document.folder,
            document.role,
            document.removed,
        )

    def _place(self, book: Book) -> None:
        if book.removed:
            self.removed[book.path] = book
            return
        self.by_path[book.path] = book
        shared = self.by_folder.setdefault(book.folder, [])
        for other in shared:
            # One instance per enhancement, so that identity can be compared.
            if other.document.enhancement_id == book.document.enhancement_id:
                book.enhancement = other.enhancement
        shared.append(book)

    def _take(self, book: Book) -> None:
        self.by_path.pop(book.path, None)
        shared = self.by_folder.get(book.folder, [])
        if book in shared:
            shared.remove(book)

    def _put(self, book: Book, path: str) -> None:
        book.path, book.folder = path, self.folder_of(path)
        self.by_path[path] = book
        self.by_folder.setdefault(book.folder, []).append(book)

    def _draft(self, step: Step, book: Book, change: str, blob: str, mode: str) -> None:
        book.blob, book.mode = blob, mode
        self._touched[id(book)] = book
        self._drafted[(id(book), step.ordinal)] = len(self.drafts)
        self.drafts.append(Draft(book, step, change, book.path, book.role, blob, mode))

    def _text_of(self, book: Book) -> tuple[str, str]:
        """Blob and mode of the document as it stands."""
        if book.blob:
            return book.blob, book.mode
        version = (
            Version.objects.filter(document=book.document, retracted_at__isnull=True)
            .select_related("blob")
            .order_by("-ordinal")
            .first()
        )
        if version is None or version.blob is None:
            message = f"{book.path} has no version to stand on"
            raise LookupError(message)
        return version.blob.oid, version.mode

    def _paths(self, changes: Iterable[FileChange]) -> set[str]:
        paths = {change.path for change in changes}
        return paths | {change.old_path for change in changes if change.old_path}


def choose_main(books: Sequence[Book], folder: str, name: str) -> Book:
    """The main document of a folder.

    The one with the profile's name for it; else the one that was it before; else
    the one named like the folder; else a README; else the first by name.
    """
    wanted = _letters(folder.rpartition("/")[2])

    def place(book: Book) -> tuple[bool, bool, bool, bool, str]:
        file = book.path.rpartition("/")[2]
        return (
            file != name,
            book.role != Role.MAIN,
            _letters(file.rpartition(".")[0]) != wanted,
            file.casefold() != "readme.md",
            file,
        )

    return min(books, key=place)


def _letters(text: str) -> str:
    """A name without its number and separators, in lower case."""
    return re.sub(r"[^a-z]+", "", text.casefold().lstrip("0123456789"))
