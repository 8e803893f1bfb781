"""What the rosters say over time: sigs.yaml, OWNERS and OWNERS_ALIASES together.

Pure. An OWNERS file may name aliases, so that it says something else when
OWNERS_ALIASES changes: it then gets a version of its own, whose evidence is the
change of the aliases.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from enhancements.documents import owners, sigs
from enhancements.documents.facts import Fact, Reading
from enhancements.documents.owners import AliasesReading, OwnersReading
from enhancements.policy.spans import DocumentVersion
from enhancements.profiles.schema import Profile

ALIAS = "alias:"
"""Fields of the project: who is in the alias named behind it."""
_ALIASES = "roster:OWNERS_ALIASES"


@dataclasses.dataclass(frozen=True, slots=True)
class File:
    """A version of a roster file; content is None when it was deleted."""

    document: int
    content: bytes | None
    version: DocumentVersion


def documents(files: Sequence[File], profile: Profile) -> list[list[DocumentVersion]]:
    """Versions with their readings, a list per document.

    A fact's track names the SIG it is about; empty for the whole project.
    """
    known = _known_sigs(files, profile)
    book = _Rosters(profile, known)
    for file in sorted(files, key=lambda file: (file.version.ordinal, file.document)):
        book.turn(file)
    book.flush()
    return list(book.told.values())


def _known_sigs(files: Iterable[File], profile: Profile) -> set[str]:
    """Every SIG that sigs.yaml ever named; an OWNERS file alone makes none."""
    return {
        group.name
        for file in files
        if file.content is not None
        and profile.rosters.kind_of(file.version.path) == "sigs"
        for group in sigs.read(file.content, profile=profile).sigs
    }


class _Rosters:
    """Rosters while the commits are turned over."""

    def __init__(self, profile: Profile, known: set[str]) -> None:
        self.profile = profile
        self.known = known
        self.told: dict[int, list[DocumentVersion]] = {}
        self.aliases = AliasesReading()
        self.owners: dict[int, tuple[OwnersReading, DocumentVersion]] = {}
        self.alias_change: DocumentVersion | None = None

    def turn(self, file: File) -> None:
        """Take in one changed file."""
        if self.alias_change and self.alias_change.ordinal != file.version.ordinal:
            self.flush()
        kind = self.profile.rosters.kind_of(file.version.path)
        if file.content is None:
            self.owners.pop(file.document, None)
            self._tell(file.document, file.version, None)
        elif kind == "aliases":
            self.aliases = owners.read_aliases(file.content)
            self.alias_change = file.version
            self._tell(file.document, file.version, self._aliases())
        elif kind == "owners":
            reading = owners.read_owners(file.content)
            self.owners[file.document] = (reading, file.version)
            self._tell(file.document, file.version, self._owners(reading, file.version))
        elif kind == "sigs":
            self._tell(file.document, file.version, self._sigs(file))

    def flush(self) -> None:
        """Tell again what every OWNERS file says, after the aliases changed."""
        change, self.alias_change = self.alias_change, None
        if change is None:
            return
        for document, (reading, version) in self.owners.items():
            again = dataclasses.replace(
                version,
                id=change.id,
                ordinal=change.ordinal,
                at=change.at,
                commit=change.commit,
            )
            self._tell(document, again, self._owners(reading, version))

    def _tell(
        self, document: int, version: DocumentVersion, reading: Reading | None
    ) -> None:
        versions = self.told.setdefault(document, [])
        if versions and versions[-1].ordinal == version.ordinal:
            versions.pop()
        versions.append(dataclasses.replace(version, reading=reading))

    def _owners(self, reading: OwnersReading, version: DocumentVersion) -> Reading:
        folder = version.path.rpartition("/")[0]
        sig = self.profile.sig_name(folder) if folder else ""
        if sig is None or (sig and sig not in self.known):
            return Reading(unreadable=reading.unreadable)
        resolved = reading.resolved(self.aliases)
        facts = [
            Fact(field, list(people), ", ".join(raw), track=sig, source=version.source)
            for field, people, raw in (
                ("approvers", resolved.approvers, reading.approvers),
                ("reviewers", resolved.reviewers, reading.reviewers),
            )
            if people
        ]
        facts.extend(_problem_facts(reading.problems, version.source, sig))
        return Reading(tuple(facts), (), reading.unreadable)

    def _aliases(self) -> Reading:
        """Who is in the aliases that the profile gives a role."""
        facts = [
            Fact(f"{ALIAS}{name}", list(people), ", ".join(people), source=_ALIASES)
            for name, people in self.aliases.aliases.items()
            if any(
                rule.alias and rule.sig_of(name) is not None
                for rule in self.profile.roles
            )
        ]
        facts.extend(_problem_facts(self.aliases.problems, _ALIASES, ""))
        return Reading(tuple(facts), (), self.aliases.unreadable)

    def _sigs(self, file: File) -> Reading:
        source = file.version.source
        read = sigs.read(file.content or b"", profile=self.profile)
        facts = [fact for group in read.sigs for fact in _group(group, source)]
        facts.extend(_problem_facts(read.problems, source, ""))
        return Reading(tuple(facts), (), read.unreadable)


def _group(group: sigs.Group, source: str) -> Iterable[Fact]:
    def fact(field: str, value: object, raw: str) -> Fact:
        return Fact(field, value, raw, track=group.name, source=source)

    yield fact("title", group.title, group.title)
    for field, members in (("chairs", group.chairs), ("leads", group.leads)):
        if members:
            handles = [member.handle for member in members]
            yield fact(field, handles, ", ".join(handles))
    for field, text in (
        ("label", group.label),
        ("mission", group.mission),
        ("mailing_list", group.mailing_list),
        ("slack", group.slack),
    ):
        if text:
            yield fact(field, text, text)
    if group.meetings:
        value = [dataclasses.asdict(meeting) for meeting in group.meetings]
        yield fact("meetings", value, "")


def _problem_facts(problems: Iterable[str], source: str, sig: str) -> Iterable[Fact]:
    for number, problem in enumerate(problems):
        yield Fact(
            f"roster.{number}", None, "", track=sig, source=source, problem=problem
        )
