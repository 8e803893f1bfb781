#!/usr/bin/env python3
"""A bill of materials of the image's Python packages: CycloneDX 1.6, as JSON.

Names, versions and hashes are those of requirements.lock, licences those that the
installed packages name. `make sbom` writes it to var/sbom.json. The same lock gives the
same bytes: its time is that of SOURCE_DATE_EPOCH, or none.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import sys
import tomllib
import uuid
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_ENTRY = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# A licence's whole text in the field for its name helps nobody.
_LONGEST_NAME = 100
_SPACE = uuid.UUID("4f2b6a0e-6d0c-5d8e-9b57-0c6f1f2f7c11")


def bill(lock: str, project: dict[str, Any], epoch: str = "") -> dict[str, Any]:
    """The bill of a lock file's text; `project` is the table of pyproject.toml."""
    components = [_component(entry) for entry in _entries(lock)]
    root = f"pkg:generic/{project['name']}@{project['version']}"
    asked = {_name(line) for line in project["dependencies"]}
    direct = [one["bom-ref"] for one in components if one["name"] in asked]
    digest = hashlib.sha256(lock.encode()).hexdigest()
    about: dict[str, Any] = {
        "component": {
            "type": "application",
            "bom-ref": root,
            "name": project["name"],
            "version": project["version"],
            "purl": root,
        }
    }
    if epoch:
        at = dt.datetime.fromtimestamp(int(epoch), dt.UTC)
        about["timestamp"] = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(_SPACE, f"{root} {digest}").urn,
        "version": 1,
        "metadata": about,
        "components": components,
        "dependencies": [
            {"ref": root, "dependsOn": direct},
            *({"ref": one["bom-ref"]} for one in components),
        ],
    }


def _entries(lock: str) -> list[str]:
    """The text of each package in the lock file."""
    starts = [found.start() for found in _ENTRY.finditer(lock)]
    return [
        lock[start:end]
        for start, end in zip(starts, [*starts[1:], len(lock)], strict=True)
    ]


def _component(entry: str) -> dict[str, Any]:
    found = _ENTRY.match(entry)
    if found is None:
        raise ValueError(f"No package is named here: {entry[:60]!r}")
    name, version = found["name"], found["version"]
    purl = f"pkg:pypi/{name}@{version}"
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        # One for each file that the package's version has; one of them is installed.
        "hashes": [
            {"alg": "SHA-256", "content": digest}
            for digest in sorted(set(_HASH.findall(entry)))
        ],
    }
    if licences := _licences(name, version):
        component["licenses"] = licences
    return component


def _licences(name: str, version: str) -> list[dict[str, Any]]:
    """As the installed package names them; none for one that is not installed here."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    if told["Version"] != version:
        return []
    if expression := told.get("License-Expression"):
        return [{"expression": expression}]
    classes = [
        text.rpartition(" :: ")[2]
        for text in told.get_all("Classifier") or ()
        if text.startswith("License :: ") and not text.endswith("OSI Approved")
    ]
    words = (told.get("License") or "").strip()
    if not classes and words and len(words) <= _LONGEST_NAME and "\n" not in words:
        classes = [words]
    return [{"license": {"name": text}} for text in dict.fromkeys(classes)]


def _name(requirement: str) -> str:
    """Of `psycopg[binary]>=3`: the name, as locks write it."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


def main() -> None:
    """Write the bill of requirements.lock to standard output."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    made = bill(lock, project, os.environ.get("SOURCE_DATE_EPOCH", ""))
    json.dump(made, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
