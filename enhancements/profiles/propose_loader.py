"""Reading how a project is proposed to, with errors that name file and key.

The file stands beside the profile: `kubernetes.propose.toml`. A profile without one has
that of the nearest that it extends, else the general one. A file may extend another;
one in the operator's folder may extend the bundled one of its own name, and so change a
single text.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from enhancements.commands import grammar
from enhancements.documents.vep import path_facts
from enhancements.policy.letters.escaping import Form
from enhancements.policy.letters.template import Names, Template, Values
from enhancements.policy.propose import names
from enhancements.profiles import letter_texts, loader
from enhancements.profiles.companions import Companions
from enhancements.profiles.propose import (
    ASKS,
    COURSES,
    STEPS,
    USUAL,
    Course,
    Decider,
    FileText,
    IssueText,
    Propose,
)
from enhancements.profiles.reader import ProfileInvalid, Table
from enhancements.profiles.rules import DocumentRules
from enhancements.profiles.schema import Profile

_FILES = Companions(loader.PROPOSE, "such a file", may_extend_own=True)
_EXAMPLE_NUMBER = 123
_EXAMPLE_SLUG = "short-name"


@functools.cache
def propose_of(profile: Profile) -> Propose:
    """How the profile's project is proposed to, read once for each.

    Raises ProfileInvalid, whose text names the file, the key, the line and the remedy.
    """
    return load_propose(profile, loader.folder_of_profiles())


def load_propose(profile: Profile, folder: Path) -> Propose:
    """The same from that folder, else from the bundled files."""
    name = _FILES.name_for(profile.name, folder)
    reader = _Reader(f"{name}{loader.PROPOSE}: ", profile)
    return reader.propose(_FILES.tables(name, folder))


def _usual_path(rules: DocumentRules) -> str:
    """Where a document lies by the profile's rules, for who names no path."""
    parts = [*rules.roots[:1], "{{folder}}"]
    if rules.flat:
        parts.append("{{slug}}.md")
    else:
        parts += ["{{number}}-{{slug}}", rules.main or "README.md"]
    return "/".join(parts)


def _examples(declared: Names, number: str) -> Values:
    """A value for each name, with which a text is tried out."""
    plain = {name: "v1.0" for name, kind in declared.items() if isinstance(kind, str)}
    lists = {
        name: [_examples(kind, number)]
        for name, kind in declared.items()
        if not isinstance(kind, str)
    }
    known = {
        "number": number,
        "slug": _EXAMPLE_SLUG,
        "sig": "alpha",
        "login": "somebody",
        "stage": "alpha",
    }
    ours = {name: value for name, value in known.items() if name in plain}
    return {**plain, **lists, **ours}


