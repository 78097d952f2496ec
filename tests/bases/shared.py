"""Rows that many tests look at are made once for a module; each test, and each part of one, leaves them as they were.

The outer transaction is what Django's own ``setUpTestData`` opens; pytest-django's tests then work in savepoints of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest_django
from django.db import connections, transaction


@contextmanager
def for_a_module(blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """What is written inside stands until the block ends, on every database, and is gone then."""
    with blocker.unblock(), ExitStack() as stack:
        for alias in connections:
            opened: Any = transaction.atomic(using=alias)
            opened._from_testcase = True  # what an act does at the end of its transaction must not wait for this one
            stack.enter_context(opened)
            stack.callback(transaction.set_rollback, True, using=alias)
        yield


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back when the block ends."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
