"""The state of an empty tree; and the log's tables refuse updates and deletions."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from xiangxin.office.audit import triggers
from xiangxin.office.audit.context import opened
from xiangxin.proof.tree import Frontier


def begin(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.alias == "default":
        with opened("log"):
            apps.get_model("audit", "Head").objects.create(id=1, size=0, frontier=Frontier().to_bytes())


def leave(_apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The table goes with the migration before."""


def install(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.alias == "default":
        triggers.install(schema_editor.connection)


def remove(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.alias == "default":
        triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(begin, leave), migrations.RunPython(install, remove)]
