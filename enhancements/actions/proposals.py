"""What open pull requests on the documents' repository propose, by enhancement.

A file at the head of a pull request is that of the enhancement whose document lies or
lay at its path or in its folder, else of the one that has its directory's number, else,
where the directory has none, of the one that the pull request names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from enhancements.actions import readers
from enhancements.actions.github_rows import is_there
from enhancements.documents import formats, vep
from enhancements.models import (
    Document,
    Head,
    HeadFile,
    Identifier,
    Project,
    Repository,
)
from enhancements.policy import pull_spans
from enhancements.policy.mirrored import Mirrored
from enhancements.policy.pull_spans import HeadText, HeadTexts, Naming
from enhancements.policy.spans import DOCUMENT_FIELD, Span
from enhancements.profiles.schema import Profile


def numbers_of(documents: Iterable[tuple[int, Span]]) -> set[int]:
    """Numbers that documents give their enhancements now."""
    return {
        span.value
        for _, span in documents
        if span.field == "number" and span.until is None and span.value is not None
    }


def pulls_on(main: Repository, documents: Iterable[tuple[int, Span]]) -> set[int]:
    """Pull requests that change a file where one of these documents lies or lay."""
    paths = {path for path, _ in _paths(documents)}
    if not paths:
        return set()
    found = HeadFile.objects.filter(path__in=paths, head__item__repository=main)
    return set(found.values_list("head__item_id", flat=True).distinct())


def _paths(documents: Iterable[tuple[int, Span]]) -> Iterable[tuple[str, int]]:
    for enhancement, span in documents:
        if span.field == DOCUMENT_FIELD and span.value is not None:
            yield str(span.value["path"]), enhancement


def spans(
    *,
    project: Project,
    profile: Profile,
    found: Mapping[int, Mirrored],
    heads: Mapping[int, Sequence[Head]],
    namings: Mapping[int, Sequence[Naming]],
    documents: Sequence[tuple[int, Span]],
    numbers: Mapping[int, set[int]],
) -> list[tuple[int, Span]]:
    """The claims of source `proposal:<number>` of these enhancements.

    `found` are pull requests by id, `numbers` the tracking issues of enhancements.
    """
    files = [
        file
        for item in found
        for head in heads[item]
        for file in head.files.all()
        if profile.documents.wants(file.path)
    ]
    if not files:
        return []
    owners = _Owners(project, profile, files, documents, numbers)
    read = readers.read(files, profile)
    said: list[tuple[int, Span]] = []
    for item, pull in found.items():
        named = {one.number for _, one in namings[item] if one is not None}
        texts: dict[int, list[HeadTexts]] = {}
        for head in heads[item]:
            groups: dict[int, list[HeadText]] = {}
            for file in head.files.all():
                if profile.documents.wants(file.path):
                    owner = owners.of(file.path, named)
                    groups.setdefault(owner, []).append(_text(file, read, profile))
            for owner in {*texts, *groups}:
                told = HeadTexts(head.oid, head.since, tuple(groups.get(owner, ())))
                texts.setdefault(owner, []).append(told)
        for owner, told_heads in texts.items():
            if owner in numbers:
                claims = pull_spans.proposal_spans(pull, told_heads, profile)
                said.extend((owner, span) for span in claims)
    return said


def _text(file: HeadFile, read: readers.Readings, profile: Profile) -> HeadText:
    format_ = formats.format_of(file.path, profile=profile)
    reading = None
    if file.blob_id is not None and is_there(file):
        reading = read[file.blob_id, format_.name]
    return HeadText(
        path=file.path,
        reading=reading,
        path_facts=vep.path_facts(file.path, profile=profile),
        is_main=file.path.rpartition("/")[2] == profile.documents.main,
        problem=file.problem,
    )


class _Owners:
    """Whose a file of a pull request is: an enhancement's id, 0 for nobody's."""

    def __init__(
        self,
        project: Project,
        profile: Profile,
        files: Iterable[HeadFile],
        documents: Iterable[tuple[int, Span]],
        numbers: Mapping[int, set[int]],
    ) -> None:
        self._profile = profile
        paths = {file.path for file in files}
        self._places = known_places(project, paths)
        self._places |= dict(_paths(documents))
        self._numbers: dict[int, int] = {}
        for enhancement, some in sorted(numbers.items()):
            for number in some:
                self._numbers.setdefault(number, enhancement)
        for enhancement, span in documents:
            if span.field == "number" and span.until is None and span.value:
                self._numbers.setdefault(span.value, enhancement)

    def of(self, path: str, named: Iterable[int]) -> int:
        """The enhancement of a file, where a pull request names these issues."""
        known = self._places.get(path) or self._places.get(path.rpartition("/")[0])
        if known is not None:
            return known
        number = directory_number(path, self._profile)
        if number is not None:
            return self._numbers.get(number, 0)
        return next((self._numbers[one] for one in named if one in self._numbers), 0)


def directory_number(path: str, profile: Profile) -> int | None:
    """The number of the directory in which a document lies."""
    for fact in vep.path_facts(path, profile=profile):
        if fact.field == "number" and fact.value is not None:
            return int(fact.value)
    return None


def known_places(project: Project, paths: Iterable[str]) -> dict[str, int]:
    """Enhancements by paths and folders where their documents lie, or lay."""
    wanted = set(paths)
    folders = {path.rpartition("/")[0] for path in wanted} - {""}
    former = Identifier.objects.filter(
        project=project, kind=Identifier.Kind.PATH, value__in=wanted
    )
    places = {
        value: merged or enhancement
        for value, enhancement, merged in former.order_by("-since").values_list(
            "value", "enhancement_id", "enhancement__merged_into_id"
        )
    }
    mine = Document.objects.filter(
        source__project=project, enhancement__isnull=False, removed=False
    )
    for column, values in (("folder", folders | wanted), ("path", wanted)):
        rows = mine.filter(**{f"{column}__in": values})
        for value, enhancement in rows.values_list(column, "enhancement_id"):
            places[value] = enhancement or 0
    return places
