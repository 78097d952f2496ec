"""Secrets of second factors lie sealed in a library's table; they are sealed again with a new key."""

from __future__ import annotations

import base64
from typing import Any

from allauth.mfa.models import Authenticator

from xiangxin.kernel.portions import portions
from xiangxin.office.accounts.adapter import SECRET
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import ROWS_AN_ACT, act
from xiangxin.office.vault.errors import VaultError
from xiangxin.office.vault.keys import Ring, ring
from xiangxin.office.vault.sealed import Done
from xiangxin.office.vault.sealing import rewrap, version_of

_MEMBERS = ("secret", "seed")
"""Of a one-time code, and of recovery codes."""


def seal_factors_again() -> Done:
    """How many factors were sealed again, and how many do not open."""
    keys, broken = ring(fresh=True), 0
    older = [key for key, data in Authenticator.objects.values_list("pk", "data").order_by("pk") if _older(data, keys)]
    for some in portions(older, ROWS_AN_ACT):
        with act("accounts.factors_sealed_again", by=system("operations.seal_again")) as done:
            for row in Authenticator.objects.select_for_update().filter(pk__in=some):
                try:
                    row.data |= {name: _again(row.data[name], keys) for name in _older(row.data, keys)}
                except VaultError:
                    broken += 1
                    continue
                row.save(update_fields=["data"])
                done.wrote(row)
    return Done(len(older) - broken, broken=broken)


def _older(data: dict[str, Any], keys: Ring) -> list[str]:
    found = [name for name in _MEMBERS if isinstance(data.get(name), str)]
    return [name for name in found if version_of(base64.b64decode(data[name])) != keys.newest.number]


def _again(text: str, keys: Ring) -> str:
    return base64.b64encode(rewrap(base64.b64decode(text), *SECRET, ring=keys)).decode("ascii")
