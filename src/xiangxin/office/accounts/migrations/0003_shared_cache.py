"""The table of the cache in the database, which every process of the server shares."""

from django.core.management import call_command
from django.db import migrations


def make(_apps, editor):
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


def drop(_apps, editor):
    editor.execute("DROP TABLE accounts_cache")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_three_administrators")]
    operations = [migrations.RunPython(make, drop)]
