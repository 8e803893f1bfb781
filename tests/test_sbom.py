"""The bill of materials: complete, as the format wants it, the same each time."""

from __future__ import annotations

import importlib.util
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
_spec = importlib.util.spec_from_file_location("sbom", ROOT / ".ci" / "sbom.py")
assert _spec
assert _spec.loader
sbom = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(sbom)

# What CycloneDX 1.6 requires of the parts that are used, closed.
_TEXT = {"type": "string", "minLength": 1}
_REF = {"type": "string", "minLength": 1, "pattern": "^pkg:"}


def _of(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


_LICENCES = {
    "oneOf": [
        {
            "type": "array",
            "items": _of({"license": _of({"name": _TEXT})}),
            "minItems": 1,
        },
        {
            "type": "array",
            "items": _of({"expression": _TEXT}),
            "minItems": 1,
            "maxItems": 1,
        },
    ]
}
_HASH = _of(
    {
        "alg": {"const": "SHA-256"},
        "content": {"type": "string", "pattern": "^[a-f0-9]{64}$"},
    }
)
_COMPONENT = _of(
    {
        "type": {"enum": ["library", "application"]},
        "bom-ref": _REF,
        "name": _TEXT,
        "version": _TEXT,
        "purl": _REF,
    },
    hashes={"type": "array", "items": _HASH, "minItems": 1, "uniqueItems": True},
    licenses=_LICENCES,
)
SCHEMA = _of(
    {
        "$schema": {"const": "http://cyclonedx.org/schema/bom-1.6.schema.json"},
        "bomFormat": {"const": "CycloneDX"},
        "specVersion": {"const": "1.6"},
        "serialNumber": {
            "type": "string",
            "pattern": "^urn:uuid:[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$",
        },
        "version": {"type": "integer", "minimum": 1},
        "metadata": _of(
            {"component": _COMPONENT},
            timestamp={
                "type": "string",
                "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$",
            },
        ),
        "components": {"type": "array", "items": _COMPONENT, "uniqueItems": True},
        "dependencies": {
            "type": "array",
            "items": _of(
                {"ref": _REF},
                dependsOn={"type": "array", "items": _REF, "uniqueItems": True},
            ),
            "uniqueItems": True,
        },
    }
)


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    found: dict[str, Any] = sbom.bill(LOCK, PROJECT, "1767225600")
    return found


def test_bill_is_as_the_format_wants_it(made):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(json.loads(json.dumps(made)), SCHEMA)
    assert made["metadata"]["timestamp"] == "2026-01-01T00:00:00Z"


def test_every_package_of_the_lock_is_in_it_once(made):
    locked = re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", LOCK, re.MULTILINE)
    found = [(one["name"], one["version"]) for one in made["components"]]

    assert found == locked
    assert len(found) > 50
    refs = [one["bom-ref"] for one in made["components"]]
    assert len(set(refs)) == len(refs)


def test_every_hash_of_the_lock_is_in_it(made):
    told = {digest["content"] for one in made["components"] for digest in one["hashes"]}

    assert told == set(re.findall(r"sha256:([0-9a-f]{64})", LOCK))


def test_licences_are_those_that_packages_name(made):
    by_name = {one["name"]: one.get("licenses") for one in made["components"]}

    assert by_name["django"] in (
        [{"expression": "BSD-3-Clause"}],
        [{"license": {"name": "BSD License"}}],
    )
    # Those for other systems are not installed here.
    unknown = [name for name, licences in by_name.items() if not licences]
    assert len(unknown) < len(by_name) / 5


def test_what_is_asked_for_is_told_from_what_it_brings(made):
    root, *others = made["dependencies"]
    refs = {one["bom-ref"] for one in made["components"]}
    direct = {
        ref.removeprefix("pkg:pypi/").partition("@")[0] for ref in root["dependsOn"]
    }

    assert root["ref"] == made["metadata"]["component"]["bom-ref"]
    assert {one["ref"] for one in others} == refs
    assert direct == {
        re.split(r"[\[><=]", line)[0].lower() for line in PROJECT["dependencies"]
    }


def test_same_lock_gives_the_same_bill(made):
    again = sbom.bill(LOCK, PROJECT, "1767225600")
    other = sbom.bill(LOCK + "\nextra==1 --hash=sha256:" + "0" * 64, PROJECT)

    assert again == made
    assert other["serialNumber"] != made["serialNumber"]
    assert "timestamp" not in other["metadata"]


def test_package_that_is_not_installed_has_no_licence():
    entry = "no-such-package-anywhere==1.0 \\\n    --hash=sha256:" + "a" * 64

    [one] = sbom.bill(entry, PROJECT)["components"]

    assert "licenses" not in one
    assert one["purl"] == "pkg:pypi/no-such-package-anywhere@1.0"
