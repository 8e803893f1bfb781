"""The files of a pretended repository: in memory, or in a bare git repository."""

from __future__ import annotations

import dataclasses
import subprocess
from pathlib import Path

FILE = "100644"
SYMLINK = "120000"
SUBMODULE = "160000"

Tree = dict[str, tuple[str, bytes]]
"""Mode and content by path; a submodule's content is the commit's sha."""


@dataclasses.dataclass(slots=True, eq=False)
class GitStore:
    """Branches and the trees of commits; with `bare`, what git says instead."""

    bare: Path | None = None
    branches: dict[str, str] = dataclasses.field(default_factory=dict)
    trees: dict[str, Tree] = dataclasses.field(default_factory=dict)

    def resolve(self, ref: str) -> str | None:
        """The sha that a branch or a sha names; None when there is none."""
        if self.bare:
            named = self._git(
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                f"{ref}^{{commit}}",
            )
            return named.decode().strip() if named else None
        name = ref.removeprefix("refs/heads/")
        if name in self.branches:
            return self.branches[name]
        return ref if ref in self.trees else None

    def tree(self, ref: str) -> Tree | None:
        """All files at a branch or sha, without content where git has them."""
        sha = self.resolve(ref)
        if sha is None:
            return None
        if not self.bare:
            return self.trees[sha]
        listed = self._git("ls-tree", "-r", "-z", sha) or b""
        found: Tree = {}
        for line in listed.decode("utf-8", "surrogateescape").split("\0")[:-1]:
            about, _, path = line.partition("\t")
            mode, _, name = about.split(" ")
            found[path] = (mode, name.encode() if mode == SUBMODULE else b"")
        return found

    def read(self, ref: str, path: str) -> tuple[str, bytes] | None:
        """Mode and content of one file; None when it is not there."""
        tree = self.tree(ref)
        if tree is None or path not in tree:
            return None
        mode, data = tree[path]
        if self.bare and mode != SUBMODULE:
            data = self._git("cat-file", "blob", f"{ref}:{path}") or b""
        return mode, data

    def commit(self, branch: str, sha: str, tree: Tree) -> None:
        """Let a branch be at a new commit with these files."""
        self.trees[sha] = tree
        self.branches[branch] = sha

    def _git(self, *words: str) -> bytes | None:
        done = subprocess.run(
            ["git", "-C", str(self.bare), *words], capture_output=True, check=False
        )
        return done.stdout if done.returncode == 0 else None
