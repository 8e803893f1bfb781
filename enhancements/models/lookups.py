"""A lookup for long lists of ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    _Lookup = Lookup[Any]
else:
    _Lookup = Lookup


@ForeignObject.register_lookup
@Field.register_lookup
class AnyOf(_Lookup):
    """`ids__any=[...]`: as `__in`, with all of the list as one parameter.

    Of five hundred ids Django and the driver take longer to write five hundred
    parameters than PostgreSQL to find their rows. The list is of what the column
    holds, without None; an empty one finds nothing,
    without a statement.
    """

    lookup_name = "any"
    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Iterable[Any]) -> None:
        super().__init__(lhs, list(rhs))

    def get_db_prep_lookup(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """The list as it is: the driver makes an array of it."""
        del connection
        return "%s", [value]

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """`column = ANY(array)`; of an empty list PostgreSQL is not asked at all."""
        if not self.rhs:
            raise EmptyResultSet
        column, of_column = self.process_lhs(compiler, connection)
        array, of_array = self.process_rhs(compiler, connection)
        return f"{column} = ANY({array})", [*of_column, *of_array]
