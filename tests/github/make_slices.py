"""Writes the committed slices of GitHub's published descriptions anew.

``python -m tests.github.make_slices`` needs npm. Run it when a query asks for something
new, when a route is added, or to follow a newer release of the packages.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.github import graphql_slice, openapi_slice, published, questions

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMA = ROOT / "enhancements" / "fakehub" / "schema.graphql"
OPENAPI = ROOT / "tests" / "support" / "openapi.json"


def graphql(text: str) -> str:
    """The slice of GitHub's GraphQL schema that our queries and the fake need."""
    asked = [request.text for request in questions.requests().values()]
    head = f"# Cut from {published.GRAPHQL[0]} by tests/github/make_slices.py.\n\n"
    return head + graphql_slice.cut(
        graphql_slice.whole(text), [*asked, graphql_slice.ALSO]
    )


def openapi(text: str) -> str:
    """The slice of GitHub's REST description with the routes we use."""
    return openapi_slice.text(openapi_slice.cut(json.loads(text)))


def main() -> None:
    for path, made in (
        (SCHEMA, graphql(published.read(*published.GRAPHQL))),
        (OPENAPI, openapi(published.read(*published.OPENAPI))),
    ):
        path.parent.mkdir(exist_ok=True)
        path.write_text(made, encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}: {len(made.encode())} bytes\n")


if __name__ == "__main__":
    main()
