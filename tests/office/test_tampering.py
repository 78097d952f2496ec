"""Hands on the tables of every room: what is changed, added or taken behind the application's back is named.

A room that comes later is covered without a line of its own, as soon as the county for the matrix has a row of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from bases.tamper import delete_one_row, edit_one_cell, filled, make_up
from bases.world import THINGS, make_world
from xiangxin.office.audit import checkpoints, sealing
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.beside import beside, counting, logged_models
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.reads import reading
from xiangxin.office.audit.rows import table_of
from xiangxin.office.audit.verify import verify
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


def test_every_one_of_a_hundred_edited_cells_and_one_of_every_table_is_named_with_its_column(county: None) -> None:
    assert found() == []
    dice, models = random.Random(20), filled()
    edited = set()

    def edit(number: int) -> None:
        edit = edit_one_cell(dice, [models[number % len(models)]])
        edited.add(edit.table)
        assert found() == [("cell_changed", f"Row {edit.key} of {edit.table} is not as logged: {edit.column}")]

    each_undone(max(EDITS, len(models)), edit)
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
                counts = counting(model._meta.db_table)
                held = {str(field.column): field.value_from_object(row) for field in fields}
                cells = {name: cell(value) for name, value in held.items() if name not in counts}
                assert table.digest(SALT, table.cells(stored[str(row.pk)])) == row_digest(SALT, cells), model
                compared += 1
    assert compared > 60


@pytest.mark.parametrize("model", logged_models(), ids=lambda model: model._meta.db_table)
def test_every_column_of_a_logged_row_has_an_exact_encoding_and_a_mark_of_its_own(model: type[models.Model]) -> None:
    columns = table_of(model).columns
    assert len({column.mark for column in columns}) == len(columns)


def test_every_table_is_under_the_log_or_listed_with_the_reason_why_not(county: None) -> None:
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    logged = {model._meta.db_table for model in logged_models()}
    aside = {one.table for one in beside().values() if one.manner != "counts"}
    assert there - logged - aside == set()
    assert logged & aside == set()
    assert {model._meta.db_table for model in apps.get_models(include_auto_created=True)} <= logged | aside
    assert all(len(one.why.zh) >= 8 and len(one.why.en) >= 20 for one in beside().values())


def test_a_column_that_counts_is_one_the_table_has() -> None:
    tables = {model._meta.db_table: model for model in logged_models()}
    for one in beside().values():
        if one.manner == "counts":
            there = {field.column for field in tables[one.table]._meta.concrete_fields}
            assert {name.partition(".")[0] for name in one.columns} <= there, one.table


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("accounts_signin", "account_id"),
        ("accounts_signin", "key"),
        ("accounts_signin", "second_factor"),
        ("accounts_signin", "mandate"),
        ("accounts_signin", "started_at"),
        ("accounts_signin", "ended_at"),
        ("accounts_phonecode", "phone"),
        ("accounts_phonecode", "code"),
        ("accounts_phonecode", "expires_at"),
        ("accounts_phonecode", "used_at"),
        ("accounts_phonedoor", "wrong_facts"),
        ("jobs_job", "started_by"),
        ("jobs_job", "role"),
        ("jobs_job", "arguments"),
        ("mfa_authenticator", "user_id"),
        ("mfa_authenticator", "type"),
        ("mfa_authenticator", "data"),
    ],
)
def test_nothing_that_opens_a_door_stands_beside_the_log(table: str, column: str) -> None:
    model = next(one for one in logged_models() if one._meta.db_table == table)
    assert column in {one.name for one in table_of(model).columns}


def test_a_second_factor_put_in_or_changed_behind_the_application_is_named(county: None) -> None:
    model = apps.get_model("mfa.Authenticator")
    with maintenance("tests"):
        row = model.objects.order_by("id").first()
        row.data = row.data | {"viewed_at": 1.5}
        row.save(update_fields=["data"])
        assert found() == []
        row.data = row.data | {"secret": "another"}
        row.save(update_fields=["data"])
    assert found() == [("cell_changed", f"Row {row.pk} of mfa_authenticator is not as logged: data")]


def test_a_row_in_a_table_that_nobody_uses_is_named(county: None) -> None:
    with maintenance("tests"):
        row = apps.get_model("auth.Group").objects.create(name="all of it")
    assert found() == [("row_unlogged", f"Row {row.pk} of auth_group was never logged")]
