"""GitHub's own descriptions of its API, as npm packages hold them."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from pathlib import Path

GRAPHQL = ("@octokit/graphql-schema@15.26.1", "package/schema.graphql")
OPENAPI = ("@octokit/openapi@23.0.2", "package/generated/api.github.com.json")


class PackageUnavailable(Exception):
    """npm is not installed, or could not get the package."""


def read(package: str, member: str) -> str:
    """One text file of a package; nothing of it is installed or run.

    The package of the OpenAPI description is 29 MB to fetch and 385 MB unpacked, so
    only the one file is taken out. Raises PackageUnavailable.
    """
    with tempfile.TemporaryDirectory(prefix="published-") as folder:
        try:
            subprocess.run(
                ["npm", "pack", "--silent", "--ignore-scripts", package],
                cwd=folder,
                capture_output=True,
                check=True,
                timeout=180,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise PackageUnavailable(f"npm could not get {package}: {error}") from error
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as packed:
            file = packed.extractfile(member)
            if file is None:
                raise PackageUnavailable(f"{package} has no {member}")
            return file.read().decode()
