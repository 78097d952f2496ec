"""Hands on the tables of every room: what is changed, added or taken behind the application's back is named.

A room that comes later is covered without a line of its own, as soon as the county for the matrix has a row of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from bases.tamper import delete_one_row, edit_one_cell, filled, make_up
from bases.world import THINGS, make_world
from xiangxin.office.audit import checkpoints, sealing
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Logged
from xiangxin.office.audit.reads import reading
from xiangxin.office.audit.rows import table_of
from xiangxin.office.audit.verify import verify
from xiangxin.office.audit.verify.state import logged_models
from xiangxin.proof.cells import cell
from xiangxin.proof.entry import row_digest

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

EDITS = 100
DELETIONS = 20
SALT = bytes(16)


@pytest.fixture
def county() -> None:
    """Rows of every room: those that the matrix of permissions needs, a look at a person, else made up."""
    world = make_world()
    for name in THINGS:
        world.thing(name, "own")
    for model in logged_models():
        make_up(model)
    with reading(Actor("account", "a", "auditor"), purpose="audit", ground="duty", what="tests.page") as look:
        look.showed(world.people.values(), ["name"])
    sealing.seal_reads()
    checkpoints.make_checkpoint()


def found() -> list[tuple[str, str]]:
    return [(finding.code, finding.what.en) for finding in verify().findings]


def each_undone(times: int, change: Callable[[int], object]) -> None:
    """Do something so many times, and take it back each time."""
    for number in range(times):
        with transaction.atomic():
            change(number)
            transaction.set_rollback(True)


def test_every_one_of_a_hundred_edited_cells_is_named_with_its_column(county: None) -> None:
    assert found() == []
    dice, models = random.Random(20), filled()
    edited = set()

    def edit(number: int) -> None:
        edit = edit_one_cell(dice, [models[number % len(models)]])
        edited.add(edit.table)
        assert found() == [("cell_changed", f"Row {edit.key} of {edit.table} is not as logged: {edit.column}")]

    each_undone(EDITS, edit)
    assert edited == {model._meta.db_table for model in logged_models()}
    assert found() == []


def test_every_deleted_row_is_named(county: None) -> None:
    dice, models = random.Random(21), filled()

    def delete(number: int) -> None:
        table, key = delete_one_row(dice, [models[number % len(models)]])
        assert found() == [("row_missing", f"Row {key} of {table} is missing")]

    each_undone(DELETIONS, delete)


def test_cells_are_encoded_as_the_published_encoding_says(county: None) -> None:
    compared = 0
    with maintenance("tests"):
        for model in filled():
            table = table_of(model)
            with connection.cursor() as cursor:
                cursor.execute(table.select(connection.vendor))
                stored = {table.key_of(values): values for values in cursor.fetchall()}
            for row in model._base_manager.all():
                fields = model._meta.concrete_fields
                cells = {str(field.column): cell(field.value_from_object(row)) for field in fields}
                assert table.digest(SALT, table.cells(stored[str(row.pk)])) == row_digest(SALT, cells), model
                compared += 1
    assert compared > 60


@pytest.mark.parametrize("model", logged_models(), ids=lambda model: model._meta.db_table)
def test_every_column_of_a_logged_row_has_an_exact_encoding_and_a_mark_of_its_own(model: type[Logged]) -> None:
    columns = table_of(model).columns
    assert len({column.mark for column in columns}) == len(columns)
