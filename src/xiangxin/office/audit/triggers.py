"""The database itself refuses to change the log: a hurdle for hands on the tables, not the promise.

Nothing of the log is ever updated or deleted but what a tombstone names: the payload of an entry, the salts of a row.
"""

from __future__ import annotations

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from xiangxin.office.audit.context import opened

FIXED: Final = ("audit_entry", "audit_tombstone", "audit_checkpoint", "audit_readrecord")
"""Tables that only grow."""

_SQLITE_FIXED: Final = """
CREATE TRIGGER {table}_no_{lower} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the log is only added to: {table}'); END
"""
_SQLITE: Final = (
    """
CREATE TRIGGER audit_payload_no_update BEFORE UPDATE ON audit_payload
BEGIN SELECT RAISE(ABORT, 'the log is only added to: audit_payload'); END
""",
    """
CREATE TRIGGER audit_payload_no_delete BEFORE DELETE ON audit_payload
WHEN NOT EXISTS (SELECT 1 FROM audit_tombstone WHERE entry_id = OLD.entry_id)
BEGIN SELECT RAISE(ABORT, 'a payload is erased under a tombstone only'); END
""",
    """
CREATE TRIGGER audit_part_no_delete BEFORE DELETE ON audit_part
BEGIN SELECT RAISE(ABORT, 'the log is only added to: audit_part'); END
""",
    """
CREATE TRIGGER audit_part_no_update BEFORE UPDATE ON audit_part
WHEN NEW.id <> OLD.id OR NEW.entry_id <> OLD.entry_id OR NEW."index" <> OLD."index" OR NEW."table" <> OLD."table"
  OR NEW.key <> OLD.key OR NEW.op <> OLD.op OR NEW.digest <> OLD.digest OR NEW.salt IS NOT NULL OR NEW.cells IS NOT NULL
  OR NOT EXISTS (SELECT 1 FROM audit_tombstone t WHERE t."table" = OLD."table" AND t.key = OLD.key)
BEGIN SELECT RAISE(ABORT, 'the salts of a row are erased under a tombstone only'); END
""",
)
_POSTGRESQL: Final = (
    """
CREATE OR REPLACE FUNCTION audit_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the log is only added to: %%', TG_TABLE_NAME; END $$
""",
    """
CREATE OR REPLACE FUNCTION audit_payload_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM audit_tombstone WHERE entry_id = OLD.entry_id) THEN
    RAISE EXCEPTION 'a payload is erased under a tombstone only';
  END IF;
  RETURN OLD;
END $$
""",
    """
CREATE OR REPLACE FUNCTION audit_part_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.entry_id, NEW."index", NEW."table", NEW.key, NEW.op, NEW.digest)
     IS DISTINCT FROM (OLD.id, OLD.entry_id, OLD."index", OLD."table", OLD.key, OLD.op, OLD.digest)
     OR NEW.salt IS NOT NULL OR NEW.cells IS NOT NULL
     OR NOT EXISTS (SELECT 1 FROM audit_tombstone t WHERE t."table" = OLD."table" AND t.key = OLD.key) THEN
    RAISE EXCEPTION 'the salts of a row are erased under a tombstone only';
  END IF;
  RETURN NEW;
END $$
""",
    "CREATE TRIGGER audit_payload_no_update BEFORE UPDATE ON audit_payload "
    "FOR EACH ROW EXECUTE FUNCTION audit_only_added()",
    "CREATE TRIGGER audit_payload_no_delete BEFORE DELETE ON audit_payload "
    "FOR EACH ROW EXECUTE FUNCTION audit_payload_erased()",
    "CREATE TRIGGER audit_part_no_delete BEFORE DELETE ON audit_part FOR EACH ROW EXECUTE FUNCTION audit_only_added()",
    "CREATE TRIGGER audit_part_no_update BEFORE UPDATE ON audit_part FOR EACH ROW EXECUTE FUNCTION audit_part_erased()",
)
_POSTGRESQL_FIXED: Final = (
    "CREATE TRIGGER {table}_no_{lower} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION audit_only_added()"
)
_POSTGRESQL_WHOLE: Final = (
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added()"
)
_NAMED: Final = ("audit_payload", "audit_part")


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on the log's tables of this database."""
    fixed = [(table, verb) for table in FIXED for verb in ("UPDATE", "DELETE")]
    if connection.vendor == "postgresql":
        statements = [*_POSTGRESQL]
        statements += [_POSTGRESQL_FIXED.format(table=table, verb=verb, lower=verb.lower()) for table, verb in fixed]
        statements += [_POSTGRESQL_WHOLE.format(table=table) for table in (*FIXED, *_NAMED)]
    else:
        statements = [_SQLITE_FIXED.format(table=table, verb=verb, lower=verb.lower()) for table, verb in fixed]
        statements += _SQLITE
    with opened("log"), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, ())


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take them away: before the log's tables are altered by a migration, or emptied between tests."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in (*FIXED, *_NAMED):
            for verb in ("update", "delete", *(["truncate"] if postgresql else [])):
                on = f" ON {table}" if postgresql else ""
                statement = f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}"
                cursor.execute(statement, ())
