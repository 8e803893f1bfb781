"""What a GraphQL query costs by GitHub's documented rule, read from its text.

Requests for every connection, as if each page were full, added up, divided by 100,
rounded, at least 1. Nodes are counted alike; more than 500,000 are refused, and so is a
connection without a page size from 1 to 100.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

MOST_NODES = 500_000
LARGEST_PAGE = 100
# What is asked of a connection that needs no page size.
_SIZELESS = {"totalCount", "__typename"}


class QueryRefused(Exception):
    """GitHub would answer with an error alone: its type, its words and the path."""

    def __init__(self, kind: str, message: str, path: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.kind = kind
        self.path = list(path)


@dataclasses.dataclass(slots=True)
class Asked:
    """A field that leads to connections, or is one."""

    path: tuple[str, ...]
    is_connection: bool
    is_sized: bool
    """Whether it asks for more than a total."""
    size: ValueNode | None
    """``first`` or ``last`` of a connection, ``ids`` of ``nodes``."""
    word: str
    """Which of them."""
    inside: list[Asked]


class Plan:
    """The connections of an operation: read once, counted for each variables."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments: dict[str, FragmentDefinitionNode] = {}
        operations = []
        for one in document.definitions:
            if isinstance(one, FragmentDefinitionNode):
                self._fragments[one.name.value] = one
            elif isinstance(one, OperationDefinitionNode):
                operations.append(one)
        root = schema.query_type
        self._asked = self._read(operations[0].selection_set, root, ()) if root else []

    def count(self, variables: Mapping[str, Any]) -> tuple[int, int]:
        """Points and nodes. Raises QueryRefused as GitHub would refuse."""
        requests, nodes = self._add(self._asked, 1, variables)
        if nodes > MOST_NODES:
            raise QueryRefused(
                "MAX_NODE_LIMIT_EXCEEDED",
                f"This query requests up to {nodes:,} possible nodes which exceeds the"
                f" maximum limit of {MOST_NODES:,}.",
            )
        return max(1, (requests + 50) // 100), nodes

    def _read(
        self,
        selections: SelectionSetNode,
        parent: GraphQLNamedType,
        path: tuple[str, ...],
    ) -> list[Asked]:
        """What is asked below one field: connections, and fields that hold some."""
        found: list[Asked] = []
        for (key, owner), nodes in self._fields(selections, parent).items():
            node = nodes[0]
            field = getattr(owner, "fields", {}).get(node.name.value)
            if field is None:
                continue
            kind = get_named_type(field.type)
            inside = [
                one
                for same in nodes
                if same.selection_set
                for one in self._read(same.selection_set, kind, (*path, key))
            ]
            word, size = _size(node)
            is_connection = kind.name.endswith("Connection")
            if inside or is_connection or word == "ids":
                asked = self._names(nodes, kind)
                found.append(
                    Asked(
                        (*path, key),
                        is_connection,
                        not asked <= _SIZELESS,
                        size,
                        word,
                        inside,
                    )
                )
        return found

    def _names(self, nodes: Sequence[FieldNode], kind: GraphQLNamedType) -> set[str]:
        """The fields that are asked of a connection."""
        return {
            one.name.value
            for node in nodes
            if node.selection_set
            for same in self._fields(node.selection_set, kind).values()
            for one in same
        }

    def _fields(
        self, selections: SelectionSetNode, parent: GraphQLNamedType
    ) -> dict[tuple[str, GraphQLNamedType], list[FieldNode]]:
        """Fields by response key and the type they are asked of: what is the same is
        counted once, whichever fragment it came through.
        """
        found: dict[tuple[str, GraphQLNamedType], list[FieldNode]] = {}
        for one in selections.selections:
            if isinstance(one, FieldNode):
                key = one.alias.value if one.alias else one.name.value
                found.setdefault((key, parent), []).append(one)
                continue
            inner, kind = self._fragment(one, parent)
            for key_and_type, nodes in self._fields(inner, kind).items():
                found.setdefault(key_and_type, []).extend(nodes)
        return found

    def _fragment(
        self, one: Any, parent: GraphQLNamedType
    ) -> tuple[SelectionSetNode, GraphQLNamedType]:
        """The selections of a fragment and the type it is on."""
        if isinstance(one, FragmentSpreadNode):
            fragment = self._fragments[one.name.value]
            name = fragment.type_condition.name.value
            return fragment.selection_set, self._schema.type_map[name]
        assert isinstance(one, InlineFragmentNode)  # noqa: S101 there is no fourth
        if one.type_condition is None:
            return one.selection_set, parent
        return one.selection_set, self._schema.type_map[one.type_condition.name.value]

    def _add(
        self, asked: Sequence[Asked], lists: int, variables: Mapping[str, Any]
    ) -> tuple[int, int]:
        requests = nodes = 0
        for one in asked:
            items = lists
            if one.is_connection:
                items = lists * _page(one, variables)
                requests, nodes = requests + lists, nodes + items
            elif one.word == "ids":
                items = lists * _length(one, variables)
            more = self._add(one.inside, items, variables)
            requests, nodes = requests + more[0], nodes + more[1]
        return requests, nodes


def _size(node: FieldNode) -> tuple[str, ValueNode | None]:
    """The argument of a field that says how many there are."""
    for argument in node.arguments or ():
        if argument.name.value in {"first", "last", "ids"}:
            return argument.name.value, argument.value
    return "", None


def _page(one: Asked, variables: Mapping[str, Any]) -> int:
    """The page size of a connection; 0 where only the total is asked."""
    size: Any = None
    if isinstance(one.size, IntValueNode):
        size = int(one.size.value)
    elif isinstance(one.size, VariableNode):
        size = variables.get(one.size.name.value)
    name = one.path[-1]
    if size is None:
        if not one.is_sized:
            return 0
        raise QueryRefused(
            "MISSING_PAGINATION_BOUNDARIES",
            "You must provide a `first` or `last` value to properly paginate the"
            f" `{name}` connection.",
            one.path,
        )
    if size > LARGEST_PAGE:
        raise QueryRefused(
            "EXCESSIVE_PAGINATION",
            f"Requesting {size} records on the `{name}` connection exceeds the"
            f" `{one.word}` limit of {LARGEST_PAGE} records.",
            one.path,
        )
    if size < 0:
        raise QueryRefused(
            "BAD_PAGINATION", f"`{one.word}` of `{name}` is below 0.", one.path
        )
    return int(size)


def _length(one: Asked, variables: Mapping[str, Any]) -> int:
    """How many ids there are; GitHub takes a hundred."""
    count = 0
    if isinstance(one.size, ListValueNode):
        count = len(one.size.values)
    elif isinstance(one.size, VariableNode):
        count = len(variables.get(one.size.name.value) or ())
    if count > LARGEST_PAGE:
        raise QueryRefused(
            "ARGUMENT_LIMIT",
            f"You may not provide more than {LARGEST_PAGE} node ids; you provided"
            f" {count}.",
            one.path,
        )
    return count
