"""The parts of a profile about GitHub: tracking issues and the pull requests of an
enhancement. What their texts mean differs between projects, so it is data.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable

from enhancements.profiles.globs import compile_globs

KINDS = ("document", "code", "docs")
"""What a pull request brings: the enhancement's document, its code, the user's docs."""
ISSUE_FIELDS = frozenset(
    {
        "owners",
        "stage",
        "status",
        "feature_gates",
        "sig",
        "participating_sigs",
        "reviewers",
        "approvers",
        "document_link",
        "targets",
        "",
    }
)
"""Fields that a key of an issue's body can mean; empty: its text means nothing here."""

_MARKS = re.compile(r"[*_`~]+")
_BLANKS = re.compile(r"\s+")
_REMARK = re.compile(r"\([^()]*\)")
_TEMPLATE_TITLE = re.compile(
    r"(?:your )?short,? (?:and )?descriptive title\.?", re.IGNORECASE
)
_FLAGS = re.IGNORECASE | re.DOTALL


def key_words(text: str) -> str:
    """The form in which keys and template lines are compared: no marks, no remarks."""
    words = _REMARK.sub(" ", _MARKS.sub("", text)).partition(" - ")[0]
    return _BLANKS.sub(" ", words).strip(" :?").casefold()


def _line_words(text: str) -> str:
    return _BLANKS.sub("", _MARKS.sub("", text)).lstrip("-+").casefold()


@dataclasses.dataclass(frozen=True, slots=True)
class IssueRules:
    """How tracking issues are told from others, and what their bodies say."""

    labels: tuple[str, ...] = ()
    """Labels, or families such as `stage/*`, of which one suffices."""
    title: str = ""
    """Expression found at the start of a tracking issue's title; its groups `number`
    and `title`, where it has them, split the title. Empty: no title tells."""
    body: str = ""
    """Expression found in the body of a tracking issue; empty: no body tells."""
    has_numbered_titles: bool = False
    """Whether the project wants the issue's number in its title."""
    milestones: str = ""
    """Expression that a milestone matches whole when it is a release."""
    stages: dict[str, str] = dataclasses.field(default_factory=dict)
    """Words for the stage that are used in issues alone, in lower case, to stages;
    empty for words that mean no stage yet."""
    keys: dict[str, str] = dataclasses.field(default_factory=dict)
    """Keys of the body as `key_words` gives them, to fields of ISSUE_FIELDS."""
    lists: dict[str, str] = dataclasses.field(default_factory=dict)
    """First words of a list of pull requests, to KINDS; empty: no pull requests."""
    untouched: tuple[str, ...] = ()
    """Lines of templates that name a value although nobody wrote it."""
    _labels: re.Pattern[str] = dataclasses.field(init=False, repr=False)
    _title: re.Pattern[str] = dataclasses.field(init=False, repr=False)
    _body: re.Pattern[str] = dataclasses.field(init=False, repr=False)
    _milestones: re.Pattern[str] = dataclasses.field(init=False, repr=False)
    _untouched: frozenset[str] = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        compiled = {
            "_labels": compile_globs(self.labels),
            "_title": re.compile(self.title, _FLAGS),
            "_body": re.compile(self.body, re.IGNORECASE | re.MULTILINE),
            "_milestones": re.compile(self.milestones),
            "_untouched": frozenset(map(_line_words, self.untouched)),
        }
        for name, value in compiled.items():
            object.__setattr__(self, name, value)

    def is_tracking(self, title: str, labels: Iterable[str], body: str = "") -> bool:
        """Whether an issue tracks an enhancement: by a label, its title or its body.

        A title that is still the template's says nothing: then a label must.
        """
        if any(self._labels.fullmatch(label) is not None for label in labels):
            return True
        if self.title and self._title.match(title) is not None:
            return not is_template_title(self.split_title(title)[1])
        return bool(self.body) and self._body.search(body) is not None

    def split_title(self, title: str) -> tuple[str | None, str]:
        """The number as it is written in a title, and the title without its prefix.

        `("0176", "Bigger disks")` of "VEP 0176: Bigger disks"; None without one.
        """
        found = self._title.match(title) if self.title else None
        groups = found.groupdict() if found is not None else {}
        words = groups.get("title")
        rest = title if words is None else words
        return groups.get("number"), " ".join(rest.split())

    def is_release(self, milestone: str) -> bool:
        """Whether a milestone of the repository is a release."""
        return bool(self.milestones) and (
            self._milestones.fullmatch(milestone) is not None
        )

    def field_of(self, key: str) -> str | None:
        """The field that a key of the body means; None for a key nobody knows."""
        return self.keys.get(key_words(key))

    def is_untouched(self, line: str) -> bool:
        """Whether a line is one that the template brought and nobody changed."""
        return _line_words(line) in self._untouched


