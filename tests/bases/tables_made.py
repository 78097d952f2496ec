"""The database in which tests work begins as a copy of tables that were made once in this run.

Each worker has a database of its own, and making its tables anew takes longer than many a room's tests.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections

from bases.apart import make_apart
from bases.made_once import made_once

_TEMPLATE = "tables_made"


def begin_with_copies() -> None:
    """Teach Django's making of a test database to begin with the copy, which lacks no step."""
    for alias in connections:
        creation: Any = connections[alias].creation
        creation.create_test_db = _Copied(alias)


class _Copied:
    """Stands for ``create_test_db`` of one connection."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def __call__(self, **_given: object) -> str:
        connection: Any = connections[self._alias]
        lite = connection.vendor == "sqlite"
        made = made_once("apart", make_apart) if lite else made_once(_TEMPLATE, self._make_template)
        file = made / Path(str(connection.settings_dict["NAME"])).name
        if not lite:
            connection.settings_dict["TEST"]["TEMPLATE"] = _TEMPLATE
        name = str(connection.creation._get_test_db_name())
        connection.creation._create_test_db(verbosity=0, autoclobber=True)
        connection.close()
        settings.DATABASES[self._alias]["NAME"] = connection.settings_dict["NAME"] = name
        connection.ensure_connection()
        if lite:
            with closing(sqlite3.connect(file)) as source:
                source.backup(connection.connection)
        return name

    def _make_template(self, home: Path) -> None:
        creation: Any = connections[self._alias].creation
        with creation._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {_TEMPLATE}")
        make_apart(home, urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{_TEMPLATE}").geturl())
