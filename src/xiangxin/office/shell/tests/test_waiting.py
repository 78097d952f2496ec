"""A note that the next request can make as well is left out while somebody else writes: at once, without an error."""

from __future__ import annotations

import sqlite3
import time

import pytest
from django.db import connection

from bases.accounts_made import make_account
from xiangxin.office.accounts.models import Account
from xiangxin.office.audit.context import maintenance
from xiangxin.office.shell.waiting import if_free


def _patience() -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute("PRAGMA busy_timeout").fetchone()[0])


@pytest.mark.engine("sqlite")
@pytest.mark.django_db(databases=["default", "reads"], transaction=True)
def test_it_is_left_out_while_another_writes_and_made_when_nobody_does() -> None:
    account = make_account()
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=0)
    other.execute("BEGIN IMMEDIATE")
    usual, began = _patience(), time.monotonic()
    with maintenance("tests"), if_free():
        Account.objects.filter(id=account.id).update(display="written")
    waited = time.monotonic() - began
    other.execute("ROLLBACK")
    other.close()

    account.refresh_from_db()
    assert account.display != "written"
    assert waited < usual / 1000
    assert _patience() == usual

    with maintenance("tests"), if_free():
        Account.objects.filter(id=account.id).update(display="written")
    account.refresh_from_db()
    assert account.display == "written"
