"""Nothing gets past the driver: however a statement is written, and whichever way of the driver runs it."""

from __future__ import annotations

from contextlib import nullcontext
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from bases.accounts_made import make_account
from xiangxin.office.audit import acts, reads
from xiangxin.office.audit.actor import Actor, system
from xiangxin.office.audit.context import innermost, maintenance, opened
from xiangxin.office.audit.errors import (
    AuditError,
    LogTouched,
    ReadOutsidePurpose,
    StatementUnreadable,
    WriteOutsideAct,
)
from xiangxin.office.audit.guard import tables_of, watched
from xiangxin.office.audit.models import Logged, Personal
from xiangxin.office.audit.statements import Rows
from xiangxin.office.parties.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

WHO = Actor("account", "a", "auditor")


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_personal_row_is_not_read_without_a_purpose() -> None:
    with pytest.raises(ReadOutsidePurpose):
        Person.objects.count()


@pytest.mark.parametrize("table", sorted(tables_of(Personal)))
def test_no_personal_table_is_read_without_a_purpose(table: str) -> None:
    with pytest.raises(ReadOutsidePurpose):
        run(f'SELECT * FROM "{table}"')


@pytest.mark.parametrize("table", sorted(tables_of(Logged)))
def test_no_logged_table_is_written_without_an_act(table: str) -> None:
    with pytest.raises((WriteOutsideAct, LogTouched)):
        run(f'DELETE FROM "{table}"')


READS = [
    "SELECT id FROM parties_person",
    'SELECT p.id FROM "parties_person" AS p',
    "select 1 from audit_entry where exists (select 1 from Parties_Person)",
    "WITH found AS (SELECT * FROM parties_person) SELECT * FROM found",
    "SELECT 1 /* harmless */ FROM -- a comment\n parties_person",
    'SELECT * FROM main."parties_person"',
    "SELECT * FROM 'parties_person'",
    "SELECT * FROM [parties_person]",
    "SELECT '--', id FROM parties_person",
    "SELECT '/*' FROM parties_person",
    "SELECT 'it''s' FROM parties_person",
    "SELECT E'\\'' FROM parties_person --'",
    "SELECT 1; SELECT * FROM parties_person",
    "BEGIN; SELECT * FROM parties_person",
    "SET x = 1; SELECT * FROM parties_person",
    "PRAGMA user_version; SELECT * FROM parties_person",
    "EXPLAIN SELECT * FROM parties_person",
    "TABLE parties_person",
    "VALUES ((SELECT count(*) FROM parties_person))",
    "CREATE TABLE elsewhere AS SELECT * FROM parties_person",
    "CREATE TABLE elsewhere AS TABLE parties_person",
    "SET x = 1; CREATE VIEW elsewhere AS SELECT * FROM parties_person",
    "DECLARE c CURSOR FOR SELECT * FROM parties_person",
    "SELECT * FROM accounts_account JOIN parties_person ON true FOR UPDATE",
]


@pytest.mark.parametrize("statement", READS)
def test_no_way_of_writing_a_read_gets_past(statement: str) -> None:
    with pytest.raises(ReadOutsidePurpose):
        run(statement)


WRITES = [
    "UPDATE parties_person SET area = ''",
    'UPDATE "parties_person" AS p SET area = %s',
    "UPDATE OR IGNORE parties_person SET area = ''",
    "UPDATE ONLY public.parties_person SET area = ''",
    "UPDATE 'parties_person' SET area = ''",
    "DELETE FROM parties_person",
    "DELETE FROM ONLY parties_person",
    "INSERT INTO parties_person (id) VALUES ('x')",
    "INSERT OR REPLACE INTO parties_person (id) VALUES ('x')",
    "REPLACE INTO parties_person (id) VALUES ('x')",
    "INSERT INTO parties_person SELECT * FROM audit_entry",
    "WITH gone AS (DELETE FROM parties_person RETURNING id) SELECT * FROM gone",
    "WITH a AS (SELECT 1) UPDATE parties_person SET area = ''",
    "MERGE INTO parties_person USING audit_entry ON true WHEN MATCHED THEN DELETE",
    "TRUNCATE parties_person",
    "TRUNCATE TABLE audit_head, parties_person CASCADE",
    "COPY parties_person FROM STDIN",
    "SELECT 1; DELETE FROM parties_person",
    "DELETE /* from */ FROM -- x\n parties_person",
    "UPDATE parties_person SET area = E'\\''",
    "DROP TABLE parties_person",
    "SET x = 1; DROP TABLE parties_person",
]


@pytest.mark.parametrize("statement", WRITES)
@pytest.mark.parametrize("inside", ["nothing", "reading"])
def test_no_way_of_writing_a_write_gets_past(statement: str, inside: str) -> None:
    with pytest.raises((WriteOutsideAct, LogTouched)), nullcontext() if inside == "nothing" else opened("reading"):
        run(statement)


