"""Many rows of one person as one text: what a village holds is read without a row in Python for each of its facts.

Only for signs that hold no comma: kinds, days and codes, never what somebody wrote.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, Expression, F, TextField, Value
from django.db.models.functions import Cast, Concat
from django.db.models.sql.compiler import SQLCompiler


class Together(Aggregate):
    """The texts of a group, parted by commas, in no order."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """SQLite has it under another name."""
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def line_of(kind: str, *days: str) -> Expression:
    """One row as a text: a kind and days in the order given, an empty day as nothing, parted by blanks."""
    parts: list[Expression | F] = [F(kind)]
    for day in days:
        parts += [Value(" "), Cast(day, TextField())]
    return Concat(*parts, output_field=TextField())
