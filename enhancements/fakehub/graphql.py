"""GraphQL over the world: graphql-core on a slice of GitHub's own published schema.

    answer = execute(world, text, {"owner": "acme", "name": "plans"}, Viewer())
    answer.data, answer.errors, answer.cost

What is in no query of ours is not in the slice, and is refused as a field that does not
exist. Errors look like GitHub's: a ``type`` beside the message, null where the thing
would be, no data at all where the query itself is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    get_variable_values,
    parse,
    validate,
)

from enhancements.fakehub import graphql_events, graphql_lists, graphql_root
from enhancements.fakehub.base import Base
from enhancements.fakehub.graphql_asking import Asking, Viewer
from enhancements.fakehub.graphql_cost import Plan, QueryRefused
from enhancements.fakehub.graphql_fields import CONNECTION, PLAIN, typename
from enhancements.fakehub.graphql_speed import QuickExecutor, leaf
from enhancements.fakehub.graphql_values import Reader

SCHEMA = Path(__file__).with_name("schema.graphql")

__all__ = ["Answer", "Viewer", "execute"]


class Answer(NamedTuple):
    """What GitHub would answer, with status 200, and what it would count."""

    data: dict[str, Any] | None
    errors: list[dict[str, Any]]
    """Empty when there are none; GitHub then leaves the key out."""
    cost: int
    """Points; 1 for a query that was refused."""


class Ready(NamedTuple):
    """A text as far as it can be understood without variables."""

    document: DocumentNode
    operation: OperationDefinitionNode
    plan: Plan


def execute(
    world: Base,
    query: str,
    variables: Mapping[str, Any] | None,
    viewer: Viewer,
) -> Answer:
    """Answer one query as of one moment; holds the world's lock for that time."""
    ready = _ready(query)
    if isinstance(ready, list):
        return Answer(None, ready, 1)
    given = dict(variables or {})
    declared = ready.operation.variable_definitions or ()
    values = get_variable_values(schema(), declared, given)
    if isinstance(values, list):
        return Answer(None, [_told(error) for error in values], 1)
    try:
        cost, nodes = ready.plan.count(values.coerced)
    except QueryRefused as refused:
        return Answer(None, [_refusal(refused)], 1)
    with world.lock:
        result = execute_sync(
            schema(),
            ready.document,
            context_value=Asking(world, viewer, cost, nodes),
            variable_values=given,
            executor_class=QuickExecutor,
        )
    errors = [_told(error) for error in result.errors or ()]
    return Answer(result.data, errors, cost)


@lru_cache(maxsize=1)
def schema() -> GraphQLSchema:
    """The slice with a resolver at every field; a field without one is a fault."""
    made = build_schema(SCHEMA.read_text(encoding="utf-8"))
    for kind in made.type_map.values():
        if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
            kind.resolve_type = _resolve_type
        elif isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            leaves = kind.extensions["leaves"] = {}
            for name, field in kind.fields.items():
                read = _attach(kind.name, name, field)
                found = leaf(field, read) if read else None
                if found:
                    leaves[name] = found
    return made


def _resolve_type(value: Any, *_: Any) -> str:
    return typename(value)


def _attach(kind: str, name: str, field: GraphQLField) -> Reader | None:
    """Give a field its resolver; gives what reads it from the noun alone, if so."""
    for table in (graphql_root.RESOLVERS, graphql_lists.RESOLVERS):
        if name in table.get(kind, {}):
            field.resolve = table[kind][name]
            return None
    read = _reader(kind, name)
    if read is not None:
        field.resolve = lambda noun, _info: read(noun)
    return read


def _reader(kind: str, name: str) -> Reader | None:
    if kind in _NEVER:
        return _nothing
    if kind == "RateLimit":
        return lambda told: told[name]
    tables = CONNECTION if kind.endswith("Connection") else {}
    for table in (tables, PLAIN.get(kind, {}), graphql_events.FIELDS.get(kind, {})):
        if name in table:
            return table[name]
    return None


# Nothing in the world is of these types.
_NEVER = {"Discussion", "EnterpriseUserAccount", "Tag"}


def _nothing(_noun: Any) -> None:
    return None


@lru_cache(maxsize=512)
def _ready(query: str) -> Ready | list[dict[str, Any]]:
    """Read and check a text, or give its errors; the same text is not read twice."""
    try:
        document = parse(query)
    except GraphQLError as error:
        return [_told(error)]
    errors = [_told(error) for error in validate(schema(), document)]
    if errors:
        return errors
    operations = [
        one for one in document.definitions if isinstance(one, OperationDefinitionNode)
    ]
    if len(operations) != 1:
        return [{"message": "Ask for one operation at a time."}]
    return Ready(document, operations[0], Plan(schema(), document))


def _told(error: GraphQLError) -> dict[str, Any]:
    """An error as GitHub writes it: its type stands beside the message."""
    told: dict[str, Any] = {}
    cause = error.original_error
    if isinstance(cause, QueryRefused):
        told["type"] = cause.kind
    elif error.extensions and "type" in error.extensions:
        told["type"] = error.extensions["type"]
    if error.path:
        told["path"] = list(error.path)
    if error.locations:
        told["locations"] = [
            {"line": place.line, "column": place.column} for place in error.locations
        ]
    return told | {"message": error.message}


def _refusal(refused: QueryRefused) -> dict[str, Any]:
    told: dict[str, Any] = {"type": refused.kind}
    if refused.path:
        told["path"] = refused.path
    return told | {"message": str(refused)}
