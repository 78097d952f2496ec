"""Adds many rows of one model at once: one short statement for each of them, handed over together.

``bulk_create`` builds statements of thousands of marks, which costs more than the rows. The guard sees every row:
inside an act they are named as any others.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connections, models, router, transaction


def insert(rows: Sequence[models.Model]) -> None:
    """Add rows whose keys are set, with the values they hold; all of them or none."""
    if not rows:
        return
    model = type(rows[0])
    using = router.db_for_write(model)
    connection = connections[using]
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608 - names of the office's own columns
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows] for field in fields]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*values, strict=True)))
    for row in rows:
        row._state.adding, row._state.db = False, using
