"""Cuts out of GitHub's whole GraphQL schema what some queries touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    Visitor,
    build_schema,
    get_named_type,
    parse,
    print_ast,
    specified_scalar_types,
    type_from_ast,
    visit,
)

# What the pretended GitHub answers beside our own queries: to people who look around
# in it, and things that our queries can meet without naming them.
ALSO = """
query ($owner: String!, $name: String!, $number: Int!, $id: ID!) {
  viewer { login id databaseId name createdAt }
  rateLimit(dryRun: false) { nodeCount }
  node(id: $id) { id }
  repository(owner: $owner, name: $name, followRenames: true) {
    name owner { id login } visibility createdAt pushedAt
    issue(number: $number) { id closed }
    pullRequest(number: $number) { id closed }
    issueOrPullRequest(number: $number) { __typename }
    issues(states: [OPEN]) { totalCount }
    pullRequests(states: [OPEN]) { totalCount }
    object(expression: "main:") { id ... on Tree { oid } ... on Tag { oid } }
  }
}
"""

Kept = dict[str, dict[str, set[str]]]
"""Arguments of fields of types, all by name."""


def cut(schema: GraphQLSchema, texts: Iterable[str]) -> str:
    """The part of ``schema`` that these queries touch, as SDL without descriptions.

    Enums and inputs are kept whole, so that words we do not ask for are known as well;
    of everything else only the fields and arguments that occur.
    """
    kept: Kept = defaultdict(lambda: defaultdict(set))
    for text in texts:
        _note(schema, parse(text), kept)
    _close(schema, kept)
    return "\n".join(_sdl(schema.type_map[name], kept) for name in sorted(kept))


def whole(text: str) -> GraphQLSchema:
    """GitHub's schema. It clashes with itself in places, so it is not checked."""
    return build_schema(text, assume_valid=True, assume_valid_sdl=True)


def _note(schema: GraphQLSchema, document: DocumentNode, kept: Kept) -> None:
    """Put down every type, field and argument that a document names."""
    info = TypeInfo(schema)

    class Noting(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            parent = info.get_parent_type()
            assert parent is not None
            if node.name.value != "__typename":
                assert info.get_field_def(), f"{parent.name}.{node.name.value}"
                _ = kept[parent.name][node.name.value]

        def enter_argument(self, node: ArgumentNode, *_: object) -> None:
            parent, field = info.get_parent_type(), info.get_field_def()
            assert parent is not None
            assert field is not None
            (name,) = (key for key, one in parent.fields.items() if one is field)
            kept[parent.name][name].add(node.name.value)

        def enter_inline_fragment(self, node: InlineFragmentNode, *_: object) -> None:
            _ = kept[node.type_condition.name.value]

        def enter_fragment_definition(
            self, node: FragmentDefinitionNode, *_: object
        ) -> None:
            _ = kept[node.type_condition.name.value]

        def enter_variable_definition(
            self, node: VariableDefinitionNode, *_: object
        ) -> None:
            _ = kept[get_named_type(type_from_ast(schema, node.type)).name]

    visit(document, TypeInfoVisitor(info, Noting()))


def _close(schema: GraphQLSchema, kept: Kept) -> None:
    """Add what the kept fields need, until nothing is missing."""
    while True:
        before = sum(len(fields) + 1 for fields in kept.values())
        for name in list(kept):
            one = schema.type_map[name]
            for needed in _needed(one, kept):
                _ = kept[needed]
            for interface in _interfaces(one, kept):
                for field, arguments in kept[interface].items():
                    kept[name][field] |= arguments
        if before == sum(len(fields) + 1 for fields in kept.values()):
            break
    for name in [name for name in kept if name in specified_scalar_types]:
        del kept[name]


def _needed(one: GraphQLNamedType, kept: Kept) -> Iterator[str]:
    """The types of the kept fields and arguments of a type."""
    if isinstance(one, GraphQLInputObjectType):
        for field in one.fields.values():
            yield get_named_type(field.type).name
    elif isinstance(one, GraphQLObjectType | GraphQLInterfaceType):
        for name, arguments in kept[one.name].items():
            yield get_named_type(one.fields[name].type).name
            for argument in arguments:
                yield get_named_type(one.fields[name].args[argument].type).name


def _interfaces(one: GraphQLNamedType, kept: Kept) -> list[str]:
    """The kept interfaces of a kept type. That Query is a Node is of no use to us."""
    if one.name == "Query" or not hasattr(one, "interfaces"):
        return []
    return sorted(face.name for face in one.interfaces if face.name in kept)


def _sdl(one: GraphQLNamedType, kept: Kept) -> str:
    """A type's definition with the kept fields alone."""
    if isinstance(one, GraphQLUnionType):
        members = sorted(member.name for member in one.types if member.name in kept)
        return f"union {one.name} = {' | '.join(members)}\n"
    if isinstance(one, GraphQLInputObjectType):
        lines = [f"{name}: {field.type}" for name, field in one.fields.items()]
        return _block(f"input {one.name}", sorted(lines))
    if isinstance(one, GraphQLObjectType | GraphQLInterfaceType):
        word = "type" if isinstance(one, GraphQLObjectType) else "interface"
        faces = " & ".join(_interfaces(one, kept))
        head = f"{word} {one.name}" + (f" implements {faces}" if faces else "")
        fields = sorted(kept[one.name].items())
        return _block(head, [_field(one, name, used) for name, used in fields])
    if hasattr(one, "values"):
        return _block(f"enum {one.name}", sorted(one.values))
    return f"scalar {one.name}\n"


def _field(
    one: GraphQLObjectType | GraphQLInterfaceType, name: str, used: set[str]
) -> str:
    field = one.fields[name]
    arguments = []
    for argument in sorted(used):
        node = field.args[argument].ast_node
        assert node is not None
        default = f" = {print_ast(node.default_value)}" if node.default_value else ""
        arguments.append(f"{argument}: {field.args[argument].type}{default}")
    listed = f"({', '.join(arguments)})" if arguments else ""
    return f"{name}{listed}: {field.type}"


def _block(head: str, lines: Iterable[str]) -> str:
    return "\n".join([f"{head} {{", *(f"  {line}" for line in lines), "}", ""])
