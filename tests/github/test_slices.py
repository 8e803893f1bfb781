"""The committed slices: sound in themselves, and truly parts of what was published."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    parse,
    validate,
    validate_schema,
)

from tests.github import graphql_slice, make_slices, openapi_slice, published, questions

SLICE = build_schema(make_slices.SCHEMA.read_text(encoding="utf-8"))
OPENAPI = json.loads(make_slices.OPENAPI.read_text(encoding="utf-8"))


def of_npm(package: tuple[str, str]) -> str:
    try:
        return published.read(*package)
    except published.PackageUnavailable as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def sdl() -> str:
    return of_npm(published.GRAPHQL)


@pytest.fixture(scope="module")
def whole(sdl: str) -> GraphQLSchema:
    return graphql_slice.whole(sdl)


@pytest.fixture(scope="module")
def description() -> str:
    return of_npm(published.OPENAPI)


def test_graphql_slice_is_a_schema_of_its_own():
    assert validate_schema(SLICE) == []
    assert make_slices.SCHEMA.stat().st_size < 30_000


def test_openapi_slice_refers_to_nothing_that_it_lacks():
    refs = set(openapi_slice._refs(OPENAPI))
    for ref in refs:
        _, _, room, name = ref.split("/")
        assert name in OPENAPI["components"][room]
    assert len(refs) > 100
    assert make_slices.OPENAPI.stat().st_size < 200_000


def test_cut_keeps_names_that_read_like_prose():
    kept = openapi_slice._bare(
        {
            "title": "prose",
            "x-github": {},
            "properties": {
                "title": {"type": "string", "description": "prose"},
                "properties": {"properties": {"example": {"example": 1}}},
            },
        }
    )
    assert kept == {
        "properties": {
            "title": {"type": "string"},
            "properties": {"properties": {"example": {}}},
        }
    }


def strangers(part: GraphQLSchema, whole: GraphQLSchema) -> list[str]:
    """What the part has and the whole has not, or not so."""
    wrong = []
    for name, kind in part.type_map.items():
        other: Any = whole.type_map.get(name)
        if type(other) is not type(kind):
            wrong.append(name)
        elif isinstance(kind, GraphQLEnumType) and set(kind.values) != set(
            other.values
        ):
            wrong.append(f"{name}: values")
        elif isinstance(kind, GraphQLUnionType):
            members = {one.name for one in other.types}
            wrong += [one.name for one in kind.types if one.name not in members]
        faces = {one.name for one in getattr(other, "interfaces", ())}
        wrong += [
            f"{name} implements {one.name}"
            for one in getattr(kind, "interfaces", ())
            if one.name not in faces
        ]
        for field, one in getattr(kind, "fields", {}).items():
            there = getattr(other, "fields", {}).get(field)
            if there is None or str(there.type) != str(one.type):
                wrong.append(f"{name}.{field}")
                continue
            wrong += [
                f"{name}.{field}({argument})"
                for argument, value in getattr(one, "args", {}).items()
                if argument not in there.args
                or str(there.args[argument].type) != str(value.type)
                or there.args[argument].default_value != value.default_value
            ]
    return wrong


def test_stranger_in_a_slice_is_found():
    whole = build_schema("type Query { a(b: Int): ID }")
    part = build_schema("type Query { a(b: ID, c: Int): ID, d: E } enum E { F }")
    assert strangers(part, whole) == ["Query.a(b)", "Query.a(c)", "Query.d", "E"]


@pytest.mark.npm
def test_graphql_slice_is_part_of_the_whole_schema(whole):
    assert len(whole.type_map) > 1_000
    assert strangers(SLICE, whole) == []


@pytest.mark.npm
@pytest.mark.parametrize("name", questions.requests())
def test_query_is_valid_on_the_whole_schema(name, whole):
    assert validate(whole, parse(questions.requests()[name].text)) == []


@pytest.mark.npm
def test_graphql_slice_is_the_one_that_the_script_cuts(sdl):
    assert make_slices.graphql(sdl) == make_slices.SCHEMA.read_text(encoding="utf-8")


def is_part(part: Any, whole: Any) -> bool:
    """Whether everything in the part stands in the whole, in the same place."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            key in whole and is_part(value, whole[key]) for key, value in part.items()
        )
    if isinstance(part, list):
        return (
            isinstance(whole, list)
            and len(part) == len(whole)
            and all(map(is_part, part, whole))
        )
    return bool(part == whole)


@pytest.mark.npm
def test_openapi_slice_is_part_of_the_whole_and_the_one_that_is_cut(description):
    assert is_part(OPENAPI, json.loads(description))
    assert make_slices.openapi(description) == make_slices.OPENAPI.read_text("utf-8")