@pytest.mark.parametrize(
    "statement",
    ["DO $$ BEGIN PERFORM 1; END $$", "CALL anything()", "EXECUTE prepared", "PREPARE p AS SELECT 1",
     'SELECT * FROM U&"parties\\005fperson"', "SELECT 1; ATTACH 'x' AS y"],
)  # fmt: skip
def test_what_cannot_be_read_does_not_run_at_all(statement: str) -> None:
    with acts.act("tests.nothing", by=system("tests")), pytest.raises(StatementUnreadable):
        run(statement)


@pytest.mark.parametrize(
    "statement",
    ["SELECT 1", "SAVEPOINT parties_person", "SELECT replace('a', 'b', 'c')",
     "SELECT * FROM accounts_account FOR UPDATE",
     "SELECT * FROM areas_institution FOR NO KEY UPDATE", "CREATE TABLE parties_person (id int)",
     "ALTER TABLE parties_person ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES b (c); SET CONSTRAINTS c IMMEDIATE",
     "PRAGMA table_info(parties_person)"],
)  # fmt: skip
def test_what_touches_no_person_and_writes_no_row_passes(statement: str) -> None:
    found = watched().read(statement)
    assert (found.writes, found.reads) == (frozenset(), frozenset())


@pytest.mark.parametrize("table", ["audit_entry", "audit_payload", "audit_part", "audit_checkpoint", "audit_head"])
def test_only_the_log_writes_its_own_tables(table: str) -> None:
    with acts.act("tests.nothing", by=system("tests")):
        for statement in (f"DELETE FROM {table}", f"INSERT INTO {table} (id) VALUES (1)", f"UPDATE {table} SET id = 1"):
            with pytest.raises(LogTouched):
                run(statement)


@pytest.mark.parametrize("table", ["audit_tombstone", "audit_readrecord"])
def test_an_act_adds_to_what_only_grows_and_changes_none_of_it(table: str) -> None:
    with acts.act("tests.nothing", by=system("tests")):
        for statement in (
            f"DELETE FROM {table}",
            f"UPDATE {table} SET id = id",
            f"REPLACE INTO {table} (id) VALUES (1)",
        ):
            with pytest.raises(LogTouched):
                run(statement)


@pytest.mark.engine("sqlite")
def test_a_script_is_guarded_as_a_statement_is() -> None:
    with pytest.raises(ReadOutsidePurpose), connection.cursor() as cursor:
        cursor.executescript("SELECT 1; SELECT * FROM parties_person")
    with pytest.raises(WriteOutsideAct), connection.cursor() as cursor:
        cursor.executescript("DELETE FROM parties_person")


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("way", ["copy", "stream"])
def test_copying_and_streaming_are_guarded_as_a_statement_is(way: str) -> None:
    with pytest.raises(AuditError), connection.cursor() as cursor:
        getattr(cursor, way)("COPY parties_person TO STDOUT" if way == "copy" else "SELECT * FROM parties_person")


def test_many_at_once_are_guarded_as_one_is() -> None:
    with pytest.raises(WriteOutsideAct), connection.cursor() as cursor:
        cursor.executemany("UPDATE parties_person SET area = %s WHERE id = %s", [["a", "b"], ["c", "d"]])


def test_no_routine_is_called() -> None:
    with pytest.raises(StatementUnreadable), connection.cursor() as cursor:
        cursor.callproc("anything")


def test_a_cursor_in_the_database_is_guarded() -> None:
    with pytest.raises(ReadOutsidePurpose):
        list(Person.objects.iterator(chunk_size=1))


def test_every_connection_is_guarded() -> None:
    for alias in connections:
        names = [wrapper.__name__ for wrapper in connections[alias].execute_wrappers if hasattr(wrapper, "__name__")]
        assert names.count("guard") == 1, alias


def test_a_look_inside_an_act_reads_and_does_not_write() -> None:
    with acts.act("tests.nothing", by=system("tests")):
        with reads.reading(WHO, purpose="audit", ground="duty", what="tests.page") as look:
            look.showed_nobody()
            assert Person.objects.count() == 0
            with pytest.raises(WriteOutsideAct), transaction.atomic():
                Person.objects.update(area="990101100201")
        make_account()
    assert innermost() is None


def test_maintenance_passes() -> None:
    with maintenance("tests"):
        assert Person.objects.count() == 0
        run("DELETE FROM parties_person")


NAMES = st.sampled_from(sorted(tables_of(Personal)))
SPELLINGS = st.sampled_from(["{}", '"{}"', "[{}]", "`{}`", "main.{}", 'public."{}"', "'{}'"])
SPACE = st.sampled_from([" ", "\n", "\t", " /* from */ ", " -- note\n", "/**/ "])
CASES = st.sampled_from([str.lower, str.upper, str.title])


@given(
    NAMES,
    SPELLINGS,
    SPACE,
    SPACE,
    CASES,
    st.sampled_from(["INSERT INTO", "UPDATE", "DELETE FROM"]),
    st.text(max_size=9),
)
def test_a_write_is_seen_however_it_is_spelled(
    table: str, spelling: str, one: str, other: str, case: object, verb: str, text: str
) -> None:
    assert callable(case)
    words = [case(word) for word in verb.split()]
    quoted = text.replace("'", "''").replace("\x00", "")
    rest = {"INSERT INTO": "(id) VALUES (%s)", "UPDATE": f"SET area = '{quoted}'", "DELETE FROM": "WHERE id = %s"}[verb]
    found = watched().read(f"{one}{one.join(words)}{other}{spelling.format(case(table))}{other}{rest}")
    assert table in found.writes


