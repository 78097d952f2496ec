"""All reads of this room. What is about staff needs a viewer where it lists others; nothing here is about a person's
file."""

from __future__ import annotations

from xiangxin.office.accounts.queries.held import (
    Seat,
    holders,
    mandate_holds,
    seats_of,
)

__all__ = ["Seat", "holders", "mandate_holds", "seats_of"]
