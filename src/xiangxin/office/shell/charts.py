"""Charts and tile maps. The numbers stand in a table on the page, and a chart is drawn from that table.

So nobody needs eyes or a script to read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WIDTH, HEIGHT, GAP = 104, 68, 5
"""Size of a tile and the space between two, in units of the drawing."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars or lines. ``says`` is what the picture shows, in a sentence. ``head`` names the columns; a row is a name and
    as many numbers as there are columns after the first. ``target`` draws a line; bars below it have another colour."""

    id: str
    kind: Literal["bar", "line"]
    title: StrOrPromise
    says: StrOrPromise
    head: tuple[StrOrPromise, ...]
    rows: tuple[tuple[str, ...], ...]
    unit: str = ""
    target: str = ""
    target_words: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One area on the map, at its corner; ``step`` from 0 (low) to 3 (high) chooses the colour."""

    x: int
    y: int
    name: str
    value: str
    step: int
    href: str = ""

    @property
    def middle(self) -> int:
        """Where its words stand."""
        return self.x + WIDTH // 2

    @property
    def name_y(self) -> int:
        """The line of the name."""
        return self.y + 30

    @property
    def value_y(self) -> int:
        """The line of the value."""
        return self.y + 51


@dataclass(frozen=True, slots=True)
class TileMap:
    """Areas as equal tiles, roughly where they lie: a large empty township does not outshine a small full one."""

    id: str
    title: StrOrPromise
    says: StrOrPromise
    tiles: tuple[Tile, ...]
    steps: tuple[StrOrPromise, ...]

    tile_width = WIDTH
    tile_height = HEIGHT

    @property
    def view(self) -> str:
        """The drawing's extent."""
        right = max((tile.x for tile in self.tiles), default=0) + WIDTH
        bottom = max((tile.y for tile in self.tiles), default=0) + HEIGHT
        return f"0 0 {right} {bottom}"


def tiles(
    rows: Iterable[Any], place: Callable[[Any], tuple[int, int]], make: Callable[[Any], tuple[str, str, int, str]]
) -> tuple[Tile, ...]:
    """Tiles for ``rows``: ``place`` gives column and line from zero, ``make`` name, value, step and address."""
    found = []
    for row in rows:
        column, line = place(row)
        name, value, step, href = make(row)
        found.append(Tile(column * (WIDTH + GAP), line * (HEIGHT + GAP), name, value, step, href))
    return tuple(found)