@given(NAMES, SPELLINGS, SPACE, CASES, st.text(max_size=20))
def test_a_read_is_seen_whatever_stands_before_it(
    table: str, spelling: str, space: str, case: object, text: str
) -> None:
    assert callable(case)
    found = watched().read(f"SELECT {text} FROM{space}{spelling.format(case(table))}")
    assert found.kind == "opaque" or table in found.reads


@given(st.text(max_size=60), st.sampled_from(["", *READS, *WRITES]))
def test_no_text_makes_the_reader_of_statements_fail(text: str, statement: str) -> None:
    watched().read(text + statement)
    watched().read(statement + text)


@given(st.integers(1, 30), st.integers(1, 400))
def test_a_long_list_of_values_is_read_as_a_short_one(width: int, height: int) -> None:
    columns = ", ".join(["id", *(f"c{number}" for number in range(width))])
    row = f"({', '.join(['%s'] * (width + 1))})"
    statement = watched().read(f'INSERT INTO "parties_person" ({columns}) VALUES {", ".join([row] * height)}')
    assert statement.writes == {"parties_person"}
    assert statement.rows == Rows("insert", width + 1, 0)
    listed = watched().read(
        f'DELETE FROM "parties_person" WHERE "parties_person"."id" IN ({", ".join(["%s"] * height)})'
    )
    assert listed.rows == Rows("several")


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        ('UPDATE "parties_person" SET "area" = %s WHERE "parties_person"."id" = %s', Rows("one")),
        ('UPDATE "parties_person" SET "area" = (SELECT 1 WHERE "parties_person"."id" = %s)', None),
        ('UPDATE "parties_person" SET "area" = %s WHERE ("parties_person"."id" = %s OR true)', None),
        ('DELETE FROM "parties_person" WHERE "parties_person"."area" = %s', None),
        ('INSERT INTO "parties_person" ("area", "id") VALUES (%s::text, %s::uuid)', Rows("insert", 2, 1)),
        (
            'INSERT INTO "parties_person" ("area", "id") SELECT * FROM UNNEST((%s)::text[], (%s)::uuid[])',
            Rows("lists", 2, 1),
        ),
        ('INSERT INTO "parties_person" ("area", "id") VALUES (%s, lower(%s))', None),
        ('INSERT INTO "parties_person" ("area") VALUES (%s)', Rows("insert", 1, None)),
    ],
)
def test_rows_are_told_apart_where_the_statement_surely_does(statement: str, rows: Rows | None) -> None:
    assert watched().read(statement).rows == rows


def test_the_rows_an_act_wrote_are_known_by_their_keys() -> None:
    account = make_account()
    with maintenance("tests"), opened("act") as frame:
        account.display = "乙"
        account.save(update_fields=["display"])
    assert frame.keys == {"accounts_account": {str(account.id)}}
    assert isinstance(account.id, UUID)
    assert account.id != uuid4()


@pytest.mark.parametrize(
    ("statement", "writes"),
    [
        ('UPDATE "accounts_signin" SET "seen_at" = %s WHERE "accounts_signin"."id" = %s', False),
        ('UPDATE "accounts_phonedoor" SET "day" = %s, "codes" = ("accounts_phonedoor"."codes" + %s)', False),
        ('UPDATE "accounts_phonedoor" SET "day" = %s, "wrong_facts" = %s', True),
        ('UPDATE "accounts_signin" SET "seen_at" = (SELECT 1), "ended_at" = NULL', True),
        ('UPDATE "accounts_signin" SET ("seen_at", "key") = (%s, %s)', True),
        ('UPDATE "accounts_signin" SET "seen_at" = %s; UPDATE "accounts_signin" SET "key" = %s', True),
        ('UPDATE "accounts_signin" SET "seen_at" = %s; DELETE FROM "accounts_signin"', True),
        ('INSERT INTO "accounts_signin" ("seen_at") VALUES (%s)', True),
        ('INSERT INTO "accounts_signin" ("id") VALUES (%s) ON CONFLICT ("id") DO UPDATE SET "seen_at" = %s', True),
        ('DELETE FROM "accounts_phonecode"', True),
        ('UPDATE "mfa_authenticator" SET "last_used_at" = %s', False),
        ('UPDATE "mfa_authenticator" SET "data" = %s', True),
    ],
)
def test_columns_that_count_are_set_without_an_act_and_no_others(statement: str, *, writes: bool) -> None:
    assert bool(watched().read(statement).writes) is writes


def test_what_ends_out_of_order_ends_by_itself_alone() -> None:
    one, two = maintenance("tests"), opened("act")
    one.__enter__()
    two.__enter__()
    one.__exit__(None, None, None)
    inner = innermost()
    assert inner is not None
    assert inner.kind == "act"
    two.__exit__(None, None, None)
    assert innermost() is None
