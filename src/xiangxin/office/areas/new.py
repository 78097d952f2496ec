"""What a new area and a new institution are made of, before any rule has looked at them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

AREA_NAME_LIMIT = 60
INSTITUTION_NAME_LIMIT = 80


@dataclass(frozen=True, slots=True)
class NewArea:
    """An area that begins: twelve digits, one of ``AreaLevel``, its approved name."""

    code: str
    level: str
    name: str


@dataclass(frozen=True, slots=True)
class NewInstitution:
    """An institution that begins; ``parent`` is the id or the short name of the one above."""

    slug: str
    kind: str
    name: str
    area: str
    name_en: str = ""
    parent: UUID | str | None = None
