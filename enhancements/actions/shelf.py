"""The documents of a source while commits are applied to them, in memory."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from django.db.models import Q

from enhancements.actions import readiness
from enhancements.actions.books import Book, Draft, FileChange, Step, choose_main
from enhancements.models import Document, Enhancement, Source, Version
from enhancements.profiles.schema import Profile

SUBMODULE = "160000"
Homes = dict[int, set[str]]
"""Folders where an enhancement's main documents live, by its identity in memory."""
Change = Version.Change
Role = Document.Role


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
        self._known: dict[int, Enhancement] = {}
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
        touched = Q(path__in=paths) | Q(folder__in=folders)
        documents = Document.objects.filter(source=source).order_by("pk")
        related = documents.filter(touched).exclude(enhancement=None)
        kin = Q(enhancement__in=related.values("enhancement"), removed=False)
        for document in documents.filter(touched | kin).select_related("enhancement"):
            shelf._place(shelf._book(document))
        return shelf

    def folder_of(self, path: str) -> str:
        """The folder that groups documents: the enhancement's, else the file.

        Of a readiness file it is the number that names it.
        """
        if self.source.kind != Source.Kind.DOCUMENTS:
            return path
        if self.profile.documents.is_readiness(path):
            return readiness.folder_of(path)
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
        homes = self._rename(step, [c for c in changes if c.kind == "renamed"])
        for change in changes:
            gone = change.kind == "deleted" or change.mode == SUBMODULE
            if gone and change.path in self.by_path and change.path not in kept:
                self._end(step, self.by_path[change.path])
        folders = sorted({self.folder_of(path) for path in self._paths(changes)})
        for folder in folders:
            self._settle(step, folder, homes)
        for change in changes:
            if change.kind in ("added", "modified") and change.path in kept:
                self._write(step, change)
        for folder in folders:
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

    def _rename(self, step: Step, changes: Sequence[FileChange]) -> Homes:
        """Move documents; returns where the main ones of those on the move live."""
        moving: list[tuple[Book, FileChange]] = []
        for change in changes:
            book = self.by_path.get(change.old_path or "")
            if book is not None:
                moving.append((book, change))
        for book, _ in moving:
            self._take(book)
        homes = self._homes(moving)
        for book, change in moving:
            home = homes.get(id(book.enhancement))
            leaves = home is not None and self.folder_of(change.path) not in home
            if not self.wants(change.path) or leaves:
                self._end(step, book)
                continue
            self._put(book, change.path)
            self._draft(step, book, Change.RENAMED, change.blob, change.mode)
        for change in changes:
            if self.wants(change.path) and change.path not in self.by_path:
                self._write(step, change)
        return homes

    def _homes(self, moving: Sequence[tuple[Book, FileChange]]) -> Homes:
        """For enhancements with documents on the move: where the main one lives.

        A document that goes elsewhere is no longer theirs. One that people merged of
        several has a home for each of them.
        """
        homes: Homes = {}
        for book, change in moving:
            if book.role == Role.MAIN:
                home = homes.setdefault(id(book.enhancement), set())
                home.add(self.folder_of(change.path))
        for book, _ in moving:
            stay = self.by_folder.get(book.folder, [])
            main = next((other for other in stay if other.role == Role.MAIN), None)
            if main is not None and main.enhancement is book.enhancement:
                homes.setdefault(id(book.enhancement), set()).add(main.folder)
        return homes

    def _settle(self, step: Step, folder: str, homes: Homes) -> None:
        """Make the documents of a folder one enhancement: that of the main one.

        What a main document left behind when it moved away begins anew.
        """
        books = self._enhancements(folder)
        if not books:
            return
        main = choose_main(books, folder, self.profile.documents.main)
        owner = main.enhancement
        if folder not in homes.get(id(owner), {folder}):
            owner = self._found()
        for book in [book for book in books if book.enhancement is not owner]:
            self._begin_anew(step, book, owner)

    def _begin_anew(self, step: Step, book: Book, owner: Enhancement | None) -> None:
        """A document ends, and its text goes on as another enhancement's."""
        path, (blob, mode) = book.path, self._text_of(book)
        drafted = self._drafted.get((id(book), step.ordinal))
        if drafted is None:
            self._end(step, book)
        else:  # It moved here in this very commit: it ends where it came from.
            self._take(book)
            book.path, book.removed, book.blob = book.came_from, True, ""
            book.folder = self.folder_of(book.path)
            self.removed[book.path] = book
            self.drafts[drafted] = dataclasses.replace(
                self.drafts[drafted],
                change=Change.DELETED,
                path=book.path,
                blob="",
                mode="",
            )
        fresh = self._document(path, Role.SIDE, owner)
        self._put(fresh, path)
        self._draft(step, fresh, Change.ADDED, blob, mode)

    def _write(self, step: Step, change: FileChange) -> None:
        """A file was added, or its text changed."""
        book = self.by_path.get(change.path)
        if book is not None:
            self._draft(step, book, Change.MODIFIED, change.blob, change.mode)
            return
        book = self._revived(change.path) or self._new(change.path)
        book.removed = False
        self._put(book, change.path)
        self._draft(step, book, Change.ADDED, change.blob, change.mode)

    def _revived(self, path: str) -> Book | None:
        """The document that was removed there, if its enhancement still fits.

        It does not when the folder, or the enhancement, went on without it elsewhere.
        """
        book = self.removed.get(path)
        folder = self.folder_of(path)
        if book is None or any(
            (other.enhancement is book.enhancement) != (other.folder == folder)
            for other in self._neighbours(book, folder)
        ):
            return None
        return self.removed.pop(path)

    def _neighbours(self, book: Book, folder: str) -> list[Book]:
        """Documents that are there, in the folder or of the book's enhancement."""
        return [
            other
            for other in self.by_path.values()
            if other.folder == folder
            or (book.enhancement and other.enhancement is book.enhancement)
        ]

    def _new(self, path: str) -> Book:
        folder = self.folder_of(path)
        role, enhancement = self._role_of(path), None
        if role == Role.MAIN:
            others = self.by_folder.get(folder, [])
            role = Role.SIDE if others else Role.MAIN
            enhancement = others[0].enhancement if others else self._found()
        return self._document(path, role, enhancement)

    def _document(self, path: str, role: str, enhancement: Enhancement | None) -> Book:
        folder = self.folder_of(path)
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

    def _role_of(self, path: str) -> str:
        """What the file is for; MAIN stands for all of an enhancement's documents."""
        if self.source.kind == Source.Kind.SCHEDULES:
            return Role.SCHEDULE
        if self.source.kind == Source.Kind.ROSTERS:
            return Role.ROSTER
        is_readiness = self.profile.documents.is_readiness(path)
        return Role.READINESS if is_readiness else Role.MAIN

    def _enhancements(self, folder: str) -> list[Book]:
        """The documents of enhancements in a folder."""
        return [book for book in self.by_folder.get(folder, []) if book.enhancement]

    def _end(self, step: Step, book: Book) -> None:
        self._take(book)
        book.removed = True
        self.removed[book.path] = book
        self._draft(step, book, Change.DELETED, "", "")

    def _assign_roles(self, step: Step, folder: str) -> None:
        """Decide which document of a folder is the main one from this commit on."""
        books = self._enhancements(folder)
        if not books:
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
        enhancement = document.enhancement
        if enhancement is not None:
            # One instance per enhancement, so that identity can be compared.
            enhancement = self._known.setdefault(enhancement.pk, enhancement)
        return Book(
            document,
            enhancement,
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
        self.by_folder.setdefault(book.folder, []).append(book)

    def _take(self, book: Book) -> None:
        if self.by_path.get(book.path) is book:
            del self.by_path[book.path]
        shared = self.by_folder.get(book.folder, [])
        if book in shared:
            shared.remove(book)

    def _put(self, book: Book, path: str) -> None:
        book.came_from = book.path
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
