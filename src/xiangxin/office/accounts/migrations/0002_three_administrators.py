"""Nobody holds two of the three administrators on one day: refused by the database, whoever writes the row.

A later migration that makes SQLite rebuild ``accounts_post`` has to make the triggers again.
"""

from django.db import migrations

CLASH = """
    NEW.role IN ('system_admin', 'security_admin', 'audit_admin') AND EXISTS (
        SELECT 1 FROM accounts_post AS other
        WHERE other.account_id = NEW.account_id AND other.id <> NEW.id AND other.role <> NEW.role
          AND other.role IN ('system_admin', 'security_admin', 'audit_admin')
          AND other.from_on <= COALESCE(NEW.to_on, '9999-12-31')
          AND COALESCE(other.to_on, '9999-12-31') >= NEW.from_on)
"""
SAID = "nobody holds two of the three administrators at once"
SQLITE = [
    f"""CREATE TRIGGER accounts_post_administrators_{event} BEFORE {event} ON accounts_post WHEN {CLASH}
        BEGIN SELECT RAISE(ABORT, '{SAID}'); END"""
    for event in ("INSERT", "UPDATE")
]
POSTGRESQL = [
    f"""CREATE FUNCTION accounts_post_administrators() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {CLASH} THEN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'check_violation'; END IF;
            RETURN NEW;
        END $$""",
    """CREATE TRIGGER accounts_post_administrators BEFORE INSERT OR UPDATE ON accounts_post
        FOR EACH ROW EXECUTE FUNCTION accounts_post_administrators()""",
]


def make(_apps, editor):
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement, params=None)


def drop(_apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP TRIGGER accounts_post_administrators ON accounts_post")
        editor.execute("DROP FUNCTION accounts_post_administrators()")
    else:
        for event in ("INSERT", "UPDATE"):
            editor.execute(f"DROP TRIGGER accounts_post_administrators_{event}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
