"""The rules of the code that a program can hold: who imports whom, where state changes,
how long a file gets, what a template may contain.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "enhancements"

# Data flows one way, so nothing imports what comes later in this list. The parts of one
# line may import each other.
LAYERS = [
    # Pure: text and facts in, facts out. `sources.git` runs git and knows no models.
    {
        "languages",
        "profiles",
        "documents",
        "commands",
        "policy",
        "markup",
        "sample",
        "fakehub",
        "sources.git",
    },
    {"models"},
    {"actions", "queries"},
    {"sources", "presenters", "charts", "styles", "context", "jinja"},
    {"tasks"},
    {"views", "api", "feeds", "exports", "management"},
    {"urls"},
    # Django's and the package's own entries.
    {"apps", "migrations", ""},
]
LEVELS = {name: level for level, names in enumerate(LAYERS) for name in names}
PURE = LAYERS[0]
LONGEST_FILE = 400

# Calls that write rows, and the folders that may make them.
WRITES = {
    "save",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
}
QUERYSET_WRITES = {"update", "delete"}
WRITERS = ("actions/", "migrations/", "models/")
# A source notes on its own row when it was read last and what went wrong.
ALSO_WRITERS = {"sources/sync.py"}


def python_files(*folders: Path) -> list[Path]:
    found = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    assert found
    return found


def module_of(path: Path) -> str:
    """The dotted name below ``enhancements``; empty for the package itself."""
    parts = path.relative_to(APP).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def layer_of(module: str) -> str:
    """The longest name in LEVELS that this dotted name begins with."""
    parts = module.split(".")
    for length in (2, 1):
        name = ".".join(parts[:length])
        if name in LEVELS:
            return name
    return module if module in LEVELS else f"{parts[0]} (in no layer)"


def imports_of(path: Path) -> list[str]:
    """Every module a file imports, at its top or inside a function."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module
            names.append(node.module)
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def inside(names: list[str]) -> list[str]:
    """Those of our own application, without its name."""
    prefix = "enhancements."
    return [name.removeprefix(prefix) for name in names if name.startswith(prefix)]


def test_every_module_has_a_layer():
    layers = {layer_of(module_of(path)) for path in python_files(APP)}
    assert layers - set(LEVELS) == set()


def test_nobody_imports_what_comes_later():
    wrong = []
    for path in python_files(APP):
        own = LEVELS[layer_of(module_of(path))]
        for name in inside(imports_of(path)):
            other = layer_of(name)
            if other in LEVELS and LEVELS[other] > own:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_pure_parts_know_no_framework():
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in python_files(APP)
        if layer_of(module_of(path)) in PURE
        for name in imports_of(path)
        if name.split(".")[0] in {"django", "celery", "redis", "psycopg", "tracker"}
    ]
    assert wrong == []


def test_application_does_not_import_settings():
    wrong = [
        f"{path.relative_to(ROOT)}"
        for path in python_files(APP)
        if "tracker.settings" in imports_of(path)
    ]
    assert wrong == []


def is_write(call: ast.Call) -> bool:
    """Whether this is a call such as ``thing.save()`` or ``X.objects...update()``."""
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr in WRITES:
        return True
    return call.func.attr in QUERYSET_WRITES and ".objects" in ast.unparse(call.func)


def writes_of(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [f"line {call.lineno}" for call in calls if is_write(call)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("thing.save()", True),
        ("Thing.objects.filter(a=1).update(b=2)", True),
        ("Thing.objects.bulk_create([])", True),
        ("seen.update(more)", False),
        ("save()", False),
    ],
)
def test_write_is_told_from_other_calls(code: str, expected: bool):
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert is_write(call) is expected


def test_state_changes_only_in_actions():
    wrong = []
    for path in python_files(APP):
        name = path.relative_to(APP).as_posix()
        if not name.startswith(WRITERS) and name not in ALSO_WRITERS:
            wrong += [f"{name} {line}" for line in writes_of(path)]
    assert wrong == []


def test_files_stay_short():
    folders = (APP, ROOT / "tracker", ROOT / "tests")
    written = [p for p in python_files(*folders) if "migrations" not in p.parts]
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in written
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.*"))


# What the strict Content-Security-Policy would block, or what would get past escaping.
FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\bsrc\s*=)[^>]*>", re.IGNORECASE),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "unescaped output": re.compile(r"\|\s*safe\b|autoescape\s+(false|off)"),
    "other site's file": re.compile(
        r"<(script|img|iframe)[^>]*\ssrc\s*=\s*[\"']?(https?:)?//", re.IGNORECASE
    ),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_templates_contain_no(what: str):
    wrong = []
    for path in templates():
        if what == "style element" and path.suffix == ".svg":
            continue  # A picture by itself, with a policy of its own: `views.embeds`.
        text = path.read_text(encoding="utf-8")
        for found in FORBIDDEN[what].finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            wrong.append(f"{path.relative_to(ROOT)}:{line}: {found[0].strip()}")
    assert wrong == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("inline style", '<p style="x">'),
        ("style element", "<style>"),
        ("inline script", '<script type="module">'),
        ("event handler", '<a href="/" onclick="x()">'),
        ("script address", '<a href="javascript:x">'),
        ("unescaped output", "{{ x | safe }}"),
        ("unescaped output", "{% autoescape false %}"),
        ("other site's file", '<script src="//cdn.example/x.js">'),
    ],
)
def test_forbidden_text_is_found(what: str, text: str):
    assert FORBIDDEN[what].search(text)


def test_script_from_a_file_is_allowed():
    text = "<script src=\"{{ static('js/theme.js') }}\" defer></script>"
    assert [what for what, rule in FORBIDDEN.items() if rule.search(text)] == []
