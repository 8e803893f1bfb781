"""One walk over an issue's body: which line belongs to which key, stage and list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from enhancements.documents import references
from enhancements.documents.facts import ISSUE, Fact
from enhancements.documents.issue_lines import Item, items, key_of
from enhancements.documents.issue_targets import (
    Target,
    bare_target,
    names_release,
    stage_header,
    target_line,
)
from enhancements.documents.issue_values import LONGEST_RAW, Said, command, is_prose
from enhancements.documents.markdown import Page
from enhancements.profiles import Profile

LONGEST_LIST = 300
"""Pull requests of one issue that are kept."""
LONGEST_HEAD = 80
"""Characters of the name of a list."""
SHORTEST_PROSE = 3
"""Words that a box of its own may have and still name something."""

TARGETS, LINK, NOTHING = "targets", "document_link", ""
DOCUMENT = "document"


class Body:
    """What the lines of a body say, sorted by field; reading happens elsewhere."""

    def __init__(self, page: Page, *, repository: str, profile: Profile) -> None:
        self.targets: list[Target] = []
        self.prose: list[Item] = []
        """Sentences of the timeline that name a release."""
        self._repository = repository
        self._profile = profile
        self._said: dict[str, list[Said]] = {}
        self._times: dict[str, int] = {}
        self._pulls: dict[references.Pull, tuple[Item, dict[str, Any]]] = {}
        self._too_many: Item | None = None
        self._without_pull: list[tuple[Item, str]] = []
        # Where the walk is: the key's field, the stage, the list's kind and its box.
        self._field: str | None = None
        self._stage = ""
        self._kind: str | None = None
        self._in_list = False
        self._ticked = False
        for item in items(page):
            self._walk(item)

    def said(self, field: str) -> Sequence[Said]:
        """The lines that belong to a field, in order."""
        return self._said.get(field, ())

    def link_fact(self) -> Fact | None:
        """Where the document lies: paths inside the documents repository."""
        said = [line for line in self.said(LINK) if line.text.strip(" .-")]
        if not said:
            return None
        found = dict.fromkeys(
            path
            for line in said
            for path in references.paths(
                line.raw, repository=self._repository, profile=self._profile
            )
        )
        raw = "\n".join(line.raw for line in said)[:LONGEST_RAW]
        problem = ""
        has_pull = any(True for line in said for _ in self._named(line.raw))
        if not found and not has_pull and all(is_prose(line.text) for line in said):
            what = f"https://github.com/{self._repository}/blob/main/…"
            problem = (
                f"Line {said[0].number}: no document is linked; write its address, as "
                f"in {what}, or that of its pull request."
            )
        value = list(found)[:LONGEST_LIST] or None
        return Fact(LINK, value, raw, said[0].number, source=ISSUE, problem=problem)

    def pull_facts(self) -> list[Fact]:
        """One fact for each pull request, and `pulls` for lists that name none."""
        facts = [
            Fact(f"pull:{pull}", value, item.raw, item.number, source=ISSUE)
            for pull, (item, value) in self._pulls.items()
        ]
        how = "write each as owner/name#123 or its address, or leave it blank."
        complaints = [
            (item, f"no pull request is named for {name}; {how}")
            for item, name in self._without_pull[:20]
        ]
        if self._too_many is not None:
            many = f"only the first {LONGEST_LIST} pull requests are read; shorten it."
            complaints.append((self._too_many, many))
        if complaints:
            raw = "\n".join(item.raw for item, _ in complaints)[:LONGEST_RAW]
            problem = " ".join(f"Line {one.number}: {why}" for one, why in complaints)
            line = complaints[0][0].number
            facts.append(Fact("pulls", None, raw, line, source=ISSUE, problem=problem))
        return facts

    # --- The walk ---------------------------------------------------------------

    def _walk(self, item: Item) -> None:
        if self._profile.issues.is_untouched(item.raw):
            self._stage, self._kind = "", None
            return
        target = target_line(item, profile=self._profile)
        if target is not None and self._field != NOTHING:
            self._add_target(target)
        elif self._is_list(item) or self._is_stage(item) or self._is_key(item):
            return
        elif self._field != NOTHING:
            self._content(item)

    def _add_target(self, target: Target) -> None:
        self._in_list = False
        self.targets.append(target)

    def _is_key(self, item: Item) -> bool:
        found = key_of(item)
        field = self._profile.issues.field_of(found[0]) if found is not None else None
        if field is None:
            if item.is_bold_key or item.is_heading:
                # A key nobody knows, or a heading, begins something else.
                self._begin(NOTHING if item.is_bold_key else None)
                return True
            return False
        self._begin(field)
        self._times[field] = self._times.get(field, -1) + 1
        text = found[1] if found is not None else ""
        if text:
            self._behind_key(item._replace(text=text))
        return True

    def _behind_key(self, item: Item) -> None:
        """The text behind a key, which may be a target by itself."""
        target = target_line(item, profile=self._profile)
        if target is not None and self._field == TARGETS:
            self._add_target(target)
        else:
            self._content(item)

    def _begin(self, field: str | None) -> None:
        self._field, self._stage, self._kind = field, "", None
        self._in_list = self._ticked = False

    def _is_stage(self, item: Item) -> bool:
        header = stage_header(item, profile=self._profile)
        if header is None:
            if item.ticked is not None and item.indent == 0 and _is_short(item.text):
                # A box of its own that names no stage, as "[ ] FG": no stage's list.
                self._open_list("", None, item)
            return False
        if item.ticked is None and self._field != TARGETS:
            return False
        # A box with a stage begins the lists, whatever stood above it.
        self._field = TARGETS
        self._open_list(header.stage, None, item)
        if header.value:
            known = Target(item, header.stage, item.text, header.value)
            self.targets.append(known)
        elif header.rest:
            self._collect(item, header.rest)
        return True

    def _open_list(self, stage: str, kind: str | None, item: Item) -> None:
        self._stage, self._kind = stage, kind
        self._in_list, self._ticked = True, bool(item.ticked)

    def _is_list(self, item: Item) -> bool:
        """`VEP PRs: …`, `Code (k/k) update PR(s): …`: the list of one kind begins."""
        if self._field == NOTHING:
            return False
        found = list_head(item, profile=self._profile)
        if found is None:
            return False
        kind, head, text = found
        self._open_list(self._stage, kind, item)
        is_said = is_prose(text) or references.has_address(text)
        if text and not self._collect(item, text) and kind and is_said:
            self._without_pull.append((item, head))
        return True

    def _content(self, item: Item) -> None:
        """A line that belongs to the key above it, or to a list."""
        for verb, field in (("assign", "owners"), ("sig", "")):
            rest = command(item.text, verb)
            if rest is not None:
                self._say(field or self._sig_field(), item, rest, is_command=True)
                return
        if self._in_list and not self._ends_list(item):
            self._collect(item, item.text)
        elif self._field == TARGETS:
            self._timeline(item)
        elif self._field is not None:
            if self._field == LINK:
                self._collect(item, item.text)
            self._say(self._field, item, item.text)

    def _sig_field(self) -> str:
        return self._field if self._field == "participating_sigs" else "sig"

    def _timeline(self, item: Item) -> None:
        target = bare_target(item)
        if target is not None:
            self.targets.append(target)
        elif (
            not item.is_item
            and not references.has_address(item.text)
            and names_release(item.text)
        ):
            self.prose.append(item)

    def _say(
        self, field: str, item: Item, text: str, *, is_command: bool = False
    ) -> None:
        again = self._times.get(field, 0)
        said = Said(item.number, item.raw, text, is_command, again)
        self._said.setdefault(field, []).append(said)

    def _ends_list(self, item: Item) -> bool:
        """Whether a line is a paragraph of its own below a list."""
        if item.is_item or item.indent > 0 or not item.after_blank:
            return False
        if references.has_address(item.text[:10]) or item.text.startswith("#"):
            return False
        self._stage, self._kind, self._in_list = "", None, False
        return True

    def _named(self, text: str) -> list[references.Pull]:
        return list(
            references.pulls(text, repository=self._repository, profile=self._profile)
        )

    def _collect(self, item: Item, text: str) -> bool:
        """Keep the pull requests of a line; whether there are any."""
        named = self._named(text)
        if self._kind == "":
            return bool(named)
        for pull in named:
            ticked = self._ticked if item.ticked is None else item.ticked
            if pull in self._pulls:
                self._pulls[pull][1]["checked"] |= ticked
            elif len(self._pulls) >= LONGEST_LIST:
                self._too_many = self._too_many or item
            else:
                kind = self._kind or self._kind_of(pull)
                value = {"kind": kind, "stage": self._stage, "checked": ticked}
                self._pulls[pull] = (item, value)
        return bool(named)

    def _kind_of(self, pull: references.Pull) -> str:
        if self._field == LINK:
            return DOCUMENT
        return self._profile.pulls.kind_of(pull.repository, documents=self._repository)


def list_head(item: Item, *, profile: Profile) -> tuple[str, str, str] | None:
    """Kind, name and text of a line that begins a list of pull requests."""
    head, colon, text = item.text.partition(":")
    words = head.casefold().split(None, 1)
    if not (item.is_item or colon) or not words or len(head) > LONGEST_HEAD:
        return None
    kind = profile.issues.lists.get(words[0])
    if kind is None or profile.issues.field_of(head) is not None:
        return None
    says_pulls = any(word in words[-1] for word in ("pr", "pull", "update"))
    if says_pulls or (colon and len(words) == 1):
        return kind, head.strip(), text.strip()
    return None


def _is_short(text: str) -> bool:
    is_plain = not any(mark in text for mark in "#/:")
    return is_plain and len(text.split()) <= SHORTEST_PROSE
