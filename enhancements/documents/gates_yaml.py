"""Kubernetes' list of feature gates with their versions.

A list of `{name, versionedSpecs}`; each spec says since which version of the program
the gate has a stage (`preRelease`), a default, and whether it is locked to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import yaml

from enhancements.documents import versions
from enhancements.documents.gate_facts import GATE, REGISTERED, UNREAD, Said
from enhancements.documents.text import Unreadable, decode
from enhancements.documents.yaml_text import Plain, Yaml

LONGEST_RAW = 2000
LOCKED = "locked"


def read(files: Mapping[str, bytes], *, release: str) -> list[Said]:
    """Every gate of these files in the stage that it has as of a release.

    That is the spec of the highest version that is not above the release's; a gate all
    of whose specs are for later versions is not registered yet.
    """
    found: list[Said] = []
    for path, content in sorted(files.items()):
        found.extend(_File(path, content, versions.sort_key(release)).read())
    return found


class _File:
    """One list."""

    def __init__(self, path: str, content: bytes, now: tuple[int, int]) -> None:
        self.path = path
        self.content = content
        self.now = now
        self.lines: list[str] = []

    def read(self) -> Iterable[Said]:
        """What it says, gate by gate."""
        try:
            text = decode(self.content)
            self.lines = text.split("\n")
            tree = Yaml(text)
        except Unreadable as unreadable:
            yield Said(UNREAD, "", "", self.path, 1, "", str(unreadable))
            return
        items = tree.items()
        if items is None:
            problem = "This is no list of feature gates."
            yield Said(UNREAD, "", "", self.path, 1, self.lines[0], problem)
            return
        for node in items:
            said = self._gate(tree, node)
            if said is not None:
                yield said

    def _gate(self, tree: Yaml, node: yaml.Node) -> Said | None:
        """The registration of one item; None when it is for later versions only."""
        pairs = {pair.key: pair for pair in reversed(tree.pairs(node) or ())}
        name = pairs["name"].value if "name" in pairs else None
        if not isinstance(name, str) or GATE.fullmatch(name) is None:
            return self._unread(node, "", "It has no name that a gate could have.")
        specs = pairs["versionedSpecs"].value if "versionedSpecs" in pairs else None
        if not isinstance(specs, list) or not specs:
            return self._unread(node, name, "It has no versionedSpecs.")
        read = [_spec(spec) for spec in specs]
        if any(one is None for one in read):
            problem = "A spec has no version such as 1.9, or no preRelease."
            return self._unread(node, name, problem)
        past = [one for one in read if one is not None and one[0] <= self.now]
        if not past:
            return None
        _, word = max(enumerate(past), key=lambda each: (each[1][0], each[0]))[1]
        return Said(
            kind=REGISTERED,
            gate=name,
            word=word,
            path=self.path,
            line=tree.line(node),
            raw=self._raw(node),
        )

    def _unread(self, node: yaml.Node, gate: str, problem: str) -> Said:
        line = node.start_mark.line + 1
        return Said(UNREAD, gate, "", self.path, line, self._raw(node), problem)

    def _raw(self, node: yaml.Node) -> str:
        lines = self.lines[node.start_mark.line : node.end_mark.line + 1]
        if node.end_mark.column == 0 and len(lines) > 1:
            lines = lines[:-1]
        return "\n".join(lines).strip()[:LONGEST_RAW]


def _spec(spec: Plain) -> tuple[tuple[int, int], str] | None:
    """Version and words of one spec; None when they cannot be read."""
    if not isinstance(spec, dict):
        return None
    version, stage = spec.get("version"), spec.get("preRelease")
    release = versions.parse_release(version) if isinstance(version, str) else None
    if release is None or not isinstance(stage, str) or not stage.strip():
        return None
    word = stage.strip()
    if spec.get("lockToDefault") is True:
        word = f"{word}, {LOCKED}"
    return versions.sort_key(release), word
