"""Which seats rate which subject: by lot, evenly, reserves only where ordinary seats do not suffice.

The lot is an HMAC under a seed. Its digest (``commitment``) is told when the round opens, the seed itself when it is
closed: whoever held the round cannot have chosen, and anybody with the seed comes to the same list.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from xiangxin.kernel.canonical import encode

SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class Bench:
    """The seats of a round, ordinary ones and reserves. ``each``: how many rate one subject, where so many may."""

    seats: frozenset[UUID]
    reserves: frozenset[UUID]
    each: int


def new_seed() -> bytes:
    """A fresh seed."""
    return secrets.token_bytes(SEED_BYTES)


def commitment(seed: bytes) -> str:
    """What is told of a seed beforehand."""
    return hashlib.sha256(b"xiangxin assignment seed " + seed).hexdigest()


def assign(
    subjects: Iterable[UUID], barred: Mapping[UUID, Collection[UUID]], bench: Bench, seed: bytes
) -> dict[UUID, list[UUID]]:
    """For each subject its seats, ``each`` of them or as many as may. ``barred``: by subject, who may not rate it.

    Subjects come in the order of the lot, so that none is served first by its name. Among ordinary seats, and then
    among reserves, the one with the fewest subjects so far is taken; of several, the lot says which.
    """
    load: dict[UUID, int] = dict.fromkeys(bench.seats | bench.reserves, 0)
    found: dict[UUID, list[UUID]] = {}
    for subject in sorted(subjects, key=lambda one: _lot(seed, "subject", one)):
        chosen: list[UUID] = []
        while len(chosen) < bench.each:
            seat = substitute(subject, {*barred.get(subject, ()), *chosen}, bench, load, seed)
            if seat is None:
                break
            load[seat] += 1
            chosen.append(seat)
        found[subject] = chosen
    return found


def substitute(
    subject: UUID, barred: Collection[UUID], bench: Bench, load: Mapping[UUID, int], seed: bytes
) -> UUID | None:
    """The next seat for a subject, None where none is left. ``barred`` holds those that rate it already, too."""
    for row in (bench.seats, bench.reserves):
        free = [seat for seat in row if seat not in barred]
        if free:
            return min(free, key=lambda seat: (load.get(seat, 0), _lot(seed, "seat", subject, seat)))
    return None


def _lot(seed: bytes, *names: str | UUID) -> bytes:
    return hmac.digest(seed, encode([str(name) for name in names]), hashlib.sha256)