def is_template_title(title: str) -> bool:
    """Whether a title, without its prefix, is blank or the template's."""
    return not title or _TEMPLATE_TITLE.fullmatch(title) is not None


@dataclasses.dataclass(frozen=True, slots=True)
class PullRules:
    """By which words and links a pull request names its tracking issue."""

    keywords: tuple[str, ...] = ()
    """Words before `: #10` or `: <link>` that declare the tracking issue."""
    closing: tuple[str, ...] = ()
    """Words before `#10` with which GitHub closes an issue."""
    title: str = ""
    """Expression found in a pull request's title; its group `number` is the number."""
    links: tuple[str, ...] = ()
    """Expressions for a link to a tracking issue, each with a group `number`;
    `{repository}` and `{name}` stand for the documents repository's."""
    placeholders: tuple[str, ...] = ()
    """What templates write in the place of a number or link."""
    docs: tuple[str, ...] = ()
    """Repositories (`owner/name`, or globs) whose pull requests are the user's docs."""
    aliases: dict[str, str] = dataclasses.field(default_factory=dict)
    """Short names of repositories in lower case, `k/k`, to `owner/name`."""
    former: dict[str, str] = dataclasses.field(default_factory=dict)
    """Names that repositories had once to those they have now, both in lower case.
    No profile says so: it is what the mirror knows."""
    _title: re.Pattern[str] = dataclasses.field(init=False, repr=False)
    _docs: re.Pattern[str] = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_title", re.compile(self.title, re.IGNORECASE))
        docs = compile_globs(tuple(name.casefold() for name in self.docs))
        object.__setattr__(self, "_docs", docs)

    def kind_of(self, repository: str, *, documents: str) -> str:
        """`document`, `code` or `docs` by the repository of a pull request.

        `documents` is the repository of the documents, `owner/name` like the other.
        """
        name = repository.casefold()
        if name == documents.casefold():
            return "document"
        return "docs" if self._docs.fullmatch(name) is not None else "code"

    def repository_of(self, name: str) -> str:
        """The repository that a text calls so, `owner/name` in lower case."""
        lower = name.casefold()
        lower = self.aliases.get(lower, lower).casefold()
        return self.former.get(lower, lower)

    def link_pattern(self, repository: str) -> re.Pattern[str]:
        """What finds a link to a tracking issue of `repository`, by its name or by one
        that it had.

        It has a group for each form; the one that is not None holds the number.
        """
        name = repository.casefold()
        others = (former for former, now in self.former.items() if now == name)
        return _link_pattern(self.links, (name, *sorted(others)))

    def number_in_title(self, title: str) -> re.Match[str] | None:
        """Where a title names an enhancement by its whole number."""
        return self._title.search(title) if self.title else None


@functools.lru_cache(maxsize=64)
def _link_pattern(
    links: tuple[str, ...], repositories: tuple[str, ...]
) -> re.Pattern[str]:
    names = dict.fromkeys(one.rpartition("/")[2] for one in repositories)
    parts = [
        link.replace("{repository}", _any(repositories))
        .replace("{name}", _any(names))
        .replace("(?P<number>", "(")
        for link in links
    ]
    # Without a link nothing is ever found.
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)


def _any(names: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, names))})"
