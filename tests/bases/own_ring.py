"""A ring of keys that one test may change, so that no other test meets a changed key."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiangxin.office.vault import keys

PLACES = (
    "vault.sealing.office_ring",
    "operations.tasks.ring",
    "accounts.resealing.ring",
    "creditfile.resealing.ring",
    "intake.resealing.ring",
)
"""Where the office asks for its ring to seal, or to seal again."""


def use_own_ring(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ring in a new ``folder``, with the person key of the office, which from now on is the office's."""
    keys.create_ring(folder, person_key=keys.ring().person_key)
    whole = keys.ring
    for place in PLACES:
        monkeypatch.setattr(f"xiangxin.office.{place}", lambda **_: whole(folder, fresh=True))
