"""What the documents say is there, is there: variables, commands, links, rooms."""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from enhancements.fakehub.seeds import populate
from enhancements.fakehub.server import Fakehub
from enhancements.fakehub.world import World
from tests import screenshots
from tests.support.fakehubs import Asker
from tests.support.tracked import Tracked, day, vep

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *DOCS.rglob("*.md")],
    key=lambda path: path.relative_to(ROOT).as_posix(),
)
RECORDS = sorted((DOCS / "decisions").glob("[0-9]*.md"))

READERS = {
    "read_github_ids",
    "read_text",
    "read_bool",
    "read_int",
    "read_seconds",
    "read_choice",
    "read_list",
    "read_secret",
}
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LARGEST_PICTURE = 250_000


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def variables_read(source: str) -> dict[str, bool]:
    """Each variable that code asks for by name, and whether it may be a secret."""
    found: dict[str, bool] = {}
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = ast.unparse(node.func)
        first = node.args[0]
        is_reader = called.rpartition(".")[2] in READERS
        if (is_reader or called == "os.environ.get") and isinstance(
            first, ast.Constant
        ):
            name = str(first.value)
            is_secret = called.endswith("read_secret")
            found[name] = found.get(name, False) or is_secret
    return found


def all_variables() -> dict[str, bool]:
    found: dict[str, bool] = {}
    for path in sorted((ROOT / "tracker").rglob("*.py")):
        for name, is_secret in variables_read(text_of(path)).items():
            found[name] = found.get(name, False) or is_secret
    return found


def table(path: Path, heading: str) -> dict[str, str]:
    """First cell to second of the rows below a heading; code marks left out."""
    section = text_of(path).partition(f"\n{heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|", section, re.MULTILINE)
    return {first: second for first, second in rows[1:] if not first.startswith("---")}


def anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text_of(path)), re.MULTILINE)
    words = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {word.replace(" ", "-") for word in words}


def test_variables_are_found_by_their_readers():
    source = """
a = env.read_bool("A", default=False)
b = read_secret("B")
c = os.environ.get("C", "")
d = os.environ.get(f"{name}_FILE")
e = settings.get("E")
"""
    assert variables_read(source) == {"A": False, "B": True, "C": False}


def test_operations_explain_exactly_the_variables_that_are_read():
    explained = table(DOCS / "operations.md", "## Variables")

    assert {name.strip("`") for name in explained} == set(all_variables())


def test_operations_mark_exactly_the_secrets():
    section = text_of(DOCS / "operations.md").partition("\n## Variables\n")[2]
    marked = set(
        re.findall(r"^\| `(\w+)` \| [^|]+ \| \*secret\*", section, re.MULTILINE)
    )

    assert marked == {name for name, is_secret in all_variables().items() if is_secret}


def test_example_environment_has_exactly_the_variables_that_are_read():
    lines = re.findall(r"^([A-Z_]+)=", text_of(ROOT / ".env.example"), re.MULTILINE)

    assert sorted(lines) == sorted(all_variables())


def test_readme_explains_only_variables_that_are_read():
    named = re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", text_of(ROOT / "README.md"))

    assert set(named) - set(all_variables()) == set()


def test_readme_lists_exactly_our_commands():
    folder = ROOT / "enhancements" / "management" / "commands"
    ours = {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}
    listed = [
        cell.strip("`").split()[0]
        for cell in table(ROOT / "README.md", "## Track a project")
    ]

    assert sorted(listed) == sorted(ours)


def test_contributing_lists_exactly_the_targets_of_make():
    rules = re.findall(r"^([a-z]+):.*##", text_of(ROOT / "Makefile"), re.MULTILINE)
    listed = [
        cell.strip("`").removeprefix("make ")
        for cell in table(ROOT / "CONTRIBUTING.md", "## Commands")
        if cell.startswith("`make ")
    ]

    assert sorted(listed) == sorted(set(rules) - {"help"})


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(document: Path):
    broken = []
    for found in LINK.finditer(FENCED.sub("", text_of(document))):
        target, _, anchor = found["target"].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        path = (document.parent / unquote(target)).resolve() if target else document
        if not path.exists() or (anchor and anchor not in anchors(path)):
            broken.append(found["target"])

    assert broken == []


