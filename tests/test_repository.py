"""Rules of the repository: locks, variables, the compose file, no leaks."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")

# In two parts, so that this file does not name them either.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("debian", "org"),
        ("ubuntu", "com"),
        ("docker", "io"),
        ("ghcr", "io"),
    )
]


def text_files() -> list[Path]:
    """Every file that git would keep, as far as it is text."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [
        ROOT / name for name in listed.stdout.split("\0") if (ROOT / name).is_file()
    ]


def locked(name: str) -> dict[str, str]:
    """Package to version, of one lock file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", text, re.MULTILINE))


def names(requirements: list[str]) -> set[str]:
    """The packages' names in lines such as ``psycopg[binary]>=3``."""
    found = (re.match(r"[a-zA-Z0-9._-]+", line) for line in requirements)
    return {match[0].lower() for match in found if match}


def test_no_file_names_a_package_registry():
    wrong = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in text_files()
        for host in REGISTRIES
        if host.encode() in path.read_bytes()
    ]
    assert wrong == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_has_a_hash_for_everything_and_no_address(lock: str):
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(entries) == text.count("==") - text.count(" == ")
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text


def test_locks_hold_what_the_project_asks_for():
    runtime = names(PROJECT["project"]["dependencies"])
    groups = PROJECT["dependency-groups"]
    others = names([line for group in groups.values() for line in group])
    assert runtime - set(locked("requirements.lock")) == set()
    assert (runtime | others) - set(locked("requirements-dev.lock")) == set()


def test_image_runs_the_versions_that_were_tested():
    tested = locked("requirements-dev.lock")
    shipped = locked("requirements.lock")
    assert {name: tested.get(name) for name in shipped} == shipped


def test_image_carries_no_embedded_servers():
    assert (
        names(PROJECT["dependency-groups"]["embedded"])
        & set(locked("requirements.lock"))
        == set()
    )


def test_every_dependency_has_its_reason_beside_it():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text[text.index("dependencies = [") : text.index("[tool.uv]")]
    lines = [line for line in block.splitlines() if re.match(r'\s+"', line)]
    assert len(lines) > 20
    assert [line for line in lines if not re.search(r'",?\s+# \w', line)] == []


