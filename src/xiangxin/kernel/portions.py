"""Some of many at a time: what one statement, one act or one look can take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def portions(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """The values in their order, ``size`` at a time, the last ones fewer; nothing of an empty one."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
