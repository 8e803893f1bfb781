"""The image's definition: nothing that its text alone shows to be wrong."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest
import yaml

from tests.support.dockerfiles import complaints, is_ignored, parsed

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
GOOD = """\
ARG PYTHON=python:3.13-slim
FROM ${PYTHON}
ARG SOURCE_DATE_EPOCH=0
RUN apt-get update && apt-get install --no-install-recommends git \\
    && rm -rf /var/lib/apt/lists/*
COPY requirements.lock .
RUN pip install --require-hashes -r requirements.lock
COPY . .
USER 10001:10001
HEALTHCHECK --interval=30s CMD ["python", "-m", "probe"]
CMD ["python"]
"""


def test_image_is_defined_well():
    assert complaints(TEXT, root=ROOT) == []


def test_good_definition_has_no_complaints():
    assert complaints(GOOD, root=ROOT) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("python:3.13-slim", "python:latest", "${PYTHON} names no version"),
        ("FROM ${PYTHON}", "FROM python", "python names no version"),
        ("ARG PYTHON", "# syntax=front/end:1\nARG PYTHON", "a directive fetches"),
        ("ARG PYTHON", "#syntax=x\nARG PYTHON", "a directive fetches"),
        ("USER 10001:10001\n", "", "it runs as root"),
        ("10001:10001", "0:0", "it runs as root"),
        ("10001:10001", "app", "it runs as root"),
        ("USER 10001:10001\n", "USER 1:1\nCOPY . .\nUSER 0:0\n", "it runs as root"),
        ("USER 10001:10001\n", "USER 1:1\nRUN true\n", "RUN after USER"),
        ("COPY requirements.lock", "COPY gone.lock", "gone.lock, which is not there"),
        ("COPY requirements.lock", "COPY tests", "tests, which .dockerignore leaves"),
        ("COPY . .", "COPY --from=built /a /a", "from built, which is no stage"),
        ("COPY . .", "ADD . .", "ADD fetches and unpacks"),
        ("COPY . .", "RUN curl x | sh", "curl fetches what nothing checks"),
        (" --require-hashes", "", "pip installs without hashes"),
        (" --no-install-recommends", "", "apt-get installs what nobody named"),
        ("rm -rf /var/lib/apt/lists/*", "true", "apt's lists stay"),
        ("ARG SOURCE_DATE_EPOCH=0\n", "", "which time files have"),
        ("COPY . .", "ENV SECRET_KEY=x", "ENV SECRET_KEY would stay"),
        ('CMD ["python"]', "CMD python", "CMD is not there, or goes through a shell"),
        ('CMD ["python"]', 'CMD ["python]', "CMD is no list of words"),
        (GOOD[GOOD.index("HEALTH") : GOOD.index('CMD ["python"]')], "", "HEALTHCHECK"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, says: str):
    assert old in GOOD

    found = complaints(GOOD.replace(old, new, 1), root=ROOT)

    assert [one for one in found if says in one] == found
    assert len(found) == 1


@pytest.mark.parametrize(
    ("name", "ignored"),
    [
        ("tracker/settings.py", False),
        ("enhancements/urls.py", False),
        ("enhancements/fakehub/server.py", True),
        ("tests", True),
        (".git/config", True),
        ("var/secrets", True),
    ],
)
def test_context_has_what_is_run_and_nothing_else(name: str, ignored: bool):
    assert is_ignored(name, root=ROOT) is ignored


def test_image_is_looked_after_as_compose_does():
    [told] = [one.text for one in parsed(TEXT) if one.name == "HEALTHCHECK"]
    words = json.loads(told[told.index("[") :])
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    watched = compose["services"]["web"]["healthcheck"]

    assert ["CMD", *words] == watched["test"]
    assert importlib.util.find_spec(words[-1]) is not None
    for name in ("interval", "timeout"):
        assert f"--{name}={watched[name]}" in told
    assert f"--start-period={watched['start_period']}" in told


def test_image_listens_where_it_says():
    named = {one.name: one.text for one in parsed(TEXT)}
    words = json.loads(named["CMD"])

    assert words[words.index("--port") + 1] == named["EXPOSE"]
    module, _, attribute = words[1].partition(":")
    assert importlib.util.find_spec(module) is not None
    assert attribute == "application"


def test_what_is_copied_between_stages_keeps_its_time():
    """So that it does not depend on when the stage was built."""
    copies = re.findall(r"&& cp ([^\n]+)", TEXT)

    assert [words for words in copies if "--preserve=timestamps" not in words] == []
    assert copies
