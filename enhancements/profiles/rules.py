"""The parts of a profile that say which files to read, and what a path tells."""

from __future__ import annotations

import dataclasses
import re

from enhancements.profiles.globs import compile_globs

_NOT_A_WORD = re.compile(r"[^0-9a-z]+")


def sig_slug(text: str, prefix: str) -> str:
    """The bare name of a SIG: `compute` of "sig-compute" or "SIG Compute".

    Empty when the text holds no letter or digit.
    """
    word = _NOT_A_WORD.sub("-", text.casefold()).strip("-")
    start = _NOT_A_WORD.sub("-", prefix.casefold()).strip("-")
    if start and word != start:
        word = word.removeprefix(f"{start}-").removesuffix(f"-{start}")
    return word


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentRules:
    """Which files of the enhancement repository are documents.

    Documents lie in `<root>/<sig directory>/<enhancement directory>/`, deeper where
    a SIG groups them, the older ones directly in `<root>/<sig directory>/`.
    """

    include: tuple[str, ...]
    format: str = "markdown"
    """How documents are read: a name of `documents.formats`."""
    exclude: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    """Folders that hold all documents, to narrow a reading of the history; none
    stands for the whole repository."""
    main: str = ""
    """File name of an enhancement's main document; others are side documents. Without
    one, `books.choose_main` decides."""
    meta_directories: tuple[str, ...] = ()
    """Directories in a SIG's place that belong to no SIG."""
    sig_prefix: str = "sig-"
    flat: bool = False
    """Documents lie directly in their SIG's directory and are named after their
    work, not after a number."""
    fields: dict[str, str] = dataclasses.field(default_factory=dict)
    """Keys of the metadata, in lower case with hyphens, to the fields they mean, for
    words that are this project's own."""
    readiness: tuple[str, ...] = ()
    """Files, named by number, that say who approved an enhancement's production
    readiness."""
    _include: re.Pattern[str] = dataclasses.field(init=False, repr=False)
    _exclude: re.Pattern[str] = dataclasses.field(init=False, repr=False)
    _readiness: re.Pattern[str] = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_include", compile_globs(self.include))
        object.__setattr__(self, "_exclude", compile_globs(self.exclude))
        object.__setattr__(self, "_readiness", compile_globs(self.readiness))

    def wants(self, path: str) -> bool:
        """Whether the file at this path of the repository is read."""
        if self._exclude.fullmatch(path) is not None:
            return False
        return self._include.fullmatch(path) is not None or self.is_readiness(path)

    def is_readiness(self, path: str) -> bool:
        """Whether the file says who approved production readiness."""
        return self._readiness.fullmatch(path) is not None

    def sig_directory_of(self, path: str) -> str | None:
        """The directory in a SIG's place, as it is written: `sig-compute`."""
        parent, *below = self._below_root(path)
        return parent if below else None

    def sig_of(self, path: str) -> str | None:
        """The SIG by the directory, `compute`; None in a meta directory."""
        parent, *below = self._below_root(path)
        if not below or parent in self.meta_directories:
            return None
        return sig_slug(parent, self.sig_prefix) or None

    def directory_of(self, path: str) -> str | None:
        """The name of the enhancement's own directory, `10-dra-devices`.

        The one the file lies in; None for a file directly in the SIG's directory.
        """
        _, *below = self._below_root(path)
        return below[-2] if below[1:] else None

    def _below_root(self, path: str) -> list[str]:
        for root in self.roots:
            if path.startswith(f"{root}/"):
                return path[len(root) + 1 :].split("/")
        return path.split("/")


@dataclasses.dataclass(frozen=True, slots=True)
class DeadlineRule:
    """When an entry of a schedule is a deadline of this kind.

    Each regular expression must be found in its field, whatever the case of the
    letters; an empty one is found everywhere.
    """

    kind: str
    milestone: str = ""
    what: str = ""
    who: str = ""
    _compiled: tuple[re.Pattern[str], ...] = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        texts = (self.milestone, self.what, self.who)
        compiled = tuple(re.compile(text, re.IGNORECASE) for text in texts)
        object.__setattr__(self, "_compiled", compiled)

    def matches(self, *, milestone: str, what: str, who: str) -> bool:
        """Whether the entry with these fields is of the rule's kind."""
        texts = (milestone, what, who)
        return all(map(re.Pattern.search, self._compiled, texts))


@dataclasses.dataclass(frozen=True, slots=True)
class ScheduleRules:
    """Which files are schedules, whose they are, and what their entries mean."""

    include: tuple[str, ...]
    release: str
    """Regular expression found in a path; its groups `major` and `minor` name the
    release."""
    rules: tuple[DeadlineRule, ...] = ()
    roots: tuple[str, ...] = ()
    _include: re.Pattern[str] = dataclasses.field(init=False, repr=False)
    _release: re.Pattern[str] = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_include", compile_globs(self.include))
        object.__setattr__(self, "_release", re.compile(self.release, re.IGNORECASE))

    def wants(self, path: str) -> bool:
        """Whether the file at this path is a schedule."""
        return self._include.fullmatch(path) is not None

    def release_of(self, path: str) -> str | None:
        """The release that a schedule's path names, `v1.9`."""
        found = self._release.search(path)
        if found is None:
            return None
        return f"v{int(found['major'])}.{int(found['minor'])}"

    def kind_of(self, *, milestone: str, what: str, who: str) -> str:
        """The deadline kind of an entry; `other` when no rule knows it."""
        for rule in self.rules:
            if rule.matches(milestone=milestone, what=what, who=who):
                return rule.kind
        return "other"


@dataclasses.dataclass(frozen=True, slots=True)
class RosterRules:
    """Which files say who leads a SIG and who may approve."""

    sigs: str = ""
    aliases: str = ""
    owners: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    _owners: re.Pattern[str] = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_owners", compile_globs(self.owners))

    def kind_of(self, path: str) -> str | None:
        """`sigs`, `aliases` or `owners`; None for a file that is none of them."""
        if path == self.sigs:
            return "sigs"
        if path == self.aliases:
            return "aliases"
        return "owners" if self._owners.fullmatch(path) else None