def test_every_document_is_linked_from_another():
    linked = {
        (document.parent / found["target"].partition("#")[0]).resolve()
        for document in DOCUMENTS
        for found in LINK.finditer(text_of(document))
    }
    lonely = [name_of(path) for path in DOCUMENTS if path.resolve() not in linked]

    assert lonely == ["README.md"]


def test_every_room_of_the_architecture_exists():
    rooms = [
        room
        for cell in table(DOCS / "architecture.md", "## Rooms")
        for room in re.findall(r"`([^`]+)`", cell)
    ]

    assert len(rooms) > 10
    assert [room for room in rooms if not (ROOT / room).exists()] == []


def test_every_room_is_in_the_architecture():
    text = text_of(DOCS / "architecture.md")
    app = ROOT / "enhancements"
    rooms = [path for path in app.iterdir() if any(path.glob("*.py"))]
    missing = [name_of(path) for path in rooms if f"`{name_of(path)}/" not in text]

    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_files_that_a_document_names_exist(document: Path):
    text = FENCED.sub("", text_of(document))
    named = set(re.findall(r"`([\w.-]+/[\w./-]+\.(?:py|toml|sh))`", text))
    missing = [
        name
        for name in sorted(named - {"enhancements/profiles/NAME.toml"})
        if not any((root / name).exists() for root in (ROOT, ROOT / "enhancements"))
    ]

    assert missing == []


def test_architecture_names_exactly_our_tables():
    rows = table(DOCS / "architecture.md", "## The tables")
    named = {word for cell in rows for word in cell.split(", ")}
    tree = ast.parse(text_of(ROOT / "enhancements" / "models" / "__init__.py"))
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module != "__future__"
        for alias in node.names
    }

    assert named == imported


def test_decision_records_are_numbered_without_a_gap():
    numbers = [int(path.name.partition("-")[0]) for path in RECORDS]

    assert numbers == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_decision_record_has_its_three_parts(record: Path):
    text = text_of(record)
    number = int(record.name.partition("-")[0])

    assert text.startswith(f"# {number}. ")
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == [
        "Context",
        "Decision",
        "Consequences",
    ]


def test_decision_records_are_listed_with_their_titles():
    listed = re.findall(
        r"^- \[\d+\]\(([^)]+)\): (.+)$",
        text_of(DOCS / "decisions" / "README.md"),
        re.MULTILINE,
    )
    titles = [
        (path.name, text_of(path).splitlines()[0].partition(". ")[2])
        for path in RECORDS
    ]

    assert listed == titles


@pytest.mark.parametrize("name", [*screenshots.PAGES, *screenshots.LEAD_PAGES])
def test_screenshot_is_a_picture_of_the_right_size(name: str):
    data = (screenshots.FOLDER / f"{name}.png").read_bytes()

    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    assert (width, height) == tuple(screenshots.VIEWPORT.values())
    assert len(data) < LARGEST_PICTURE


def test_examples_of_contributing_pass(
    db: None,  # noqa: ARG001 - for its effect
    tmp_path: Path,
    settings,
):
    settings.LOCAL_SOURCES = True
    settings.MIRRORS = tmp_path / "mirrors"
    with_history, with_github = re.findall(
        r"```python\n(.+?)```", text_of(ROOT / "CONTRIBUTING.md"), re.DOTALL
    )
    given = {"Tracked": Tracked, "day": day, "vep": vep}
    the_test_of(with_history, given)(Tracked(tmp_path))
    given = {"World": World, "populate": populate, "Fakehub": Fakehub, "Asker": Asker}
    the_test_of(with_github, given)()


def the_test_of(example: str, names: dict[str, Any]) -> Callable[..., None]:
    exec(compile(example, "CONTRIBUTING.md", "exec"), names)  # noqa: S102 - our own text
    [test] = [value for name, value in names.items() if name.startswith("test_")]
    found: Callable[..., None] = test
    return found


def test_no_document_speaks_of_what_nobody_outside_has():
    hidden = re.compile(r"/work/|/root/|/tmp/data|\bTODO\b|\bFIXME\b")
    wrong = [name_of(path) for path in DOCUMENTS if hidden.search(text_of(path))]

    assert wrong == []


def test_each_word_is_explained_once():
    section = text_of(DOCS / "architecture.md").partition("\n## Words\n")[2]
    rows = re.findall(r"^\| (.+?) \|", section.partition("\n## ")[0], re.MULTILINE)

    assert len(rows) > 20
    assert len(set(rows)) == len(rows)
