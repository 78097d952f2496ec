"""Second factors are rows of a library: what it does to them is done within an act that names each row it touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator

from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import account as actor_of


@contextmanager
def factors_changed(user: Any, name: str, factor: str = "") -> Iterator[acts.Act]:
    """Let the library add, change or take away factors of ``user`` in the block; the act ``name`` names them."""
    held = Authenticator.objects.filter(user=user)
    with acts.act(name, by=actor_of(user.id), about=user, payload={"factor": factor} if factor else {}) as done:
        before = list(held)
        yield done
        after = list(held.all())
        done.wrote(*after)
        done.removed(*(one for one in before if one not in after))