def test_every_import_is_a_dependency():
    packages = importlib.metadata.packages_distributions()
    # What pyjwt[crypto] and psycopg[pool] bring is used beside them.
    brought = {"cryptography", "psycopg-pool"}
    allowed = names(PROJECT["project"]["dependencies"]) | brought
    # Nothing that an image runs needs the pretended GitHub.
    pretended = allowed | names(PROJECT["dependency-groups"]["embedded"])
    used: set[tuple[str, str]] = set()
    for path in [*ROOT.glob("tracker/**/*.py"), *ROOT.glob("enhancements/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            else:
                continue
            place = str(path.relative_to(ROOT))
            used |= {(module.split(".")[0], place) for module in modules}
    missing = {
        f"{top} in {path}"
        for top, path in used
        if top not in sys.stdlib_module_names
        # The last one holds types alone, and is imported for checking them.
        and top not in {"tracker", "enhancements", "django_stubs_ext"}
        and not {n.lower().replace("_", "-") for n in packages.get(top, [top])}
        & (pretended if path.startswith("enhancements/fakehub/") else allowed)
    }
    assert missing == set()


def variables_read() -> set[str]:
    """Names that the code asks the environment for."""
    pattern = re.compile(
        r"(?:read_(?:text|bool|int|seconds|choice|list|secret|github_ids)|environ\.get|setdefault)\(\s*\"([A-Z_]+)\""
    )
    found: set[str] = set()
    for path in [ROOT / "manage.py", *ROOT.glob("tracker/**/*.py")]:
        found |= set(pattern.findall(path.read_text(encoding="utf-8")))
    return found - {"DJANGO_SETTINGS_MODULE", "PYTHONWARNINGS"}


def test_every_variable_is_explained():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    explained = set(re.findall(r"^([A-Z_]+)=", text, re.MULTILINE))
    assert variables_read() == explained


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize("script", ["manage.py", ".ci/setup.sh", ".ci/run"])
def test_script_can_be_run(script: str):
    assert os.access(ROOT / script, os.X_OK)


@pytest.mark.parametrize(
    ("shell", "script"), [("sh", ".ci/setup.sh"), ("bash", ".ci/run")]
)
def test_shell_script_is_well_formed(shell: str, script: str):
    subprocess.run([shell, "-n", ROOT / script], check=True)


def test_compose_has_exactly_these_services():
    assert set(SERVICES) == {*OURS, "postgres", "redis"}


@pytest.mark.parametrize("name", SERVICES)
class TestService:
    def test_cannot_write_to_its_image(self, name: str):
        assert SERVICES[name]["read_only"] is True
        assert any(line.startswith("/tmp:") for line in SERVICES[name]["tmpfs"])

    def test_has_no_privileges(self, name: str):
        assert SERVICES[name]["cap_drop"] == ["ALL"]
        assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]
        assert "cap_add" not in SERVICES[name]
        assert "privileged" not in SERVICES[name]

    def test_is_not_root(self, name: str):
        user, group = SERVICES[name]["user"].split(":")
        assert int(user) > 0
        assert int(group) > 0

    def test_is_watched_or_runs_once(self, name: str):
        if SERVICES[name]["restart"] == "no":
            assert "healthcheck" not in SERVICES[name]
        else:
            assert SERVICES[name]["restart"] == "unless-stopped"
            assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"

    def test_holds_no_secret(self, name: str):
        for variable, value in SERVICES[name].get("environment", {}).items():
            if re.search("PASSWORD|SECRET|KEY", variable):
                assert variable.endswith("_FILE")
                assert value.startswith("/run/secrets/")
            assert not re.search(r"://[^/]*:[^/]*@", str(value))

    def test_does_not_reach_the_engine(self, name: str):
        volumes = SERVICES[name].get("volumes", [])
        assert [line for line in volumes if line.startswith(("/", ".", "~"))] == []


def test_servers_are_reached_by_nobody_else():
    assert COMPOSE["networks"]["servers"] == {"internal": True}
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["servers"]
        assert "ports" not in SERVICES[name]


def test_web_listens_for_a_proxy_on_this_machine_only():
    assert SERVICES["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["web"]


def test_redis_keeps_and_never_evicts():
    words = SERVICES["redis"]["command"].split()
    options = dict(zip(words[1::2], words[2::2], strict=True))
    assert options["--appendonly"] == "yes"
    assert options["--appendfsync"] == "everysec"
    assert options["--maxmemory-policy"] == "noeviction"
    assert "redis:/data" in SERVICES["redis"]["volumes"]


def test_nothing_starts_before_the_database_is_migrated():
    assert SERVICES["migrate"]["depends_on"] == {
        "postgres": {"condition": "service_healthy"}
    }
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "redis": {"condition": "service_healthy"},
        }


def test_github_is_added_with_its_secrets_in_files():
    text = (ROOT / "docker-compose.github.yml").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    added = yaml.safe_load(text)
    assert set(added["services"]) <= set(OURS)
    for service in added["services"].values():
        files = {
            variable: value.removeprefix("/run/secrets/")
            for variable, value in service["environment"].items()
            if re.search("SECRET|KEY|TOKEN", variable)
        }
        assert all(variable.endswith("_FILE") for variable in files)
        assert sorted(files.values()) == sorted(service["secrets"])
        assert set(service["secrets"]) <= set(added["secrets"])
        for variable in service["environment"]:
            assert f"\n{variable.removesuffix('_FILE')}=" in example


def test_image_checks_hashes_and_is_not_root():
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "pip install --no-cache-dir --require-hashes" in text
    [user] = re.findall(r"^USER (.+)$", text, re.MULTILINE)
    assert {user} == {SERVICES[name]["user"] for name in OURS}


def dockerfile() -> list[str]:
    """Its instructions, each in one line, without comments."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    plain = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)
    joined = re.sub(r"\\\n\s*", "", plain)
    return [line for line in joined.splitlines() if line.strip()]


def test_bases_of_the_image_can_be_named_by_digest():
    lines = dockerfile()
    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]
    given = dict(
        line.removeprefix("ARG ").split("=")
        for line in lines
        if line.startswith("ARG ")
    )

    assert bases == ["${POSTGRES}", "${PYTHON}"]
    for name in bases:
        # A whole version and a release of Debian: never whatever is newest.
        assert re.fullmatch(r"[a-z]+:\d+(\.\d+)?(-slim)?-bookworm", given[name[2:-1]])
    assert given["POSTGRES"] == SERVICES["postgres"]["image"]


def test_image_comes_out_the_same_each_time():
    lines = dockerfile()
    runs = [line for line in lines if line.startswith("RUN ")]

    assert "ARG SOURCE_DATE_EPOCH=0" in lines
    assert all("rm -rf /var/lib/apt/lists/*" in r for r in runs if "apt-get" in r)
    installs = [run for run in runs if "pip install" in run]
    assert installs
    assert all("--no-cache-dir" in r and "--no-compile" in r for r in installs)
    compiles = [part for r in runs for part in r.split("&&") if "compileall" in part]
    assert len(compiles) == 2
    assert all("--invalidation-mode unchecked-hash" in part for part in compiles)
    fetched = re.compile(r"\b(curl|wget|ADD https?:|git clone)\b")
    assert [line for line in lines if fetched.search(line)] == []


def test_image_has_the_programs_for_backups():
    lines = dockerfile()
    [environment] = [line for line in lines if line.startswith("ENV ")]

    [folder] = re.findall(r"TRACKER_POSTGRES_BIN=(\S+)", environment)
    [copied] = [
        x for x in lines if x.startswith("COPY --from=postgres") and "dump" in x
    ]
    assert copied.split()[2:] == [
        "/client/pg_dump",
        "/client/pg_restore",
        f"{folder}/",
    ]
    # An image in which they do not run is not made.
    for name in ("pg_dump", "pg_restore"):
        assert any(f"{folder}/{name} --version" in line for line in lines)


def test_image_gets_only_what_it_runs():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    kept = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert lines[1] == "*"
    assert kept == {
        "manage.py",
        "requirements.lock",
        "tracker",
        "enhancements",
        "locale",
        "templates",
        "static",
    }
