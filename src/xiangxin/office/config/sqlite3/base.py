"""The backend. Django writes ``CHECK (JSON_VALID(…))`` for a column of JSON, and SQLite before 3.41 refuses to call it
from a schema while ``trusted_schema`` is off. Off it stays: a file that somebody put a trigger or a view into must not
run functions for them. What is written to such columns comes from Django's encoder and is JSON.
"""

from __future__ import annotations

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, without that check."""

    data_type_check_constraints = {
        kind: check for kind, check in base.DatabaseWrapper.data_type_check_constraints.items() if kind != "JSONField"
    }
