"""What may be wrong with a Dockerfile, as far as its text tells."""

from __future__ import annotations

import fnmatch
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_PINNED = re.compile(r"[a-z0-9./-]+(:\d[\w.-]*|(:[\w.-]+)?@sha256:[0-9a-f]{64})")
_FETCHES = re.compile(r"\b(curl|wget|git clone|git fetch|npm|pip download)\b")
_SECRET = re.compile(r"SECRET|PASSWORD|TOKEN|_KEY\b", re.IGNORECASE)
# What may follow the last USER: nothing that writes into the image.
_HARMLESS = {"EXPOSE", "CMD", "ENTRYPOINT", "HEALTHCHECK", "LABEL", "STOPSIGNAL"}


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction, with its continued lines joined."""

    name: str
    text: str
    stage: int
    """Counted from 1; 0 before the first FROM."""


def parsed(text: str) -> list[Instruction]:
    """The instructions of a Dockerfile, without comments."""
    plain = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)
    joined = re.sub(r"\\\n\s*", "", plain)
    found: list[Instruction] = []
    stage = 0
    for line in joined.splitlines():
        name, _, rest = line.strip().partition(" ")
        stage += name.upper() == "FROM"
        if name:
            found.append(Instruction(name.upper(), rest.strip(), stage))
    return found


def complaints(text: str, *, root: Path) -> list[str]:
    """Everything that is wrong with it, each in a few words; `root` is its context."""
    instructions = parsed(text)
    found: list[str] = []
    if re.match(r"#\s*(syntax|escape)\s*=", text):
        found.append("a directive fetches another frontend")
    for look in _LOOKS:
        found += look(instructions)
    return found + list(_missing(instructions, root))


def _bases(instructions: list[Instruction]) -> Iterator[str]:
    given = dict(
        i.text.split("=", 1) for i in instructions if i.stage == 0 and "=" in i.text
    )
    stages: set[str] = set()
    for one in instructions:
        if one.name != "FROM":
            continue
        words = one.text.split()
        base = re.sub(r"\$\{?(\w+)\}?", lambda m: given.get(m[1], ""), words[0])
        if base not in stages and not _PINNED.fullmatch(base):
            yield f"{words[0]} names no version"
        stages |= {words[2]} if len(words) == 3 else set()


def _user(instructions: list[Instruction]) -> Iterator[str]:
    last = [one for one in instructions if one.stage == instructions[-1].stage]
    places = [place for place, one in enumerate(last) if one.name == "USER"]
    if not places or not re.fullmatch(r"[1-9]\d*:[1-9]\d*", last[places[-1]].text):
        yield "it runs as root, or as nobody whose number is known"
        return
    later = {one.name for one in last[places[-1] + 1 :]} - _HARMLESS
    if later:
        yield f"{', '.join(sorted(later))} after USER"


def _starts(instructions: list[Instruction]) -> Iterator[str]:
    named = {one.name: one.text for one in instructions}
    for name in ("CMD", "HEALTHCHECK"):
        text = named.get(name, "")
        words = text[text.find("[") :] if "[" in text else ""
        if not words:
            yield f"{name} is not there, or goes through a shell"
            continue
        try:
            json.loads(words)
        except ValueError:
            yield f"{name} is no list of words"


def _runs(instructions: list[Instruction]) -> Iterator[str]:
    for one in instructions:
        if one.name == "ADD":
            yield "ADD fetches and unpacks; COPY does not"
        if one.name != "RUN":
            continue
        if fetched := _FETCHES.search(one.text):
            yield f"{fetched[0]} fetches what nothing checks"
        if "pip install" in one.text and "--require-hashes" not in one.text:
            yield "pip installs without hashes"
        if "apt-get install" in one.text:
            if "--no-install-recommends" not in one.text:
                yield "apt-get installs what nobody named"
            if "rm -rf /var/lib/apt/lists" not in one.text:
                yield "apt's lists stay in the image"


def _secrets(instructions: list[Instruction]) -> Iterator[str]:
    for one in instructions:
        if one.name in {"ENV", "ARG", "LABEL"}:
            for name in re.findall(r"(\w+)=", one.text):
                if _SECRET.search(name):
                    yield f"{one.name} {name} would stay in the image"


def _epoch(instructions: list[Instruction]) -> Iterator[str]:
    last = instructions[-1].stage
    told = {one.text.split("=")[0] for one in instructions if one.stage == last}
    if "SOURCE_DATE_EPOCH" not in told:
        yield "nothing says which time files have"


_LOOKS: tuple[Callable[[list[Instruction]], Iterator[str]], ...] = (
    *(_bases, _user, _starts),
    *(_runs, _secrets, _epoch),
)


def _missing(instructions: list[Instruction], root: Path) -> Iterator[str]:
    """Sources of COPY that are not there, or that the context does not have."""
    stages = {one.text.split()[2] for one in instructions if " AS " in one.text}
    for one in instructions:
        if one.name != "COPY":
            continue
        words = [word for word in one.text.split() if not word.startswith("--")]
        origin = re.search(r"--from=(\S+)", one.text)
        if origin:
            if origin[1] not in stages:
                yield f"COPY from {origin[1]}, which is no stage"
            continue
        for source in words[:-1]:
            if not (root / source).exists():
                yield f"COPY of {source}, which is not there"
            elif source != "." and is_ignored(source, root=root):
                yield f"COPY of {source}, which .dockerignore leaves out"


def is_ignored(name: str, *, root: Path) -> bool:
    """Whether .dockerignore leaves a file or folder out; the last rule decides."""
    ignored = False
    for line in (root / ".dockerignore").read_text(encoding="utf-8").splitlines():
        rule = line.strip()
        if not rule or rule.startswith("#"):
            continue
        pattern = rule.removeprefix("!").strip("/").removeprefix("**/")
        parts = name.split("/")
        heads = ["/".join(parts[: place + 1]) for place in range(len(parts))]
        if any(fnmatch.fnmatchcase(head, pattern) for head in heads):
            ignored = not rule.startswith("!")
    return ignored
