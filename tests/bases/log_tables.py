"""Between tests that commit, Django empties every table; the log's own triggers refuse that and are lifted for it."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

from xiangxin.office.audit import triggers
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Head
from xiangxin.proof.tree import Frontier


def let_tables_be_emptied() -> None:
    """Teach Django's tests that commit to lift the triggers while they empty the tables."""
    emptying: Any = TransactionTestCase
    empty = emptying._fixture_teardown

    def lifted(case: Any) -> None:
        with maintenance("empty the tables between tests"):
            triggers.remove(connection)
            try:
                empty(case)
            finally:
                triggers.install(connection)
                Head.objects.update_or_create(id=1, defaults={"size": 0, "frontier": Frontier().to_bytes()})

    emptying._fixture_teardown = lifted