class _Reader:
    """Reads the tables of one file, for one profile."""

    def __init__(self, where: str, profile: Profile) -> None:
        self._where = where
        self._profile = profile

    def propose(self, data: dict[str, Any]) -> Propose:
        """All of it."""
        table = Table(data, self._where)
        asks = frozenset(table.texts("asks"))
        if unknown := sorted(asks - ASKS):
            raise table.refusal("asks", f"of {', '.join(sorted(ASKS))}", unknown)
        has_front = table.flag("front_matter")
        folder = table.table("folder")
        found = Propose(
            source=self._where.removesuffix(": "),
            branch=table.text("branch"),
            asks=asks,
            directory=re.compile(folder.expression("name")),
            directory_rule=folder.text("rule"),
            issue=self._issue(table.table("issue")),
            files=tuple(
                self._file(one, f"files[{at}]", has_front=has_front)
                for at, one in enumerate(table.tables("files"), start=1)
                if self._is_ours(one)
            ),
            numbering=table.texts("numbering"),
            deciders=tuple(self._decider(one) for one in table.tables("deciders")),
            courses=self._courses(table.tables("courses")),
        )
        folder.close()
        table.close()
        return found

    def _courses(self, tables: list[Table]) -> tuple[Course, ...]:
        """How enhancements may go; the usual course alone where none is named."""
        found = tuple(self._course(one) for one in tables)
        keys = [one.key for one in found]
        if len(set(keys)) < len(keys):
            raise ProfileInvalid(f"{self._where}courses: name each key once.")
        return found or (USUAL,)

    def _course(self, table: Table) -> Course:
        one = Course(
            key=table.text("key"),
            label=table.text("label"),
            about=table.text("about", ""),
            stages=table.texts("stages"),
            has_target=table.flag("target", default=True),
            has_gate=table.flag("gate", default=True),
            needs_sig=table.flag("sig", default=True),
            folder=table.text("folder", ""),
        )
        if one.key not in COURSES:
            raise table.refusal("key", f"one of {', '.join(COURSES)}", one.key)
        known = {stage.key for stage in self._profile.stages}
        if unknown := [key for key in one.stages if key not in known]:
            ask = f"keys of the profile's stages: {', '.join(sorted(known))}"
            raise table.refusal("stages", ask, unknown)
        meta = self._profile.documents.meta_directories
        if one.folder and one.folder not in meta:
            ask = (
                f"a folder that belongs to no SIG: {', '.join(meta) or 'none is known'}"
            )
            raise table.refusal("folder", ask, one.folder)
        table.close()
        return one

    def _of_courses(self, table: Table) -> frozenset[str]:
        """Of which courses a table is; of all where it names none."""
        found = table.texts("courses")
        if unknown := sorted(set(found) - set(COURSES)):
            raise table.refusal("courses", f"of {', '.join(COURSES)}", unknown)
        return frozenset(found or COURSES)

    def _is_ours(self, table: Table) -> bool:
        """Whether a file is meant for documents of the profile's format."""
        wanted = table.text("format", "")
        return wanted in ("", self._profile.documents.format)

    def _issue(self, table: Table) -> IssueText:
        renamed = table.text("renamed", "")
        text = table.text("body")
        issue = IssueText(
            template=table.text("template", ""),
            labels=table.texts("labels"),
            title=self._line(table.text("title"), "issue.title", names.TEXT),
            renamed=self._line(renamed, "issue.renamed", names.TEXT)
            if renamed
            else None,
            body=self._template(text, "issue.body", names.TEXT),
        )
        table.close()
        self._check_commands(issue.body)
        return issue

    def _check_commands(self, body: Template) -> None:
        """Each slash command stands on a line of its own and does something here."""
        said = body.fill(_examples(names.TEXT, ""), Form.MARKDOWN)
        rules = self._profile.command_rules
        for line in said.splitlines():
            if line.startswith("/") and not letter_texts.is_heard(line, rules):
                known = ", ".join(f"/{verb}" for verb in rules.verbs) or "none"
                raise ProfileInvalid(
                    f"{self._where}issue.body: nobody hears {line!r} in this project; "
                    f"commands that hold: {known}. Remove it."
                )
        heard = grammar.parse(said, rules)
        if len(heard) != sum(line.startswith("/") for line in said.splitlines()):
            raise ProfileInvalid(
                f"{self._where}issue.body: write each slash command on a line of its "
                "own, with nothing before it."
            )

    def _file(self, table: Table, place: str, *, has_front: bool) -> FileText:
        is_yaml = table.flag("yaml")
        path = table.text("path", "") or _usual_path(self._profile.documents)
        front = table.text("front", "")
        one = FileText(
            label=table.text("label"),
            about=table.text("about", ""),
            path=self._line(path, f"{place}.path", names.PATH),
            form=Form.YAML if is_yaml else Form.FILE,
            text=self._template(table.text("text"), f"{place}.text", names.TEXT),
            front=self._template(front, f"{place}.front", names.TEXT)
            if front and has_front
            else None,
            courses=self._of_courses(table),
        )
        table.close()
        self._check_path(one.path, place)
        return one

    def _check_path(self, path: Template, place: str) -> None:
        """The profile has to read what is proposed where it is proposed."""
        rules = self._profile.documents
        given = _examples(names.PATH, str(_EXAMPLE_NUMBER))
        lies = f"{rules.sig_prefix}alpha"
        in_folder = {"sig_directory": lies, "folder": lies}
        tried = path.fill({**given, **in_folder}, Form.TITLE)
        if not rules.wants(tried):
            known = ", ".join((*rules.include, *rules.readiness))
            raise ProfileInvalid(
                f"{self._where}{place}.path: the profile does not read {tried!r}; "
                f"write a path that is one of {known}."
            )
        if rules.is_readiness(tried):
            return
        said = {
            fact.field: fact.value for fact in path_facts(tried, profile=self._profile)
        }
        if said.get("sig") != "alpha" or said.get("number") not in (
            None,
            _EXAMPLE_NUMBER,
        ):
            raise ProfileInvalid(
                f"{self._where}{place}.path: {tried!r} does not lie in the folder of "
                "SIG alpha, named by number 123; use {{folder}} and {{number}}."
            )

    def _decider(self, table: Table) -> Decider:
        one = Decider(
            step=table.text("step"),
            who=table.text("who"),
            does=table.text("does"),
            by=table.text("by", ""),
            courses=self._of_courses(table),
        )
        if one.step not in STEPS:
            raise table.refusal("step", f"one of {', '.join(STEPS)}", one.step)
        if one.by and one.by not in loader.DEADLINE_KINDS:
            known = ", ".join(sorted(loader.DEADLINE_KINDS))
            raise table.refusal("by", f"one of {known}", one.by)
        table.close()
        return one

    def _line(self, text: str, place: str, known: Names) -> Template:
        return letter_texts.line(text, known, f"{self._where}{place}")

    def _template(self, text: str, place: str, known: Names) -> Template:
        return letter_texts.template(text, known, f"{self._where}{place}")
